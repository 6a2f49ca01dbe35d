using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Administration;

/// <summary>
/// What whoever administers a running tenant shows: a random token in a file that only the tenant's owner can read, beside
/// the address it is shown at. Kept from one start to the next.
/// </summary>
public sealed class AdministrationKey
{
    /// <summary>The file's name.</summary>
    public const string FileName = "administration.json";

    private const string Scheme = "Bearer ";
    private const int TokenBytes = 32;

    private readonly string _file;
    private readonly string _token;

    private AdministrationKey(string file, string token)
    {
        _file = file;
        _token = token;
    }

    /// <summary>Reads the token that the directory holds, or makes one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static AdministrationKey LoadOrCreate(string directory)
    {
        var file = Path.Combine(directory, FileName);
        return new AdministrationKey(file, Kept(file) ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(TokenBytes)));
    }

    /// <summary>Writes the file, now that the listener is up.</summary>
    /// <param name="address">The address it listens at.</param>
    /// <param name="port">And its port.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Publish(IPAddress address, int port)
    {
        // All of a machine's addresses are no address to go to.
        var near = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : address;
        PrivateFile.Write(_file, JsonSerializer.Serialize(new { address = $"http://{new IPEndPoint(near, port)}", token = _token }));
    }

    /// <summary>Whether a request shows the token, in <c>Authorization: Bearer …</c> (RFC 6750). The time it takes tells nothing of a wrong one.</summary>
    public bool Allows(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization.ToString();
        return shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(_token));
    }

    private static string? Kept(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            return document.RootElement.TryGetProperty("token", out var token) && token.GetString() is { Length: 2 * TokenBytes } text ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whatever stands there is no key; a new one is made.
            return null;
        }
    }
}
