using System.Globalization;

namespace IseMail.Domain.Proxies;

/// <summary>What a proxy makes of a request.</summary>
public abstract record ProxyAnswer
{
    private ProxyAnswer() { }

    /// <summary>A tunnel.</summary>
    /// <param name="Address">The address to connect to.</param>
    /// <param name="Port">The port to connect to.</param>
    public sealed record Tunnel(string Address, int Port) : ProxyAnswer
    {
        /// <summary>What is said when it stands: anything in the class 2xx, without content (RFC 9110, section 9.3.6).</summary>
        public const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";
    }

    /// <summary>No tunnel, and why (RFC 9110, section 15).</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Phrase">Its reason phrase.</param>
    /// <param name="Field">A header field that goes with it; empty: none.</param>
    public sealed record Refused(int Status, string Phrase, string Field = "") : ProxyAnswer
    {
        /// <summary>The request cannot be read, or names no tunnel.</summary>
        public static Refused Malformed { get; } = new(400, "Bad Request");

        /// <summary>The proxy has not been told to let this through.</summary>
        public static Refused Forbidden { get; } = new(403, "Forbidden");

        /// <summary>It does nothing but tunnel.</summary>
        public static Refused OnlyTunnels { get; } = new(405, "Method Not Allowed", "Allow: CONNECT");

        /// <summary>Nobody whom it lets through (RFC 9110, section 11.7.1).</summary>
        public static Refused WhoIsIt { get; } = new(407, "Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"outbound\", charset=\"UTF-8\"");

        /// <summary>It knows no way there, or nobody answers.</summary>
        public static Refused NoWayThere { get; } = new(502, "Bad Gateway");

        /// <summary>As it goes over the wire; the connection ends with it.</summary>
        public string Wire => string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Phrase}\r\n{(Field.Length == 0 ? "" : Field + "\r\n")}Content-Length: 0\r\nConnection: close\r\n\r\n");
    }
}
