using IseMail.Domain.Notices;

namespace IseMail.Tenant.Submission;

/// <summary>The argument of MAIL or RCPT: a path in angle brackets and parameters (RFC 5321, section 4.1.2).</summary>
internal readonly record struct EnvelopePath(string Address, string[] Parameters)
{
    /// <summary>Reads <c>FROM:&lt;…&gt;</c> or <c>TO:&lt;…&gt;</c>; only a sender may be empty.</summary>
    public static bool TryParse(string argument, string keyword, out EnvelopePath path)
    {
        path = default;
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = argument[keyword.Length..].TrimStart(' ');
        var close = rest.IndexOf('>', StringComparison.Ordinal);
        if (close < 0 || rest[0] != '<' || (rest.Length > close + 1 && rest[close + 1] != ' ')) return false;
        var address = rest[1..close];
        var parameters = rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!(keyword == "FROM:" && address.Length == 0) && !EmailAddress.TryParse(address, out _) && !IsInternational(address)) return false;
        path = new EnvelopePath(address, parameters);
        return true;
    }

    /// <summary>The address of such an argument; empty where it is none.</summary>
    public static string AddressOf(string argument, string keyword) => TryParse(argument, keyword, out var path) ? path.Address : "";

    // SMTPUTF8 (RFC 6531): letters beyond ASCII on either side of the @.
    private static bool IsInternational(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && address.Length <= EmailAddress.MaxLength
            && address.Any(c => c > 127) && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or '"');
    }
}
