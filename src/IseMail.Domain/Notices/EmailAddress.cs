using IseMail.Domain.Texts;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace IseMail.Domain.Notices;

/// <summary>
/// An Internet mail address of the plain form <c>local-part@domain</c> (RFC 5321, section 4.1.2, without quoted local
/// parts and address literals, which Exchange Online mailboxes do not have). The domain is kept in lower case; two
/// addresses are equal regardless of case, as Exchange compares them.
/// </summary>
public readonly partial record struct EmailAddress
{
    /// <summary>The longest address SMTP carries between the angle brackets, in characters (RFC 5321, section 4.5.3.1.3).</summary>
    public const int MaxLength = 254;

    /// <summary>The longest local part, in characters (RFC 5321, section 4.5.3.1.1).</summary>
    public const int MaxLocalLength = 64;

    private readonly string? _value;

    /// <summary>Takes <paramref name="value"/> as an address.</summary>
    /// <exception cref="FormatException">It is not of that form; <see cref="TryParse"/> asks without throwing. The text is not repeated: it may hold control characters.</exception>
    public EmailAddress(string value)
    {
        if (!TryParse(value, out var address)) throw new FormatException($"not a mail address: {Rule}");
        this = address;
    }

    private EmailAddress(string value, bool _) => _value = value;

    /// <summary>The rule in words, for messages.</summary>
    public static string Rule => "name@domain in printable ASCII without spaces, at most 254 characters";

    /// <summary>The address as given, with its domain in lower case.</summary>
    public string Value => _value ?? "";

    /// <summary>The part behind the @, in lower case.</summary>
    public string Domain => Value[(Value.LastIndexOf('@') + 1)..];

    /// <summary>Takes <paramref name="text"/> as an address if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        if (text is null || text.Length > MaxLength || !Form().IsMatch(text)) return false;
        var at = text.LastIndexOf('@');
        if (at > MaxLocalLength) return false;
        address = new EmailAddress(string.Concat(text.AsSpan(0, at + 1), text[(at + 1)..].ToLowerInvariant()), true);
        return true;
    }

    /// <summary>Equal regardless of case.</summary>
    public bool Equals(EmailAddress other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    // \z, not $: a trailing line feed is exactly what must not pass.
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Form();
}
