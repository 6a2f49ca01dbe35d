using System.Globalization;
using System.Text;

namespace IseMail.Scenarios.Yaml;

/// <summary>Gets a file's text and its tree, with everything that can go wrong told as problems of that file.</summary>
internal static class YamlFile
{
    /// <summary>The largest file read, in bytes and, parsed from text, in characters.</summary>
    public const int GreatestSize = 1024 * 1024;

    /// <param name="path">Which file.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <param name="kind">What the file is expected to be.</param>
    public static async Task<(string? Text, FileProblems Problems)> TextAsync(string path, CancellationToken cancellationToken, string kind = "YAML file")
    {
        var problems = new FileProblems(path);
        var start = new FileMark(1, 1);
        if (Directory.Exists(path))
        {
            problems.Add(start, "this is a directory", $"a {kind}");
            return (null, problems);
        }
        try
        {
            // Read to one byte past the limit: a pipe or a device has no length to ask for.
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 4096, FileOptions.Asynchronous);
            var bytes = new byte[GreatestSize + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            if (length > GreatestSize)
            {
                TooBig(problems);
                return (null, problems);
            }
            return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length), problems);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(start, "there is no such file", $"a {kind}");
        }
        catch (DecoderFallbackException)
        {
            problems.Add(start, "the file is not UTF-8 text", $"a {kind} in UTF-8");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(start, $"the file cannot be read: {unreadable.Message.TrimEnd('.')}", $"a readable {kind}");
        }
        return (null, problems);
    }

    /// <summary>Takes the keys of a document's root.</summary>
    /// <param name="text">The document.</param>
    /// <param name="problems">Where it is told what is wrong.</param>
    /// <param name="edits">What is changed in it before it is read.</param>
    public static KeyReader? Root(string text, FileProblems problems, IEnumerable<YamlEdit>? edits = null)
    {
        var root = Document(text, problems);
        if (root is null) return null;
        if (root is YamlMap map) return new KeyReader(problems, "", (edits ?? []).Aggregate(map, (document, edit) => edit.Apply(document, problems)));
        problems.Add(root.Mark, root is YamlText { Value.Length: 0 } ? "the file is empty" : "the document is not a mapping", "a mapping of keys and values");
        return null;
    }

    /// <summary>The document, whatever it is; JSON is read as the YAML that it is.</summary>
    public static YamlEntry? Document(string text, FileProblems problems)
    {
        if (text.Length > GreatestSize)
        {
            TooBig(problems);
            return null;
        }
        // A byte order mark is no part of the text.
        if (text.StartsWith('\uFEFF')) text = text[1..];
        var places = new TextPlaces(text);
        if (!IsPrintable(text, places, problems)) return null;
        var root = new YamlTree(problems, text, places).Read();
        if (root is not null) problems.Marks[""] = root.Mark;
        return root;
    }

    /// <summary>Characters that YAML does not allow (1.2.2, section 5.1); the parser would take a NUL for the file's end.</summary>
    private static bool IsPrintable(string text, TextPlaces places, FileProblems problems)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\n' or '\r' or '\t' or '\u0085' || (!char.IsControl(c) && c < '\uFFFE' && !IsLone(text, i))) continue;
            problems.Add(places.At(i), string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4} stands here"), "printable text");
            return false;
        }
        return true;
    }

    private static bool IsLone(string text, int i) => char.IsSurrogate(text[i])
        && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) && !(i > 0 && char.IsSurrogatePair(text[i - 1], text[i]));

    private static void TooBig(FileProblems problems) => problems.Add(new FileMark(1, 1), "the file is larger than 1 MB", "at most 1 MB");
}
