using System.Globalization;
using System.Text;

namespace IseMail.Domain.Sending;

/// <summary>
/// A submission server's reply: three digits, an enhanced status where the text begins with one, and the text.
/// </summary>
/// <param name="Code">The reply code, 200 to 599 (RFC 5321, section 4.2).</param>
/// <param name="Status">The enhanced status (RFC 3463), or <c>null</c> where the server sent none.</param>
/// <param name="Text">The text after both, on one line, at most <see cref="MaxTextLength"/> characters.</param>
public sealed record SmtpReply(int Code, EnhancedStatus? Status, string Text)
{
    /// <summary>The longest text that is kept; what a hostile server says beyond it is cut.</summary>
    public const int MaxTextLength = 500;

    /// <summary>The reply of <paramref name="code"/> whose lines, without their codes, are <paramref name="text"/>.</summary>
    public static SmtpReply Of(int code, string text)
    {
        var line = OneLine(text);
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return EnhancedStatus.TryParse(end < 0 ? line : line[..end], out var status)
            ? new SmtpReply(code, status, end < 0 ? "" : line[(end + 1)..].TrimStart())
            : new SmtpReply(code, null, line);
    }

    /// <summary>Whether the text contains <paramref name="words"/>, in any case.</summary>
    public bool Says(string words) => Text.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The reply as it would stand on one line: <c>535 5.7.3 Authentication unsuccessful</c>.</summary>
    public override string ToString() => Status is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {Text}").TrimEnd()
        : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}").TrimEnd();

    private static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxTextLength));
        foreach (var c in text)
        {
            if (line.Length == MaxTextLength) break;
            // The parts of a reply of several lines belong together; anything else that would move a cursor is not text.
            line.Append(char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' ' : c);
        }
        return line.ToString().Trim();
    }
}

/// <summary>An enhanced mail system status code (RFC 3463): <c>5.7.3</c>.</summary>
/// <param name="Class">2 success, 4 transient, 5 permanent.</param>
/// <param name="Subject">What it is about; 7 is security or policy.</param>
/// <param name="Detail">Which condition.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Takes <paramref name="text"/> as a status if it is one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatus status)
    {
        status = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3) return false;
        if (!Number(text[parts[0]], out var c) || c is not (2 or 4 or 5)) return false;
        if (!Number(text[parts[1]], out var subject) || !Number(text[parts[2]], out var detail)) return false;
        status = new EnhancedStatus(c, subject, detail);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        return digits.Length is > 0 and <= 3 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
