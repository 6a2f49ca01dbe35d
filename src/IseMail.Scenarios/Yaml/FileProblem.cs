using System.Globalization;
using System.Text;

namespace IseMail.Scenarios.Yaml;

/// <summary>A place in a file; both counted from 1.</summary>
public readonly record struct FileMark(int Line, int Column);

/// <summary>One thing in a file that cannot be used, at the place where it stands.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Expected">What was expected.</param>
public sealed record FileProblem(string File, int Line, int Column, string What, string Expected)
{
    /// <summary>One line, <c>file:line:column: what; expected</c>, with control characters escaped.</summary>
    public override string ToString() => OneLine($"{File}:{Line}:{Column}: {What}; {Expected}");

    // Line and paragraph separators and formatting characters break or reorder a terminal's line as controls do.
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format)
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                line.Append(c);
        }
        return line.ToString();
    }
}
