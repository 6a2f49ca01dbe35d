using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Wire;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>
/// Stands for all values of an SMTP server page, so that a save can be held against the test before it without keeping
/// the secret. The key is this process's own: nothing can be learned from a fingerprint elsewhere.
/// </summary>
internal sealed class SettingsFingerprint(ReadSecret readSecret)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Of what a topology file says: the same in every process, and without a secret's value.</summary>
    public static string OfOrigin(SystemSettings settings) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(settings, WireJson.Options)));

    /// <summary>Of the values, the secret's among them.</summary>
    /// <exception cref="IOException">The secret cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The secret may not be read.</exception>
    /// <exception cref="CryptographicException">The secret cannot be opened.</exception>
    public async Task<string> OfAsync(SmtpServerSettings server, CancellationToken cancellationToken)
    {
        var (source, rest) = server.Authentication switch
        {
            SmtpAuthentication.ExchangeOnlineOAuth oauth =>
                (oauth.OAuth.ClientSecret, server with { Authentication = oauth with { OAuth = oauth.OAuth with { ClientSecret = new SecretSource.Embedded() } } }),
            SmtpAuthentication.Password password => (password.Secret, server with { Authentication = password with { Secret = new SecretSource.Embedded() } }),
            _ => (null, server),
        };
        var secret = source is null ? "" : await readSecret(source, cancellationToken);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(rest, WireJson.Options));
        hash.AppendData(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
