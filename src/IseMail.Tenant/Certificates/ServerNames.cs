using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace IseMail.Tenant.Certificates;

/// <summary>The names and addresses in a server's certificate.</summary>
/// <param name="Names">DNS names, the first of which is its subject.</param>
/// <param name="Addresses">IP addresses.</param>
internal sealed record ServerNames(ImmutableArray<string> Names, ImmutableArray<IPAddress> Addresses)
{
    /// <summary>Of a server that nodes reach by the real service's name, and others by the one in the settings or on this machine.</summary>
    /// <param name="real">The real service's name.</param>
    /// <param name="host">The one in the settings: a name or an address.</param>
    public static ServerNames Of(string real, string host) => IPAddress.TryParse(host, out var address)
        ? new([real, "localhost"], [.. new[] { address, IPAddress.Loopback }.Distinct()])
        : new([.. new[] { real, host, "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase)], [IPAddress.Loopback]);

    /// <summary>Of one name alone.</summary>
    public static ServerNames Only(string name) => new([name], []);

    /// <summary>As a certificate has them.</summary>
    public X509Extension Extension()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in Names) builder.AddDnsName(name);
        foreach (var address in Addresses) builder.AddIpAddress(address);
        return builder.Build();
    }
}
