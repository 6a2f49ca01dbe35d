using System.Globalization;
using System.Net;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Listeners;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Submission;
using Reader = IseMail.Tenant.Mailboxes.MailboxReader;

namespace IseMail.Tenant.Hosting;

/// <summary>
/// The embedded Microsoft 365 tenant: token endpoint, submission server and mailboxes, started and stopped as one. What
/// it keeps lies in one directory, so that a tenant started there again is the same to its clients.
/// </summary>
public sealed class EmbeddedTenant : IAsyncDisposable
{
    // What ISE fills into its page (Cisco document 225520).
    private const string Scope = "https://outlook.office.com/.default";

    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(60);

    private readonly Stack<Func<ValueTask>> _undo;
    private readonly TenantSecrets _secrets;
    private readonly Reader _reader;

    private EmbeddedTenant(Stack<Func<ValueTask>> undo, TenantSettings settings, TenantSecrets secrets, string authorityFile, Parts parts)
    {
        _undo = undo;
        _secrets = secrets;
        _reader = parts.Reader;
        Settings = settings;
        AuthorityFile = authorityFile;
        Mailboxes = parts.Mailboxes;
        Tokens = parts.Tokens;
        Submission = parts.Submission;
        Faults = parts.Faults;
    }

    /// <summary>The tenant as its administrator set it up.</summary>
    public TenantSettings Settings { get; }

    /// <summary>What has arrived.</summary>
    public MailboxStore Mailboxes { get; }

    /// <summary>Entra ID's part.</summary>
    public TokenEndpoint Tokens { get; }

    /// <summary>Exchange Online's part.</summary>
    public SubmissionServer Submission { get; }

    /// <summary>What goes wrong in it on purpose.</summary>
    public TenantFaults Faults { get; }

    /// <summary>Where the mailboxes can be read over HTTP.</summary>
    public Uri MailboxReader => _reader.Address;

    /// <summary>Full path of the PEM file of the authority that clients are to trust.</summary>
    public string AuthorityFile { get; }

    /// <summary>Starts all of it, or nothing: whatever fails on the way, no listener, file or key of it stays open.</summary>
    /// <param name="settings">The tenant.</param>
    /// <param name="directory">
    /// Where <c>tenant-ca.pem</c>, <c>client-secret</c>, <c>administration.json</c> and <c>mailboxes.jsonl</c> lie; made when missing. One tenant at a
    /// time may use it.
    /// </param>
    /// <param name="time">The clock of tokens, limits and time-outs.</param>
    /// <param name="log">Hears what happens, never a secret.</param>
    /// <param name="cancellationToken">Gives the start up; a tenant that has started is stopped by disposal alone.</param>
    /// <param name="bounds">How much one client can take; <c>null</c>: the usual.</param>
    /// <param name="seed">Where the random numbers of faults begin.</param>
    /// <exception cref="ListenerException">A listener cannot start where the settings say.</exception>
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
            Directory.CreateDirectory(directory);
            var store = Kept(MailboxStore.Open(Path.Combine(directory, "mailboxes.jsonl")));
            var secrets = TenantSecrets.LoadOrCreate(directory, settings);
            var certificates = Kept(TenantCertificates.LoadOrCreate(directory, settings.Listen.HostName, time.GetUtcNow()));
            var faults = new TenantFaults(seed, time, Kept(certificates.Flawed(settings.Listen.HostName, time)));
            foreach (var fault in settings.Faults) faults.TryAdd(fault);
            var administration = AdministrationKey.LoadOrCreate(directory);
            var key = Kept(new TokenSigningKey());
            var verifier = new TokenVerifier(settings.TenantId, key, time);
            var tokens = KeptAsync(await TokenEndpoint.StartAsync(settings, secrets, certificates, key, time, log, cancellationToken, faults));
            // Ended between the two: submissions that are held up end with their server, requests for tokens go on.
            Kept(faults);
            // Its token would stop it later as well; the one given here is for the start.
            var submission = KeptAsync(await SubmissionServer.StartAsync(
                settings, certificates.Server, Identity, store, bounds ?? new SubmissionBounds(), time, log, CancellationToken.None, faults));
            var reader = KeptAsync(await Reader.StartAsync(
                settings, store, mailbox => submission.Counters(mailbox.Value), () => tokens.IssuedCount, new FaultRequests(faults, administration), log, cancellationToken));
            administration.Publish(IPAddress.Parse(settings.Listen.Address), reader.Address.Port);
            return new EmbeddedTenant(undo, settings, secrets, certificates.AuthorityFile, new Parts(store, tokens, submission, reader, faults));

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

    /// <summary>How a deployment reaches this tenant: its first application through its first mailbox.</summary>
    /// <exception cref="InvalidOperationException">It has no application or no mailbox.</exception>
    public SmtpServerSettings ServerSettings()
    {
        if (Settings.Applications.IsEmpty) throw new InvalidOperationException("the tenant has no application to get tokens with; add one under tenant.applications");
        if (Settings.Mailboxes.IsEmpty) throw new InvalidOperationException("the tenant has no mailbox to submit through; add one under tenant.mailboxes");
        var oauth = new OAuthSettings(Text(Settings.TenantId), Text(Settings.Applications[0].ClientId), new SecretSource.Embedded(), Tokens.Authority, Scope);
        return new SmtpServerSettings(Settings.Listen.HostName, Submission.Port, ConnectionTimeout, Settings.Mailboxes[0].Address, oauth, [AuthorityFile]);
    }

    /// <summary>Stops all of it; a message without its reply may or may not have arrived.</summary>
    public ValueTask DisposeAsync() => UndoAsync(_undo);

    private static async ValueTask UndoAsync(Stack<Func<ValueTask>> undo)
    {
        while (undo.TryPop(out var last)) await last();
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    private sealed record Parts(MailboxStore Mailboxes, TokenEndpoint Tokens, SubmissionServer Submission, Reader Reader, TenantFaults Faults);
}
