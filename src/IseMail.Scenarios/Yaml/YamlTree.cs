using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IseMail.Scenarios.Yaml;

internal abstract record YamlEntry(FileMark Mark);

internal sealed record YamlText(FileMark Mark, string Value, bool IsQuoted) : YamlEntry(Mark);

internal sealed record YamlList(FileMark Mark, IReadOnlyList<YamlEntry> Items) : YamlEntry(Mark);

internal sealed record YamlMap(FileMark Mark, IReadOnlyList<(YamlText Key, YamlEntry Value)> Entries) : YamlEntry(Mark);

/// <summary>
/// Builds the tree of a document from the parser's events. The library's own tree refuses a duplicate key by an
/// exception and resolves aliases; here each is a problem at its place, and reading goes on.
/// </summary>
internal sealed class YamlTree(FileProblems problems, string text, TextPlaces places)
{
    private const int GreatestDepth = 16;

    // A deployment of the largest model, each node with everything, has fewer than a thousand.
    private const int MostEntries = 10_000;

    private int _entries;

    public YamlEntry? Read()
    {
        var scanner = new Scanner(new StringReader(text));
        try
        {
            return Document(new Parser(scanner));
        }
        catch (TooMuchException tooMuch)
        {
            problems.Add(tooMuch.Mark, tooMuch.Message, tooMuch.Expected);
            return null;
        }
        catch (YamlException) when (TabInIndentation() is { } tab)
        {
            // The parser tells of it at the beginning of whatever the line stands in, or as something else.
            problems.Add(tab, "a tab in the indentation", "spaces");
            return null;
        }
        catch (YamlException broken)
        {
            var said = broken.InnerException?.Message ?? broken.Message;
            problems.Add(Mark(broken.Start), $"this is not YAML: {said.TrimEnd('.')}", "well-formed YAML");
            return null;
        }
        catch (Exception confused) when (confused is InvalidOperationException or ArgumentException)
        {
            // The parser's own checks; it has no better word for some malformed documents ("..." again and again).
            problems.Add(Mark(scanner.CurrentPosition), "this is not YAML", "well-formed YAML");
            return null;
        }
    }

    private FileMark? TabInIndentation()
    {
        var offset = 0;
        foreach (var line in text.Split('\n'))
        {
            var indentation = line.AsSpan(0, line.Length - line.AsSpan().TrimStart(" \t").Length);
            if (indentation.IndexOf('\t') is >= 0 and var tab && indentation.Length < line.TrimEnd('\r').Length) return places.At(offset + tab);
            offset += line.Length + 1;
        }
        return null;
    }

    private YamlEntry? Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            problems.Add(new FileMark(1, 1), "the file is empty", "a mapping of keys and values");
            return null;
        }
        var root = Entry(parser, 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            problems.Add(Mark(second.Start), "a second document begins", "one document in a file");
        return root;
    }

    private YamlEntry Entry(Parser parser, int depth)
    {
        if (depth > GreatestDepth)
            throw new TooMuchException(Mark(parser.Current!.Start), $"nested deeper than {GreatestDepth} levels", "a flatter document");
        if (++_entries > MostEntries)
            throw new TooMuchException(Mark(parser.Current!.Start), $"more than {MostEntries} values", "a smaller document");
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            problems.Add(Mark(alias.Start), "an alias ('*')", "the value itself");
            return new YamlText(Mark(alias.Start), "", true);
        }
        var node = parser.Current as NodeEvent
            ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing");
        if (!node.Anchor.IsEmpty) problems.Add(Mark(node.Start), "an anchor ('&')", "the value without an anchor");
        if (!node.Tag.IsEmpty && node.Tag is { IsNonSpecific: false }) problems.Add(Mark(node.Start), "a value with a tag", "the value without a tag");
        return node switch
        {
            MappingStart => Map(parser, depth),
            SequenceStart => List(parser, depth),
            _ => Text(parser.Consume<Scalar>()),
        };
    }

    private YamlMap Map(Parser parser, int depth)
    {
        var mark = Mark(parser.Consume<MappingStart>().Start);
        var entries = new List<(YamlText Key, YamlEntry Value)>();
        var seen = new Dictionary<string, FileMark>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Entry(parser, depth + 1);
            var value = Entry(parser, depth + 1);
            if (key is not YamlText name) problems.Add(key.Mark, "a key that is not a word", "a key as text");
            else if (seen.TryGetValue(name.Value, out var first)) problems.Add(name.Mark, $"key '{name.Value}' stands here again", $"it once (first in line {first.Line})");
            else
            {
                seen.Add(name.Value, name.Mark);
                entries.Add((name, value));
            }
        }
        return new YamlMap(mark, entries);
    }

    private YamlList List(Parser parser, int depth)
    {
        var mark = Mark(parser.Consume<SequenceStart>().Start);
        var items = new List<YamlEntry>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Entry(parser, depth + 1));
        return new YamlList(mark, items);
    }

    private YamlText Text(Scalar scalar) => new(Mark(scalar.Start), scalar.Value, scalar.Style is not ScalarStyle.Plain);

    // What a file must not hold in such amounts ends the reading, from however deep.
    private sealed class TooMuchException(FileMark mark, string what, string expected) : Exception(what)
    {
        public FileMark Mark { get; } = mark;

        public string Expected { get; } = expected;
    }

    private FileMark Mark(in Mark mark) => places.At(mark.Index);
}
