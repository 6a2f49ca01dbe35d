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
internal sealed class YamlTree(FileProblems problems)
{
    private const int GreatestDepth = 16;

    public YamlEntry? Read(string text)
    {
        try
        {
            return Document(new Parser(new Scanner(new StringReader(text))));
        }
        catch (YamlException broken)
        {
            var said = broken.InnerException?.Message ?? broken.Message;
            problems.Add(Mark(broken.Start), $"this is not YAML: {said.TrimEnd('.')}", "well-formed YAML");
            return null;
        }
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
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {GreatestDepth} levels");
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            problems.Add(Mark(alias.Start), $"'*{alias.Value}' is an alias", "the value itself");
            return new YamlText(Mark(alias.Start), "", true);
        }
        var node = parser.Current as NodeEvent
            ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing");
        if (!node.Anchor.IsEmpty) problems.Add(Mark(node.Start), $"'&{node.Anchor.Value}' is an anchor", "the value without an anchor");
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

    private static YamlText Text(Scalar scalar) => new(Mark(scalar.Start), scalar.Value, scalar.Style is not ScalarStyle.Plain);

    private static FileMark Mark(in Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
