using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Hosting;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Identity.Client;
using MimeKit;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Tenant.Tests.Hosting;

/// <summary>A whole tenant in a directory of its own, and clients as a deployment has them: MSAL, MailKit, a browser.</summary>
internal sealed class TenantFixture : IMsalHttpClientFactory, ILogEventSink, IAsyncDisposable
{
    public const string Mailbox = "ise-mail@contoso.example";
    public const string Locked = "locked@contoso.example";
    public const string IseScope = "https://outlook.office.com/.default";
    public static readonly Guid Right = new("11111111-0000-4000-8000-000000000001");
    public static readonly Guid Unconsented = new("11111111-0000-4000-8000-000000000002");
    public static readonly Guid NotInExchange = new("11111111-0000-4000-8000-000000000003");
    public static readonly Guid OtherObject = new("11111111-0000-4000-8000-000000000004");

    private readonly List<string> _log = [];
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private EmbeddedTenant? _tenant;
    private HttpClient? _http;

    private TenantFixture() => Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger();

    public static TenantSettings Settings { get; } = new(
        new Guid("aaaaaaaa-0000-4000-8000-000000000000"), "contoso.example",
        [
            new("Cisco ISE", Right, Principal(Right), null, null, [ApplicationRegistration.SmtpSendAsApp]),
            new("No admin consent", Unconsented, Principal(Unconsented), null, null, []),
            new("No New-ServicePrincipal", NotInExchange, Principal(NotInExchange), null, null, [ApplicationRegistration.SmtpSendAsApp]),
            new("Object ID of the app registration", OtherObject, Principal(OtherObject), null, null, [ApplicationRegistration.SmtpSendAsApp]),
        ],
        [new(Right, Principal(Right)), new(Unconsented, Principal(Unconsented)), new(OtherObject, Guid.NewGuid())],
        [
            new TenantMailbox(new EmailAddress(Mailbox), [Right, Unconsented, NotInExchange, OtherObject], []),
            new TenantMailbox(new EmailAddress(Locked), [], []),
        ],
        SubmissionLimits.ExchangeOnline, TokenRefusalStyle.Direct, TokenLifetime.EntraId, TenantListeners.Loopback);

    public string Folder { get; } = Directory.CreateTempSubdirectory("isemail-tenant-").FullName;

    public ILogger Logger { get; }

    public EmbeddedTenant Tenant => _tenant!;

    public CancellationToken Patience => _patience.Token;

    public HttpClient Http => _http ??= new HttpClient(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust() },
    });

    public ImmutableArray<string> Log
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    public static async Task<TenantFixture> StartAsync(TokenRefusalStyle refusal = TokenRefusalStyle.Direct)
    {
        var fixture = new TenantFixture();
        await fixture.StartTenantAsync(Settings with { Refusal = refusal });
        return fixture;
    }

    public async Task StartTenantAsync(TenantSettings settings) => _tenant = await LaunchAsync(settings);

    public async Task StopTenantAsync()
    {
        if (_tenant is not null) await _tenant.DisposeAsync();
        _tenant = null;
    }

    public Task<EmbeddedTenant> LaunchAsync(TenantSettings settings, string? folder = null) =>
        EmbeddedTenant.StartAsync(settings, folder ?? Folder, TimeProvider.System, Logger, Patience);

    /// <summary>The application's token by MSAL.</summary>
    public async Task<string> TokenAsync(Guid? client = null, string? secret = null, string? tenant = null)
    {
        var application = ConfidentialClientApplicationBuilder.Create((client ?? Right).ToString())
            .WithClientSecret(secret ?? Tenant.ClientSecret(client ?? Right) ?? "none")
            .WithAuthority(new Uri(Tenant.Tokens.Authority, tenant ?? Settings.TenantId.ToString()).ToString(), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(this, retryOnceOn5xx: false)
            .Build();
        return (await application.AcquireTokenForClient([IseScope]).ExecuteAsync(Patience)).AccessToken;
    }

    /// <summary>Submits one mail by MailKit; returns what was said on the wire.</summary>
    public async Task<string> SubmitAsync(string token, string mailbox = Mailbox, MimeMessage? mail = null)
    {
        using var wire = new MemoryStream();
        try
        {
            using var client = new SmtpClient(new ProtocolLogger(wire, leaveOpen: true))
            {
                ServerCertificateValidationCallback = (_, certificate, _, _) => Trusted(certificate),
                CheckCertificateRevocation = false,
            };
            await client.ConnectAsync("localhost", Tenant.Submission.Port, SecureSocketOptions.StartTls, Patience);
            await client.AuthenticateAsync(new SaslMechanismOAuth2(mailbox, token), Patience);
            await client.SendAsync(mail ?? Mail(), Patience);
            await client.DisconnectAsync(true, Patience);
        }
        catch (AuthenticationException refusal)
        {
            throw new AuthenticationException($"{refusal.Message}\n{Encoding.UTF8.GetString(wire.ToArray())}", refusal);
        }
        return Encoding.UTF8.GetString(wire.ToArray());
    }

    public async Task<JsonElement> ReadAsync(string path)
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync(new Uri(Tenant.MailboxReader, path), Patience));
        return document.RootElement.Clone();
    }

    public static MimeMessage Mail(string subject = "Your guest access")
    {
        var mail = new MimeMessage { Subject = subject, MessageId = "1@psn1.ise.example", Body = new TextPart("plain") { Text = "Your password is g7Kx-92Q\r\n" } };
        mail.From.Add(MailboxAddress.Parse(Mailbox));
        mail.To.Add(MailboxAddress.Parse("visitor@fabrikam.example"));
        mail.Headers.Add("X-ISE-Purpose", "guest-credentials");
        mail.Headers.Add("X-ISE-Node", "psn1");
        return mail;
    }

    public HttpClient GetHttpClient() => Http;

    public void Emit(LogEvent logEvent)
    {
        lock (_log) _log.Add(logEvent.RenderMessage(null) + logEvent.Exception);
    }

    public async ValueTask DisposeAsync()
    {
        await StopTenantAsync();
        _http?.Dispose();
        _patience.Dispose();
        // The logger is left: it would dispose of its sink, which is this fixture.
        Directory.Delete(Folder, recursive: true);
    }

    private static Guid Principal(Guid client) => new(client.ToString().Replace("11111111", "22222222", StringComparison.Ordinal));

    private bool Trusted(X509Certificate? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Trust() };
        using var shown = new X509Certificate2(certificate!);
        return chain.Build(shown) && shown.MatchesHostname("localhost");
    }

    public X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore =
        {
            X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Folder, "entra-id-ca.pem"))),
            X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Folder, "exchange-online-ca.pem"))),
        },
    };
}
