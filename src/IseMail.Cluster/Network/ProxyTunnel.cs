using System.Globalization;
using System.Net;
using System.Text;

namespace IseMail.Cluster.Network;

/// <summary>
/// Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6). Not by MailKit's client: that may read beyond the proxy's
/// answer, and a submission server speaks first, so that its greeting would be lost with what comes in one piece with it.
/// </summary>
internal static class ProxyTunnel
{
    private const int GreatestHead = 16 * 1024;

    /// <summary>The status and phrase that the proxy answers; with 200 to 299 the stream is the tunnel from here on.</summary>
    /// <param name="proxy">A connection with the proxy.</param>
    /// <param name="host">The host to reach.</param>
    /// <param name="port">The port to reach.</param>
    /// <param name="login">Who asks; <c>null</c>: nobody in particular.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The proxy cut the connection, or what it says is no HTTP.</exception>
    public static async Task<(int Status, string Phrase)> AskAsync(Stream proxy, string host, int port, NetworkCredential? login, CancellationToken cancellationToken)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        var field = login is null ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.UserName}:{login.Password}"))}\r\n";
        await proxy.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{field}\r\n"), cancellationToken);
        var parts = (await HeadAsync(proxy, cancellationToken)).Split('\r', 2)[0].Split(' ', 3);
        return parts is [var version, { Length: 3 } code, ..] && version.StartsWith("HTTP/1.", StringComparison.Ordinal) && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (status, parts.ElementAtOrDefault(2) ?? "")
            : throw new IOException("what answers there is no HTTP proxy");
    }

    // An octet at a time, so that nothing of the tunnel is taken for the answer.
    private static async Task<string> HeadAsync(Stream proxy, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (head.Length < GreatestHead)
        {
            if (await proxy.ReadAsync(octet, cancellationToken) == 0) throw new IOException("it ended the connection without an answer");
            head.Append((char)octet[0]);
            if (octet[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n") return head.ToString();
        }
        throw new IOException("what answers there is no HTTP proxy");
    }
}
