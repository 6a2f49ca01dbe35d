using System.Security.Cryptography;
using System.Text;

namespace IseMail.Domain.Notices;

/// <summary>
/// What shows that whoever approves or denies a guest holds the mail that asked for it. Stands only in sealed texts;
/// what travels and is compared is its <see cref="Proof"/>.
/// </summary>
public sealed record ApprovalToken
{
    private readonly string _value;

    /// <summary>Takes <paramref name="value"/> as a token.</summary>
    /// <exception cref="FormatException">It is not 32 hexadecimal digits; the text is not repeated.</exception>
    public ApprovalToken(string value)
    {
        if (value.Length != 32 || !value.All(char.IsAsciiHexDigit)) throw new FormatException("not an approval token: 32 hexadecimal digits");
        _value = value;
    }

    /// <summary>A new one.</summary>
    public static ApprovalToken Draw(Random random) => new(random.GetHexString(32));

    /// <summary>What can be compared with another token's without telling either.</summary>
    public string Proof => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_value)));

    /// <summary>The token itself, for the link that carries it.</summary>
    public string Reveal() => _value;

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
