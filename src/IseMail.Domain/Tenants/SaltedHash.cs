using System.Security.Cryptography;
using System.Text;

namespace IseMail.Domain.Tenants;

/// <summary>
/// What is kept of a client secret or a password: enough to tell a right one, and no way back to it (PBKDF2 with
/// SHA-256).
/// </summary>
/// <param name="Salt">In base64.</param>
/// <param name="Value">In base64.</param>
public sealed record SaltedHash(string Salt, string Value)
{
    /// <summary>Octets of a salt.</summary>
    public const int SaltLength = 16;

    private const int HashLength = 32;

    // A person's password may be short; a token request can wait for a few milliseconds.
    private const int Iterations = 10_000;

    /// <summary>The hash of a secret with a salt of <see cref="SaltLength"/> octets drawn at random.</summary>
    public static SaltedHash Of(string secret, ReadOnlySpan<byte> salt) => new(Convert.ToBase64String(salt), Convert.ToBase64String(Derived(secret, salt)));

    /// <summary>Whether this is the hash of <paramref name="secret"/>; in constant time, so that answers do not tell how much of a guess was right.</summary>
    public bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(Derived(secret, Convert.FromBase64String(Salt)), Convert.FromBase64String(Value));

    /// <summary>Whether both parts are of the length they must have.</summary>
    internal bool IsWhole => IsBase64(Salt, SaltLength) && IsBase64(Value, HashLength);

    /// <summary>Neither salt nor hash.</summary>
    public override string ToString() => "(hidden)";

    private static bool IsBase64(string text, int length)
    {
        var octets = new byte[length + 2];
        return Convert.TryFromBase64String(text, octets, out var written) && written == length;
    }

    private static byte[] Derived(string secret, ReadOnlySpan<byte> salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, Iterations, HashAlgorithmName.SHA256, HashLength);
}
