using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using IseMail.Cluster.Network;
using IseMail.Domain.Sending;
using Microsoft.Identity.Client;

namespace IseMail.Cluster.Sending;

/// <summary>
/// The one HTTP client of a token source, handed to MSAL: goes the node's own way, and knows how far it came.
/// <para>
/// MSAL remembers a <c>Retry-After</c> in a static store keyed by client, authority and scope, so that one node's 429
/// would silence every node of the process, which separate machines would not (MSAL.NET 4.87, Throttling). The header is
/// therefore taken out of the answer before MSAL sees it; the token source honours it for itself alone.
/// </para>
/// </summary>
internal sealed class EntraHttp : DelegatingHandler, IMsalHttpClientFactory
{
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public EntraHttp(NodeNetwork network, CertificateTrust trust, TimeSpan timeout, TimeProvider time)
    {
        _time = time;
        InnerHandler = Sockets(network, trust, timeout);
        _client = new HttpClient(this, disposeHandler: false) { Timeout = timeout };
    }

    /// <summary>How long the last answer asked to be left alone; <c>null</c> where it did not.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Why the last request's certificate was not believed; <c>null</c> where it was, or none was shown.</summary>
    public Mistrust? Mistrust { get; private set; }

    /// <summary>How far the last request came.</summary>
    public ConnectionStage Stage { get; private set; } = ConnectionStage.NameResolution;

    public HttpClient GetHttpClient() => _client;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RetryAfter = null;
        Mistrust = null;
        // A connection that is still open takes no stage before this one.
        Stage = ConnectionStage.Token;
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.RetryAfter is { } wanted)
        {
            RetryAfter = Delay(wanted);
            response.Headers.RetryAfter = null;
        }
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _client.Dispose();
        base.Dispose(disposing);
    }

    private TimeSpan? Delay(RetryConditionHeaderValue wanted)
    {
        var delay = wanted.Delta ?? wanted.Date - _time.GetUtcNow();
        return delay > TimeSpan.Zero ? delay : null;
    }

    private SocketsHttpHandler Sockets(NodeNetwork network, CertificateTrust trust, TimeSpan timeout) => new()
    {
        ConnectTimeout = timeout,
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var stream = await network.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stage => Stage = stage, cancellationToken);
            Stage = ConnectionStage.Tls;
            return stream;
        },
        // Addresses of the token service change; a connection is not kept beyond what DNS would say.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                Mistrust = trust.Judge(certificate, chain, errors);
                if (Mistrust is null) Stage = ConnectionStage.Token;
                return Mistrust is null;
            },
            CertificateRevocationCheckMode = trust.AsksForRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        },
    };
}
