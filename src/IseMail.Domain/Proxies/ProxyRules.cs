using System.Collections.Immutable;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Proxies;

/// <summary>
/// What a proxy lets through. It knows the same closed set of names as the nodes of a deployment with an embedded tenant,
/// so that nothing goes to the real service by mistake, and leads to nothing else of its machine.
/// </summary>
/// <param name="Ways">Host, port and where they lead; each has a port.</param>
/// <param name="Login">Whom it lets through; <c>null</c>: everybody.</param>
/// <param name="Refuses">Names of hosts to which it opens no tunnel.</param>
public sealed record ProxyRules(ImmutableArray<KnownName> Ways, (string UserName, SaltedHash Password)? Login, ImmutableArray<string> Refuses)
{
    /// <summary>What becomes of <paramref name="request"/>; <c>null</c>: it could not be read.</summary>
    public ProxyAnswer Decide(ProxyRequest? request)
    {
        if (request is null) return ProxyAnswer.Refused.Malformed;
        // Whoever is not let through learns nothing of what it would do.
        if (Login is { } login && !(request.Credentials is { } shown && shown.UserName == login.UserName && login.Password.Matches(shown.Password))) return ProxyAnswer.Refused.WhoIsIt;
        if (request.Method != "CONNECT") return ProxyAnswer.Refused.OnlyTunnels;
        if (request.Port == 0) return ProxyAnswer.Refused.Malformed;
        if (Refuses.Contains(request.Host, StringComparer.OrdinalIgnoreCase)) return ProxyAnswer.Refused.Forbidden;
        var known = Ways.Where(way => way.Is(request.Host)).ToList();
        if (known.Find(way => way.Port == request.Port) is { Target.Host: { } address } way) return new ProxyAnswer.Tunnel(address, way.Target.Port ?? request.Port);
        // A known name at another port, or an address, is against the rules; any other name has no address.
        return known.Count > 0 || Uri.CheckHostName(request.Host) != UriHostNameType.Dns ? ProxyAnswer.Refused.Forbidden : ProxyAnswer.Refused.NoWayThere;
    }

    /// <summary>How many ways and whom, and no password.</summary>
    public override string ToString() => $"{Ways.Length} ways for {Login?.UserName ?? "everybody"}, none to {(Refuses.IsEmpty ? "others" : string.Join(", ", Refuses))}";
}
