using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IseMail.Domain.Notices;

/// <summary>
/// The identity of a mail: a function of its purpose, the account it is about and the stage that caused it, so that
/// whoever recomputes a notice asks for the same mail and not for a second one. 128 bits of SHA-256.
/// </summary>
public readonly record struct MailId(UInt128 Value) : IComparable<MailId>
{
    /// <summary>
    /// The identity of the mail of <paramref name="purpose"/> about <paramref name="subject"/> (an account, an alarm)
    /// at <paramref name="stage"/> (which reminder, which occurrence).
    /// </summary>
    public static MailId Of(MailPurpose purpose, string subject, string stage)
    {
        // Length prefixes keep ("ab", "c") and ("a", "bc") apart.
        var text = string.Create(CultureInfo.InvariantCulture, $"{purpose.Key()}:{subject.Length}:{subject}:{stage}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new MailId(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not 32 hexadecimal digits.</exception>
    public static MailId Parse(string text) =>
        text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new MailId(value)
            : throw new FormatException($"'{text}' is not a mail identity: 32 hexadecimal digits");

    /// <summary>The <c>Message-ID</c> of the mail when sent on behalf of <paramref name="domain"/> (RFC 5322, section 3.6.4), without angle brackets.</summary>
    public string MessageId(string domain) => $"{this}@{domain}";

    /// <inheritdoc/>
    public int CompareTo(MailId other) => Value.CompareTo(other.Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
