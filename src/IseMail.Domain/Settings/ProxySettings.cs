using System.Collections.Immutable;

namespace IseMail.Domain.Settings;

/// <summary>How a node leaves the own network: ISE's proxy page.</summary>
public abstract record ProxySettings
{
    private ProxySettings() { }

    /// <summary>Straight.</summary>
    public sealed record Direct : ProxySettings;

    /// <summary>Through an HTTP proxy that tunnels with CONNECT (RFC 9110, section 9.3.6).</summary>
    /// <param name="Host">Name or address of the proxy.</param>
    /// <param name="Port">Its TCP port.</param>
    /// <param name="UserName">Who asks; <c>null</c>: the proxy wants no login.</param>
    /// <param name="Password">That user's password; <c>null</c> without a user.</param>
    /// <param name="Bypass">Names reached without the proxy: a host, or <c>.domain</c> for all hosts of a domain.</param>
    public sealed record Http(string Host, int Port, string? UserName, SecretSource? Password, ImmutableArray<string> Bypass) : ProxySettings
    {
        /// <summary>Whether <paramref name="host"/> is reached without the proxy.</summary>
        public bool IsBypassed(string host) => Bypass.Any(entry => entry.StartsWith('.')
            ? host.EndsWith(entry, StringComparison.OrdinalIgnoreCase) || string.Equals(host, entry[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(host, entry, StringComparison.OrdinalIgnoreCase));
    }
}
