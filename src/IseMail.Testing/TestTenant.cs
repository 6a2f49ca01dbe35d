using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Settings;
using IseMail.Tenant.Hosting;
using Serilog.Core;

namespace IseMail.Testing;

/// <summary>
/// The Microsoft 365 tenant alone, for tests of a mail client of one's own: a token endpoint over HTTPS, a submission server
/// with STARTTLS and XOAUTH2, mailboxes, in a directory that goes with it.
/// </summary>
public sealed class TestTenant : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;

    private TestTenant(EmbeddedTenant live, DirectoryInfo directory, TestOptions options)
    {
        Live = live;
        _directory = directory;
        Mailboxes = new TestMailboxes(live.Mailboxes, options.Patience);
        var application = live.Settings.Applications[0];
        ClientId = application.ClientId;
        ClientSecret = live.ClientSecret(application.ClientId) ?? throw new InvalidOperationException("an application without a secret");
        Host = live.Settings.Listen.HostName;
        Port = live.Submission.Port;
        Authority = new UriBuilder(Uri.UriSchemeHttps, Host, live.Tokens.Port, live.Settings.TenantId.ToString()).Uri;
        TokenEndpoint = new Uri($"{Authority}/oauth2/v2.0/token");
        Mailbox = live.Settings.Mailboxes[0].Address.Value;
    }

    /// <summary>The tenant itself, for all that has no shorter name here.</summary>
    public EmbeddedTenant Live { get; }

    /// <summary>What has arrived.</summary>
    public TestMailboxes Mailboxes { get; }

    /// <summary>Where tokens are had with the client credentials flow.</summary>
    public Uri TokenEndpoint { get; }

    /// <summary>The same, as MSAL's authority.</summary>
    public Uri Authority { get; }

    /// <summary>The scope to ask for.</summary>
    public string Scope { get; } = OAuthSettings.ExchangeOnlineScope;

    /// <summary>The application that may send.</summary>
    public Guid ClientId { get; }

    /// <summary>Its secret, made for this tenant.</summary>
    public string ClientSecret { get; }

    /// <summary>The mailbox it may send from, which is XOAUTH2's user.</summary>
    public string Mailbox { get; }

    /// <summary>The submission server's name.</summary>
    public string Host { get; }

    /// <summary>The submission server's port.</summary>
    public int Port { get; }

    /// <summary>The authorities of both services' certificates, which a client is to trust.</summary>
    public X509Certificate2Collection Authorities()
    {
        var authorities = new X509Certificate2Collection();
        foreach (var service in Live.Certificates.All) authorities.ImportFromPemFile(service.AuthorityFile);
        return authorities;
    }

    /// <summary>Starts a tenant.</summary>
    /// <param name="tenant">What stands under <c>tenant:</c> in a topology, indented or on one line, such as <c>{ limits: none }</c>; <c>null</c>: <c>embedded</c>.</param>
    /// <param name="options">How; <c>null</c>: as usual.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="BadTopologyException">It cannot be used.</exception>
    /// <exception cref="IOException">The machine lacks something: a port is taken.</exception>
    public static async Task<TestTenant> StartAsync(string? tenant = null, TestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= TestOptions.Default;
        var topology = Said.Topology(TestTopologies.Standalone.Replace("tenant: embedded", $"tenant: {tenant ?? "embedded"}", StringComparison.Ordinal));
        var directory = Directory.CreateTempSubdirectory("isemail-testing-");
        try
        {
            return new TestTenant(
                await EmbeddedTenant.StartAsync(topology.EmbeddedTenant!, directory.FullName, TimeProvider.System, Logger.None, cancellationToken, seed: options.Seed), directory, options);
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Lets something go wrong: <c>AddFault("busy", "where=mail reply=sender-threads count=3")</c>.</summary>
    /// <exception cref="BadTopologyException">There is no such fault, or one of that name already.</exception>
    public void AddFault(string name, string said)
    {
        if (!Live.Faults.TryAdd(Said.Fault(name, said))) throw new BadTopologyException([$"there is a fault '{name}' already; another name"]);
    }

    /// <summary>Removes a fault; whether it was there.</summary>
    public bool RemoveFault(string name) => Live.Faults.Remove(name);

    /// <summary>Stops it and removes its directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
