using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Listeners;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Proxy;
using IseMail.Tenant.Submission;
using Reader = IseMail.Tenant.Mailboxes.MailboxReader;

namespace IseMail.Tenant.Hosting;

/// <summary>
/// The embedded Microsoft 365 tenant: token endpoint, submission server and mailboxes, started and stopped as one. What
/// it keeps lies in one directory, so that a tenant started there again is the same to its clients.
/// </summary>
public sealed class EmbeddedTenant : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _undo;
    private readonly TenantSecrets _secrets;
    private readonly Reader _reader;

    private EmbeddedTenant(Stack<Func<ValueTask>> undo, TenantSettings settings, TenantSecrets secrets, Parts parts)
    {
        _undo = undo;
        _secrets = secrets;
        _reader = parts.Reader;
        Settings = settings;
        Certificates = parts.Certificates;
        Authorities = parts.Certificates.ForTheStore();
        Mailboxes = parts.Mailboxes;
        Tokens = parts.Tokens;
        Submission = parts.Submission;
        Directory = parts.Directory;
        Faults = parts.Faults;
        Proxy = parts.Proxy;
    }

    /// <summary>The tenant as its administrator set it up.</summary>
    public TenantSettings Settings { get; }

    /// <summary>The tenant as its administrators have made it since: it is changed by cmdlets while it runs.</summary>
    public LiveDirectory Directory { get; }

    /// <summary>What has arrived.</summary>
    public MailboxStore Mailboxes { get; }

    /// <summary>Entra ID's part.</summary>
    public TokenEndpoint Tokens { get; }

    /// <summary>Exchange Online's part.</summary>
    public SubmissionServer Submission { get; }

    /// <summary>What goes wrong in it on purpose.</summary>
    public TenantFaults Faults { get; }

    /// <summary>The proxy that stands beside it; <c>null</c>: there is none.</summary>
    public ForwardProxy? Proxy { get; }

    /// <summary>The password of the proxy's user, for a deployment in this process; <c>null</c>: it has none. Not to be shown or logged.</summary>
    public string? ProxyPassword => _secrets.ProxyPassword;

    /// <summary>Where the mailboxes can be read over HTTP.</summary>
    public Uri MailboxReader => _reader.Address;

    /// <summary>Its services' certificates, and the authorities that clients are to trust.</summary>
    public TenantCertificates Certificates { get; }

    /// <summary>The authorities as a trusted certificates store holds them.</summary>
    public ImmutableArray<TrustedCertificate> Authorities { get; }

    /// <summary>Starts all of it, or nothing: whatever fails on the way, no listener, file or key of it stays open.</summary>
    /// <param name="settings">The tenant.</param>
    /// <param name="directory">
    /// Where <c>entra-id-ca.pem</c>, <c>exchange-online-ca.pem</c>, <c>client-secret</c>, <c>directory.json</c>,
    /// <c>administration.json</c> and <c>mailboxes.jsonl</c> lie; made when missing. One tenant at a time may use it.
    /// </param>
    /// <param name="time">The clock of tokens, limits and time-outs.</param>
    /// <param name="log">Hears what happens, never a secret.</param>
    /// <param name="cancellationToken">Gives the start up; a tenant that has started is stopped by disposal alone.</param>
    /// <param name="bounds">How much one client can take; <c>null</c>: the usual.</param>
    /// <param name="seed">Where the random numbers of faults begin.</param>
    /// <exception cref="ListenerException">A listener cannot start where the settings say.</exception>
    /// <exception cref="DirectoryInUseException">Another tenant uses the directory.</exception>
    /// <exception cref="DirectoryDamagedException">The kept directory is damaged; the message says what to do.</exception>
    /// <exception cref="IOException">What it keeps cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or written.</exception>
    /// <exception cref="InvalidDataException">The kept mailboxes are not readable.</exception>
    public static async Task<EmbeddedTenant> StartAsync(
        TenantSettings settings, string directory, TimeProvider time, Serilog.ILogger log, CancellationToken cancellationToken, SubmissionBounds? bounds = null, int seed = 1)
    {
        var undo = new Stack<Func<ValueTask>>();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            directory = Path.GetFullPath(directory);
            // First, since it is what tells a second tenant that the directory is taken before anything in it changes.
            System.IO.Directory.CreateDirectory(directory);
            var store = Kept(OpenMailboxes(directory));
            var secrets = TenantSecrets.LoadOrCreate(directory, settings);
            var live = LiveDirectory.Open(Path.Combine(directory, "directory.json"), settings, secrets, time, log);
            var certificates = Kept(TenantCertificates.LoadOrCreate(directory, settings.Listen.HostName, time));
            var faults = new TenantFaults(seed, time, certificates);
            foreach (var fault in settings.Faults) faults.TryAdd(fault);
            var key = Kept(new TokenSigningKey());
            var verifier = new TokenVerifier(settings.TenantId, key, time);
            var tokens = KeptAsync(await TokenEndpoint.StartAsync(settings, live, certificates.EntraId, key, time, log, cancellationToken, faults));
            // Ended between the two: submissions that are held up end with their server, requests for tokens go on.
            Kept(faults);
            // Its token would stop it later as well; the one given here is for the start.
            var submission = KeptAsync(await SubmissionServer.StartAsync(
                settings, live, certificates.ExchangeOnline.Server, Identity, store, bounds ?? new SubmissionBounds(), time, log, CancellationToken.None, faults));
            var administration = new AdministrationKey();
            var reader = KeptAsync(await Reader.StartAsync(
                settings, live, administration, faults,
                new TenantHistory(store, tokens.Requests, submission.Sessions, mailbox => submission.Counters(mailbox.Value), () => tokens.IssuedCount),
                log, cancellationToken));
            administration.Publish(directory, reader.Address);
            undo.Push(() =>
            {
                administration.Withdraw(directory);
                return ValueTask.CompletedTask;
            });
            var proxy = settings.Proxy is { } beside ? KeptAsync(StartProxy(beside, settings.Listen, tokens.Port, submission.Port, secrets, time, log)) : null;
            return new EmbeddedTenant(undo, settings, secrets, new Parts(certificates, live, store, tokens, submission, reader, faults, proxy));

            SubmissionIdentity? Identity(string token) =>
                verifier.Verify(token) is { } claims ? new SubmissionIdentity(claims.AppId, claims.ObjectId, claims.Roles) : null;
        }
        catch
        {
            await UndoAsync(undo);
            throw;
        }

        T Kept<T>(T part) where T : IDisposable
        {
            undo.Push(() =>
            {
                part.Dispose();
                return ValueTask.CompletedTask;
            });
            return part;
        }

        T KeptAsync<T>(T part) where T : IAsyncDisposable
        {
            undo.Push(part.DisposeAsync);
            return part;
        }
    }

    /// <summary>The secret of an application, for a deployment in this process; <c>null</c>: no such application. Not to be shown or logged.</summary>
    public string? ClientSecret(Guid clientId) => _secrets.Of(clientId);

    /// <inheritdoc cref="TenantSettings.ServerPage"/>
    public SmtpServerSettings ServerSettings() => Settings.ServerPage();

    /// <summary>
    /// What makes a node reach this tenant under the real names, and nothing else but this machine: a deployment with an
    /// embedded tenant must never talk to the real one by mistake. Its authorities are the administrator's to import.
    /// </summary>
    public NodePath Surroundings()
    {
        var ways = new TenantWays(Settings.Listen, Tokens.Port, Submission.Port);
        return NodePath.Plain with { TrustsMachine = false, Names = ways.Names(Proxy is null ? null : Settings.Proxy, Proxy?.Port ?? 0) };
    }

    /// <summary>Stops all of it; a message without its reply may or may not have arrived.</summary>
    public ValueTask DisposeAsync() => UndoAsync(_undo);

    private static async ValueTask UndoAsync(Stack<Func<ValueTask>> undo)
    {
        while (undo.TryPop(out var last)) await last();
    }

    private static ForwardProxy StartProxy(
        ForwardProxySettings settings, TenantListeners listen, int tokenPort, int submissionPort, TenantSecrets secrets, TimeProvider time, Serilog.ILogger log)
    {
        (string, SaltedHash)? login = settings.Login is { } user ? (user.UserName, SaltedHash.Of(secrets.ProxyPassword!, RandomNumberGenerator.GetBytes(SaltedHash.SaltLength))) : null;
        return ForwardProxy.Start(listen.Address, listen.ProxyPort, new ProxyRules([.. new TenantWays(listen, tokenPort, submissionPort).ThroughProxy()], login, settings.Refuses), time, log);
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    private static MailboxStore OpenMailboxes(string directory)
    {
        try
        {
            return MailboxStore.Open(Path.Combine(directory, "mailboxes.jsonl"));
        }
        catch (IOException fault) when (DirectoryInUseException.IsWhy(fault))
        {
            throw new DirectoryInUseException(directory, fault);
        }
    }

    private sealed record Parts(TenantCertificates Certificates, LiveDirectory Directory, MailboxStore Mailboxes, TokenEndpoint Tokens, SubmissionServer Submission, Reader Reader, TenantFaults Faults, ForwardProxy? Proxy);
}
