using System.Buffers;

namespace IseMail.Tenant.Transcripts;

/// <summary>
/// A mail address of the form that people have: <c>name@host.example</c>. Fewer than a mail may go to: what is longer, or made up
/// of more kinds of characters, may as well be a secret or a part of a token with something behind it.
/// </summary>
internal static class PlainAddress
{
    /// <summary>The longest name, and the longest label of a host: shorter than a GUID, than Entra ID's client secrets and than any key in base64.</summary>
    public const int LongestPart = 30;

    // A secret of Entra ID's may have dots in it, and then be several labels.
    private const int LongestHost = 40;

    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> InName = SearchValues.Create(LettersAndDigits + "._+-'");
    private static readonly SearchValues<char> InLabel = SearchValues.Create(LettersAndDigits + "-");

    /// <summary>Whether that is one.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at is < 1 or > LongestPart || text[..at].ContainsAnyExcept(InName)) return false;
        var host = text[(at + 1)..];
        if (host.Length > LongestHost) return false;
        var labels = 1;
        while (host.IndexOf('.') is var dot and >= 0)
        {
            if (!IsLabel(host[..dot])) return false;
            host = host[(dot + 1)..];
            labels++;
        }
        // The last one is a word: what ends in digits is no domain.
        return labels > 1 && IsLabel(host) && !host.ContainsAnyInRange('0', '9');
    }

    private static bool IsLabel(ReadOnlySpan<char> label) => label.Length is > 0 and <= LongestPart && !label.ContainsAnyExcept(InLabel);
}
