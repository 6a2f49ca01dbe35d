using System.Security.Cryptography.X509Certificates;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Submission;
using Serilog.Core;

namespace IseMail.Benchmarks.Sending;

/// <summary>The embedded tenant on free ports with one mailbox: token endpoint, submission server, mailbox.</summary>
internal sealed class EmbeddedTenant : IAsyncDisposable
{
    private static readonly Guid Client = new("11111111-0000-4000-8000-000000000001");
    private static readonly Guid Principal = new("22222222-0000-4000-8000-000000000001");

    private readonly DirectoryInfo _directory;
    private readonly TenantCertificates _certificates;
    private readonly TokenSigningKey _key;
    private readonly TokenEndpoint _tokens;
    private readonly SubmissionServer _server;
    private readonly string _secret;

    private EmbeddedTenant(DirectoryInfo directory, TenantCertificates certificates, TokenSigningKey key, TokenEndpoint tokens, SubmissionServer server, MailboxStore mailbox, string secret)
    {
        _directory = directory;
        _certificates = certificates;
        _key = key;
        _tokens = tokens;
        _server = server;
        Mailbox = mailbox;
        _secret = secret;
    }

    /// <summary>The address of the mailbox that submits.</summary>
    public static EmailAddress Address { get; } = new("ise@contoso.example");

    /// <summary>The certificate its servers show, with its key.</summary>
    public X509Certificate2 Certificate => _certificates.ExchangeOnline.Server;

    /// <summary>What has arrived.</summary>
    public MailboxStore Mailbox { get; }

    /// <summary>What the submission server counted.</summary>
    public MailboxCounters Counters => _server.Counters(Address.Value);

    /// <summary>Settings with which a client reaches it.</summary>
    public SmtpServerSettings Server => new(
        "localhost", _server.Port, TimeSpan.FromSeconds(60), ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(Address,
            new OAuthSettings("contoso.example", Client.ToString(), new SecretSource.Embedded(), null, _tokens.Authority, "https://outlook.office.com/.default")));

    /// <summary>The path of a node that trusts this tenant's authorities alone.</summary>
    public NodePath Path => NodePath.Plain with { Trusted = _certificates.ForTheStore(), TrustsMachine = false };

    private ReadSecret Secret => SecretReader.With(_secret);

    /// <summary>A token for its mailbox, from its own token endpoint.</summary>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        using var tokens = new EntraTokenSource(Server.OAuth!, Path, Server.ConnectionTimeout, Secret, TimeProvider.System);
        var result = await tokens.GetAsync(null, cancellationToken);
        return result is TokenResult.Issued issued ? issued.Token.Value : throw new InvalidOperationException($"no token: {result}");
    }

    /// <summary>Starts one with these limits.</summary>
    public static async Task<EmbeddedTenant> StartAsync(SubmissionLimits limits, CancellationToken cancellationToken)
    {
        var settings = new TenantSettings(
            new Guid("aaaaaaaa-0000-4000-8000-000000000000"), "contoso.example",
            [new ApplicationRegistration("ISE mail", Client, Principal, null, null, [ApplicationRegistration.SmtpSendAsApp])],
            [new ExchangeServicePrincipal(Client, Principal)],
            [new TenantMailbox(Address, [Client], [])],
            limits, TokenRefusalStyle.Direct, TokenLifetime.EntraId, TenantListeners.Loopback);
        var directory = Directory.CreateTempSubdirectory("isemail-benchmark-tenant-");
        var secrets = TenantSecrets.LoadOrCreate(directory.FullName, settings);
        var certificates = TenantCertificates.LoadOrCreate(directory.FullName, settings.Listen.HostName, TimeProvider.System);
        var live = LiveDirectory.InMemory(settings, secrets, TimeProvider.System);
        var key = new TokenSigningKey();
        var tokens = await TokenEndpoint.StartAsync(settings, live, certificates.EntraId, key, TimeProvider.System, Logger.None, cancellationToken);
        var verifier = new TokenVerifier(settings.TenantId, key, TimeProvider.System);
        var mailbox = new MailboxStore();
        var server = await SubmissionServer.StartAsync(
            settings, live, certificates.ExchangeOnline.Server,
            token => verifier.Verify(token) is { } claims ? new SubmissionIdentity(claims.AppId, claims.ObjectId, claims.Roles) : null,
            mailbox, new SubmissionBounds(), TimeProvider.System, Logger.None, cancellationToken);
        return new EmbeddedTenant(directory, certificates, key, tokens, server, mailbox, secrets.Of(Client)!);
    }

    /// <summary>The program's own way to it.</summary>
    public MailKitTransport Transport(ITextSeal seal) => MailKitTransport.To(Server, Path, Secret, seal, RecipientAllowList.Everybody, TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _tokens.DisposeAsync();
        Mailbox.Dispose();
        _key.Dispose();
        _certificates.Dispose();
        _directory.Delete(recursive: true);
    }
}
