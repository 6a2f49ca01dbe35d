using System.Globalization;
using System.Text;

namespace IseMail.Domain.Notices;

/// <summary>
/// Makes what people typed safe to stand on one line of a mail. Guests type their own names into a portal.
/// <list type="bullet">
/// <item>Control characters, line and paragraph separators, characters that change the direction of text or are not seen
/// at all, and halves of surrogate pairs are written as <c>\uXXXX</c>; the joiners U+200C and U+200D stay, for names in
/// several scripts need them.</item>
/// <item>What is longer than its limit is cut and ends in an ellipsis.</item>
/// </list>
/// </summary>
public static class NoticeText
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxName = 100;

    /// <summary>The longest free text (a reason for a visit, an alarm's details), in characters.</summary>
    public const int MaxDetail = 2000;

    private const char Ellipsis = '…';

    /// <summary><paramref name="text"/> on one line of at most <paramref name="max"/> characters.</summary>
    public static string OneLine(string? text, int max)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var line = new StringBuilder(Math.Min(text.Length, max));
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var unseen = !pair && (char.IsControl(text[i]) || char.IsSurrogate(text[i]) || IsUnseen(text[i]));
            var next = pair ? text.AsSpan(i, 2) : unseen ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}") : text.AsSpan(i, 1);
            var last = i + (pair ? 2 : 1) == text.Length;
            if (line.Length + next.Length > (last ? max : max - 1)) return line.Append(Ellipsis).ToString();
            line.Append(next);
            if (pair) i++;
        }
        return line.ToString();
    }

    /// <summary>Whether <paramref name="c"/> separates lines, turns the direction of text, or is not seen.</summary>
    internal static bool IsUnseen(char c) => c is not ('\u200c' or '\u200d')
        && char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
