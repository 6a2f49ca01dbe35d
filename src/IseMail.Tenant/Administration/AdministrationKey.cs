using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Administration;

/// <summary>
/// What whoever administers something that runs has to show: a token that is new at each start and lies, beside the address
/// it is shown at, in <see cref="AdministrationFile"/>, so that no other user of the machine changes anything.
/// </summary>
public sealed class AdministrationKey
{
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly byte[] _hash;

    /// <summary>A key with a token of its own.</summary>
    public AdministrationKey() => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(_token));

    /// <summary>Whether a request shows the token, in <c>Authorization: Bearer …</c> (RFC 6750); compared in constant time.</summary>
    public bool Allows(HttpContext context) =>
        AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization.ToString(), out var header)
        && header is { Parameter: { } given } && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _hash);

    /// <summary>Writes the file, now that something listens at <paramref name="address"/>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Publish(string directory, Uri address) => new AdministrationFile(address, _token).Write(directory);

    /// <summary>Removes the file, unless another has written its own since.</summary>
    public void Withdraw(string directory)
    {
        if (AdministrationFile.Read(directory)?.Token == _token) AdministrationFile.Remove(directory);
    }
}
