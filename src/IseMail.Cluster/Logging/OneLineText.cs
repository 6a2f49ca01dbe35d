using System.Globalization;

namespace IseMail.Cluster.Logging;

/// <summary>
/// Writes text so that it stays on one line of a log: whoever can name a guest must not be able to write a line of the log.
/// </summary>
internal static class OneLineText
{
    /// <summary>Writes <paramref name="text"/> with line breaks as <c>\n</c>, <c>\r</c> and other unseen characters as <c>\uXXXX</c>.</summary>
    public static void Write(TextWriter output, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\n':
                    output.Write(@"\n");
                    break;
                case '\r':
                    output.Write(@"\r");
                    break;
                case '\t':
                    output.Write(@"\t");
                    break;
                default:
                    if (Unseen(c)) output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
                    else output.Write(c);
                    break;
            }
        }
    }

    private static bool Unseen(char c) => c > '~'
        ? char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        : c < ' ';
}
