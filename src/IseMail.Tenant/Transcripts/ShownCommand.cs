using System.Net;

namespace IseMail.Tenant.Transcripts;

/// <summary>
/// What is shown of a command. A client may send a token, a password or a guest's mail where a command belongs, so only what has a
/// form that no secret has is shown: verbs of SMTP, mechanisms, addresses, sizes. Of the rest only the length is told.
/// </summary>
internal static class ShownCommand
{
    private const int Longest = 512;
    private const int MostDigits = 10;

    // Of RFC 5321, its extensions and its predecessors; first those that come with each mail.
    private static readonly string[] Verbs =
    [
        "MAIL", "RCPT", "DATA", "BDAT", "RSET", "EHLO", "HELO", "AUTH", "STARTTLS", "NOOP", "QUIT", "VRFY", "EXPN", "HELP",
        "ETRN", "ATRN", "TURN", "SEND", "SOML", "SAML", "BURL", "LHLO", "XCLIENT", "XFORWARD",
    ];

    private static readonly string[] Mechanisms =
    [
        "XOAUTH2", "LOGIN", "PLAIN", "OAUTHBEARER", "CRAM-MD5", "DIGEST-MD5", "NTLM", "GSSAPI", "EXTERNAL", "ANONYMOUS", "SCRAM-SHA-1", "SCRAM-SHA-256",
    ];

    private static readonly string[] Parameters =
    [
        "BODY=7BIT", "BODY=8BITMIME", "BODY=BINARYMIME", "SMTPUTF8", "RET=FULL", "RET=HDRS",
        "NOTIFY=NEVER", "NOTIFY=SUCCESS", "NOTIFY=FAILURE", "NOTIFY=DELAY", "NOTIFY=SUCCESS,FAILURE", "NOTIFY=FAILURE,DELAY", "NOTIFY=SUCCESS,FAILURE,DELAY",
    ];

    /// <summary>What is shown of <paramref name="line"/>, which came in so many octets without its end.</summary>
    public static ShownLine Of(string line, int octets)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (Known(Verbs, space < 0 ? line : line.AsSpan(0, space)) is not { } verb) return ShownLine.Hiding(octets);
        var argument = space < 0 ? default : line.AsSpan(space + 1).Trim(' ');
        if (argument.IsEmpty) return ShownLine.Whole(verb);
        var rest = octets - verb.Length - 1;
        return verb switch
        {
            "MAIL" => Envelope(line, argument, "FROM:", verb, octets),
            "RCPT" => Envelope(line, argument, "TO:", verb, octets),
            "EHLO" or "HELO" when IsAddressLiteral(argument) => ShownLine.Whole(line),
            "BDAT" when IsChunk(argument) => ShownLine.Whole(line),
            "AUTH" => Authentication(argument, rest),
            _ => ShownLine.Hiding(rest, verb),
        };
    }

    private static string? Known(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var one in words)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase)) return one;
        }
        return null;
    }

    private static ShownLine Authentication(ReadOnlySpan<char> argument, int octets)
    {
        var space = argument.IndexOf(' ');
        if (Known(Mechanisms, space < 0 ? argument : argument[..space]) is not { } mechanism) return ShownLine.Hiding(octets, "AUTH");
        return space < 0 ? ShownLine.Whole($"AUTH {mechanism}") : ShownLine.Hiding(octets - mechanism.Length - 1, $"AUTH {mechanism}");
    }

    // All of it, or up to the end of the address, or no more than what the address is for.
    private static ShownLine Envelope(string line, ReadOnlySpan<char> argument, string keyword, string verb, int octets)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return ShownLine.Hiding(octets - verb.Length - 1, verb);
        var path = argument[keyword.Length..].TrimStart(' ');
        var close = path.IndexOf('>');
        if (close < 1 || path[0] != '<' || !(PlainAddress.Is(path[1..close]) || (close == 1 && verb == "MAIL")))
            return ShownLine.Hiding(octets - verb.Length - 1 - keyword.Length, $"{verb} {keyword}");
        var shown = line.IndexOf('>', StringComparison.Ordinal) + 1;
        if (line.Length <= Longest && AreKnown(path[(close + 1)..])) return ShownLine.Whole(line);
        return ShownLine.Hiding(octets - shown, $"{verb} {keyword}{path[..(close + 1)]}");
    }

    private static bool AreKnown(ReadOnlySpan<char> parameters)
    {
        if (parameters.IsEmpty) return true;
        if (parameters[0] != ' ') return false;
        foreach (var range in parameters.Split(' '))
        {
            var one = parameters[range];
            var known = one.IsEmpty || (one.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase) ? IsNumber(one[5..]) : Known(Parameters, one) is not null);
            if (!known) return false;
        }
        return true;
    }

    private static bool IsChunk(ReadOnlySpan<char> argument) =>
        IsNumber(argument.EndsWith(" LAST", StringComparison.OrdinalIgnoreCase) ? argument[..^5] : argument);

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length is > 0 and <= MostDigits && !text.ContainsAnyExceptInRange('0', '9');

    // The name of a host is not shown: one label has no form of its own.
    private static bool IsAddressLiteral(ReadOnlySpan<char> argument)
    {
        if (argument.Length < 3 || argument[0] != '[' || argument[^1] != ']') return false;
        var address = argument[1..^1];
        if (address.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) address = address[5..];
        // As it is written out: 4711 would be an address as well.
        return IPAddress.TryParse(address, out var parsed) && address.Equals(parsed.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
