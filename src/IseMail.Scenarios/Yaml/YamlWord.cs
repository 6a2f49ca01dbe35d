using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace IseMail.Scenarios.Yaml;

/// <summary>Writes values into a YAML text: what any reader of YAML reads as that text, on one line.</summary>
internal static class YamlWord
{
    // What some reader takes for a truth value or for nothing.
    private static readonly FrozenSet<string> NoTexts = new[] { "true", "false", "null", "yes", "no", "on", "off", "y", "n" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text: as it is where that is safe, else in quotation marks.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A list on one line; a single value alone.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        var written = texts.Select(text => Of(text)).ToList();
        return written is [var only] ? only : List(written);
    }

    /// <summary>A list on one line of what is written already.</summary>
    public static string List(IEnumerable<string> written) => $"[{string.Join(", ", written)}]";

    /// <summary>A mapping on one line of what is written already.</summary>
    public static string Map(params IEnumerable<(string Key, string Written)> entries) => $"{{ {string.Join(", ", entries.Select(entry => $"{entry.Key}: {entry.Written}"))} }}";

    private static bool IsPlain(string text) => text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '@') && !NoTexts.Contains(text);

    private static string Quoted(string text)
    {
        var written = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') written.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029') written.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else written.Append(c);
        }
        return written.Append('"').ToString();
    }
}
