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
    private readonly byte[]? _given;

    /// <summary>A key with a token of its own.</summary>
    /// <param name="given">A token that is as good, from whoever started it; it is written nowhere. <c>null</c>: none.</param>
    public AdministrationKey(string? given = null)
    {
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(_token));
        _given = given is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(given));
    }

    /// <summary>Whether a request shows the token, in <c>Authorization: Bearer …</c> (RFC 6750).</summary>
    public bool Allows(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization.ToString(), out var header)
            || header.Parameter is not { } shown || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return false;
        return Knows(shown);
    }

    /// <summary>Whether a text is the token; compared in constant time.</summary>
    public bool Knows(string shown)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown));
        return CryptographicOperations.FixedTimeEquals(hash, _hash) | (_given is not null && CryptographicOperations.FixedTimeEquals(hash, _given));
    }

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
