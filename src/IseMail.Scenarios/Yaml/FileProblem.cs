using System.Globalization;
using System.Text;

namespace IseMail.Scenarios.Yaml;

/// <summary>A place in a file; both counted from 1.</summary>
public readonly record struct FileMark(int Line, int Column);

/// <summary>
/// One thing in a file that cannot be used, at the place where it stands. Its texts may repeat what the file says, so
/// each is kept to one line of a bounded length without control characters.
/// </summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Expected">What was expected.</param>
public sealed record FileProblem(string File, int Line, int Column, string What, string Expected)
{
    /// <summary>The most characters that <see cref="What"/> and <see cref="Expected"/> each have.</summary>
    public const int GreatestLength = 320;

    /// <summary>What is wrong.</summary>
    public string What { get; } = Bounded(OneLine(What));

    /// <summary>What was expected.</summary>
    public string Expected { get; } = Bounded(OneLine(Expected));

    /// <summary>One line, <c>file:line:column: what; expected</c>.</summary>
    public override string ToString() => $"{OneLine(File)}:{Line}:{Column}: {What}; {Expected}";

    // Line and paragraph separators and formatting characters break or reorder a terminal's line as controls do.
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format)
                line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                line.Append(rune.ToString());
        }
        return line.ToString();
    }

    // Cut in the middle: what is wrong with a long value is said around it.
    private static string Bounded(string text)
    {
        if (text.Length <= GreatestLength) return text;
        var head = GreatestLength / 2;
        var tail = text.Length - (GreatestLength / 2 - 1);
        if (char.IsLowSurrogate(text[head])) head--;
        if (char.IsLowSurrogate(text[tail])) tail++;
        return string.Concat(text.AsSpan(0, head), "…", text.AsSpan(tail));
    }
}
