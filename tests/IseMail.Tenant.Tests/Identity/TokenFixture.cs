using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;
using IseMail.Tenant.Identity;
using Microsoft.Identity.Client;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Tenant.Tests.Identity;

/// <summary>A token endpoint on a free port, and clients that trust its authority and nothing else.</summary>
internal sealed class TokenFixture : IMsalHttpClientFactory, ILogEventSink, IAsyncDisposable
{
    public static readonly Guid Consented = new("11111111-0000-4000-8000-000000000001");
    public static readonly Guid Unconsented = new("11111111-0000-4000-8000-000000000002");
    public static readonly Guid Outdated = new("11111111-0000-4000-8000-000000000003");

    private readonly string _directory = Directory.CreateTempSubdirectory("isemail-tenant-").FullName;
    private readonly Logger _logger;
    private readonly TenantCertificates _certificates;
    private readonly TokenSigningKey _key = new();
    private readonly List<string> _log = [];
    private TokenEndpoint? _endpoint;

    private TokenFixture()
    {
        Secrets = TenantSecrets.LoadOrCreate(_directory, Settings);
        _certificates = TenantCertificates.LoadOrCreate(_directory, "localhost", TimeProvider.System);
        _logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger();
        Http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(File.ReadAllText(_certificates.EntraId.AuthorityFile)) },
                },
            },
        });
    }

    public static TenantSettings Settings { get; } = new(
        new Guid("aaaaaaaa-0000-4000-8000-000000000000"), "contoso.example",
        [
            new("ISE mail", Consented, new Guid("22222222-0000-4000-8000-000000000001"), null, null, [ApplicationRegistration.SmtpSendAsApp]),
            new("No consent", Unconsented, new Guid("22222222-0000-4000-8000-000000000002"), null, null, []),
            new("Old secret", Outdated, new Guid("22222222-0000-4000-8000-000000000003"), null, DateTimeOffset.UnixEpoch, []),
        ],
        [], [], SubmissionLimits.ExchangeOnline, TokenRefusalStyle.Direct, TokenLifetime.EntraId, TenantListeners.Loopback);

    public TenantSecrets Secrets { get; }

    public HttpClient Http { get; }

    public TokenEndpoint Endpoint => _endpoint!;

    public TokenVerifier Verifier => new(Settings.TenantId, _key, TimeProvider.System);

    public ImmutableArray<string> Log
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    public static async Task<TokenFixture> StartAsync()
    {
        var fixture = new TokenFixture();
        fixture._endpoint = await fixture.OnAsync(Settings);
        return fixture;
    }

    public Task<TokenEndpoint> OnAsync(TenantSettings settings) =>
        TokenEndpoint.StartAsync(settings, LiveDirectory.InMemory(settings, Secrets, TimeProvider.System), _certificates.EntraId, _key, TimeProvider.System, _logger, CancellationToken.None);

    public Task<AuthenticationResult> AcquireAsync(Guid client, string? secret = null, string scope = "https://outlook.office.com/.default", string? tenant = null) =>
        ConfidentialClientApplicationBuilder.Create(client.ToString())
            .WithClientSecret(secret ?? Secrets.Of(client) ?? "unknown")
            .WithAuthority(new Uri(Endpoint.Authority, tenant ?? Settings.TenantId.ToString()).ToString(), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(this, retryOnceOn5xx: false)
            .Build()
            .AcquireTokenForClient([scope])
            .ExecuteAsync();

    public HttpClient GetHttpClient() => Http;

    public void Emit(LogEvent logEvent)
    {
        lock (_log) _log.Add(logEvent.RenderMessage(null) + logEvent.Exception);
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null) await _endpoint.DisposeAsync();
        Http.Dispose();
        _certificates.Dispose();
        _key.Dispose();
        // The logger is left: it would dispose of its sink, which is this fixture.
        Directory.Delete(_directory, recursive: true);
    }
}
