using System.Globalization;
using System.Text;

namespace IseMail.Domain.Proxies;

/// <summary>What a client asks a proxy for, as far as a proxy that does nothing but tunnel reads it (RFC 9112, section 3).</summary>
/// <param name="Method">The method; <c>CONNECT</c> is the only one it carries out.</param>
/// <param name="Host">The host of a tunnel; empty where the target is none.</param>
/// <param name="Port">The port of a tunnel; 0 where the target is none.</param>
/// <param name="Credentials">User and password from <c>Proxy-Authorization</c> with the scheme Basic; <c>null</c>: there are none.</param>
public sealed record ProxyRequest(string Method, string Host, int Port, (string UserName, string Password)? Credentials)
{
    private const int LongestMethod = 32;
    private const string AuthorizationField = "Proxy-Authorization:";
    private const string BasicScheme = "Basic ";

    /// <summary>Reads a request's head.</summary>
    /// <param name="head">Its lines up to the empty one, with or without that.</param>
    /// <returns>The request, or <c>null</c> where it is not HTTP/1.x.</returns>
    public static ProxyRequest? TryParse(string head)
    {
        var lines = head.ReplaceLineEndings("\n").Split('\n');
        var parts = lines[0].Split(' ');
        if (parts is not [{ Length: > 0 and <= LongestMethod } method, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"] || !method.All(char.IsAsciiLetterUpper)) return null;
        var (host, port) = Authority(target);
        var field = lines.Skip(1).FirstOrDefault(line => line.StartsWith(AuthorizationField, StringComparison.OrdinalIgnoreCase));
        return new ProxyRequest(method, host, port, field is null ? null : Basic(field[AuthorizationField.Length..].Trim()));
    }

    /// <summary>Neither user nor password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Host}:{Port}");

    /// <summary>The target of CONNECT is host and port and nothing else (RFC 9110, section 9.3.6).</summary>
    private static (string Host, int Port) Authority(string target)
    {
        var colon = target.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535) return ("", 0);
        var host = target[..colon];
        if (host is ['[', .. var inner, ']']) host = inner;
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? ("", 0) : (host, port);
    }

    /// <summary>User and password in base64, the user without a colon (RFC 7617, section 2).</summary>
    private static (string UserName, string Password)? Basic(string field)
    {
        if (!field.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)) return null;
        var octets = new byte[field.Length];
        if (!Convert.TryFromBase64String(field[BasicScheme.Length..].Trim(), octets, out var length)) return null;
        var text = Encoding.UTF8.GetString(octets, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
