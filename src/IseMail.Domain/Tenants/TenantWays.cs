using IseMail.Domain.Settings;

namespace IseMail.Domain.Tenants;

/// <summary>
/// Under which names the servers of an embedded tenant are reached: the real ones, and none beside them. A deployment with a tenant of
/// its own must never talk to the real one by mistake.
/// </summary>
/// <param name="listen">Where it listens.</param>
/// <param name="tokenPort">The port that the token endpoint has.</param>
/// <param name="submissionPort">The port that the submission server has.</param>
public sealed class TenantWays(TenantListeners listen, int tokenPort, int submissionPort)
{
    private const int HttpsPort = 443;
    private const int RelayPort = 25;

    /// <summary>The address that nodes connect to.</summary>
    public string Address { get; } = listen.Address is "0.0.0.0" or "::" ? "127.0.0.1" : listen.Address;

    /// <summary>How nodes resolve names.</summary>
    /// <param name="proxy">The proxy beside the tenant; <c>null</c>: there is none.</param>
    /// <param name="proxyPort">The port that it has.</param>
    public NameTable Names(Proxies.ForwardProxySettings? proxy, int proxyPort)
    {
        KnownName[] names =
        [
            .. Servers(),
            new(OAuthSettings.EntraHost, null, new NameTarget(Address, null)),
            new(SmtpServerSettings.ExchangeOnlineHost, null, new NameTarget(Address, null)),
        ];
        return proxy is null
            ? new NameTable([.. names], Closed: true)
            : new NameTable([.. names, new(proxy.Host, proxy.Port, new NameTarget(Address, proxyPort)), new(proxy.Host, null, new NameTarget(Address, null))], Closed: true) { Proxy = proxy.Host };
    }

    /// <summary>Where the proxy beside the tenant leads. Nodes in processes of their own know the servers by the name in the settings.</summary>
    public KnownName[] ThroughProxy() =>
    [
        .. Servers(),
        new(listen.HostName, tokenPort, new NameTarget(Address, tokenPort)),
        new(listen.HostName, submissionPort, new NameTarget(Address, submissionPort)),
    ];

    // Exchange Online answers at 25 as well as at 587, and at no other port (M-MFD).
    private IEnumerable<KnownName> Servers() =>
    [
        new(OAuthSettings.EntraHost, HttpsPort, new NameTarget(Address, tokenPort)),
        new(SmtpServerSettings.ExchangeOnlineHost, SmtpServerSettings.SubmissionPort, new NameTarget(Address, submissionPort)),
        new(SmtpServerSettings.ExchangeOnlineHost, RelayPort, new NameTarget(Address, submissionPort)),
    ];
}
