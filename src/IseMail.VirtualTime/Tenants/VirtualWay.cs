using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Proxies;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.VirtualTime.Tenants;

/// <summary>A node's way to the tenant's servers in virtual time: by its own names, through its own proxy, out of its own network, with its own store and clock.</summary>
/// <param name="tenant">Whose servers and proxy there are.</param>
/// <param name="path">The node's path.</param>
internal sealed class VirtualWay(VirtualTenant tenant, NodePath path)
{
    /// <summary>Goes to a server.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="port">Its port.</param>
    /// <param name="party">Which of the tenant's is meant.</param>
    public WayEnd Go(string host, int port, ConnectionParty party)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        switch (NodeWay.Of(path, host, port))
        {
            case NodeWay.Straight { To.Host: null }:
                return new WayEnd(ConnectionStage.NameResolution, NetworkFault.NameUnknown(where, host));
            case NodeWay.Straight { IsBlocked: true }:
                return new WayEnd(ConnectionStage.Tcp, IsSilent: true);
            case NodeWay.Straight straight:
                return tenant.ListensAt(straight.To, port) == party ? WayEnd.There : new WayEnd(ConnectionStage.Tcp, NetworkFault.NobodyListens(where));
            case NodeWay.Tunnel { Asked.Host: null }:
                return new WayEnd(ConnectionStage.Proxy, NetworkFault.NameUnknown(where, host));
            case NodeWay.Tunnel { ProxyAt.Host: null, Proxy: var proxy }:
                return new WayEnd(ConnectionStage.Proxy, NetworkFault.NameUnknown(NetworkFault.NameOf(proxy), proxy.Host));
            case NodeWay.Tunnel tunnel when !tenant.ProxyListensAt(tunnel.ProxyAt, tunnel.Proxy.Port):
                return new WayEnd(ConnectionStage.Proxy, NetworkFault.NobodyListens(NetworkFault.NameOf(tunnel.Proxy)));
            case NodeWay.Tunnel tunnel:
                return tenant.Ask(new ProxyRequest("CONNECT", tunnel.Asked.Host!, tunnel.Asked.Port ?? port, Login(tunnel.Proxy))) switch
                {
                    ProxyAnswer.Refused refused => new WayEnd(ConnectionStage.Proxy, NetworkFault.TunnelRefused(tunnel.Proxy, where, refused.Status, refused.Phrase)),
                    ProxyAnswer.Tunnel open when tenant.ListensAt(new NameTarget(open.Address, open.Port), open.Port) == party => WayEnd.There,
                    _ => new WayEnd(ConnectionStage.Proxy, NetworkFault.TunnelRefused(tunnel.Proxy, where, ProxyAnswer.Refused.NoWayThere.Status, ProxyAnswer.Refused.NoWayThere.Phrase)),
                };
            default:
                throw new InvalidOperationException("no such way");
        }
    }

    /// <summary>Why the certificate of a server is not believed; <c>null</c>: it is.</summary>
    /// <param name="authority">Friendly name of its authority.</param>
    /// <param name="flaw">What is wrong with it on purpose; <c>null</c>: nothing.</param>
    public ConnectionProblem? Mistrust(string authority, CertificateFlaw? flaw) => flaw switch
    {
        CertificateFlaw.Expired => ConnectionProblem.CertificateOutOfTime,
        CertificateFlaw.OtherName => ConnectionProblem.CertificateOfAnother,
        CertificateFlaw.Untrusted => ConnectionProblem.CertificateUntrusted,
        _ when !path.TrustsMachine && !path.Trusted.Any(certificate => certificate.IsForServers && certificate.Name == authority) => ConnectionProblem.CertificateUntrusted,
        _ when TenantAuthorities.IsOutOfTime(path.ClockOffset) => ConnectionProblem.CertificateOutOfTime,
        _ => null,
    };

    private static (string UserName, string Password)? Login(ProxySettings.Http proxy) =>
        proxy.UserName is { } user ? (user, proxy.Password is { } password ? VirtualSecrets.Read(password) : "") : null;
}

/// <summary>Where a way has ended.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="Fault">What is wrong with it; <c>null</c>: nothing, or nothing is ever answered.</param>
/// <param name="IsSilent">Whether nothing is ever answered.</param>
internal readonly record struct WayEnd(ConnectionStage Stage, NetworkFault? Fault = null, bool IsSilent = false)
{
    /// <summary>The server is there.</summary>
    public static WayEnd There { get; } = new(ConnectionStage.Greeting);
}
