using IseMail.Domain.Tenants;

namespace IseMail.Domain.Faults;

/// <summary>A fault's reply as people write it: the name of one of <see cref="ExchangeReplies"/>, or a line of their own.</summary>
internal static class FaultReply
{
    /// <summary>What the server is to say; <c>null</c>: <paramref name="written"/> is neither a name nor a reply on one line (RFC 5321, section 4.2).</summary>
    public static string? Read(string written) => ExchangeReplies.Find(written)?.Text ?? (IsReply(written) ? written : null);

    /// <summary>What <see cref="Read"/> takes for <paramref name="text"/>.</summary>
    public static string Write(string text) => ExchangeReplies.All.FirstOrDefault(reply => reply.Text == text)?.Name ?? text;

    // "Reply-code = %x32-35 %x30-35 %x30-39", one line of at most 512 octets with its end.
    private static bool IsReply(string text) =>
        text.Length is > 4 and <= 510 && text[0] is >= '2' and <= '5' && text[1] is >= '0' and <= '5' && char.IsAsciiDigit(text[2]) && text[3] == ' '
        && text.AsSpan(4).Trim(' ').Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
