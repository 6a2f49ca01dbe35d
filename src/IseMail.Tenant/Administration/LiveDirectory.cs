using System.Security.Cryptography;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;
using Serilog;

namespace IseMail.Tenant.Administration;

/// <summary>
/// The tenant's directory while it runs: changed by one cmdlet at a time, kept in a file, seen by the services as of now or,
/// where permissions take time to be in effect, as of then. Safe for several threads; the services' view costs them one read.
/// </summary>
public sealed class LiveDirectory
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly DirectoryFile? _file;
    private readonly string _source;
    private readonly SpreadingDirectory _directory;
    private volatile TenantView _view;
    private long _due = long.MaxValue;

    private LiveDirectory(TenantDirectory directory, string source, DirectoryFile? file, TimeProvider time)
    {
        _directory = new SpreadingDirectory(directory);
        _source = source;
        _file = file;
        _time = time;
        _view = _directory.View(DateTimeOffset.MinValue);
    }

    /// <summary>The directory as its administrators see it.</summary>
    public TenantDirectory Current
    {
        get
        {
            lock (_gate) return _directory.Current;
        }
    }

    /// <summary>The directory as the services see it.</summary>
    public TenantView View
    {
        get
        {
            if (Volatile.Read(ref _due) is var due && due != long.MaxValue && due <= _time.GetUtcNow().UtcTicks) Spread();
            return _view;
        }
    }

    /// <summary>A directory that begins as a topology says and is kept nowhere.</summary>
    public static LiveDirectory InMemory(TenantSettings settings, TenantSecrets secrets, TimeProvider time) =>
        new(TenantDirectory.Of(settings, secrets.Of, secrets.PasswordOf, Hash), DirectoryJson.SourceOf(settings), null, time);

    /// <summary>
    /// The directory that <paramref name="path"/> keeps, if it began with what the topology says now; otherwise one that
    /// begins as the topology says. A secret that the topology hands out is the file's or variable's present one.
    /// </summary>
    /// <exception cref="DirectoryDamagedException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static LiveDirectory Open(string path, TenantSettings settings, TenantSecrets secrets, TimeProvider time, ILogger log)
    {
        var file = new DirectoryFile(path);
        var source = DirectoryJson.SourceOf(settings);
        var kept = file.Read();
        TenantDirectory directory;
        if (kept is { } before && before.Source == source)
        {
            directory = settings.Applications.Aggregate(
                before.Directory, (so, one) => secrets.Of(one.ClientId) is { } secret ? so.WithTopologySecret(one.ClientId, secret, Hash) : so);
        }
        else
        {
            if (kept is not null) log.Warning("The topology's tenant has changed since {Path} was written: the directory begins anew as the topology says", path);
            directory = TenantDirectory.Of(settings, secrets.Of, secrets.PasswordOf, Hash);
        }
        file.Write(source, directory);
        return new LiveDirectory(directory, source, file, time);
    }

    /// <summary>Hashes a secret with a salt drawn at random.</summary>
    public static SaltedHash Hash(string secret) => SaltedHash.Of(secret, RandomNumberGenerator.GetBytes(SaltedHash.SaltLength));

    /// <summary>Runs one cmdlet. What it changes is kept before this returns.</summary>
    /// <exception cref="IOException">The change could not be kept, and has not been made.</exception>
    public CmdletOutcome Run(CmdletCall call)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var outcome = CmdletCatalogue.Run(_directory.Current, call, new CmdletSurroundings(now, Guid.NewGuid, NewSecret, Hash));
            if (outcome is CmdletOutcome.Done done && !ReferenceEquals(done.Directory, _directory.Current)) Change(done.Directory, now);
            return outcome;
        }
    }

    /// <summary>Puts the objects of another directory in place of this one's; secrets it does not give stay.</summary>
    /// <exception cref="IOException">The change could not be kept, and has not been made.</exception>
    public CmdletOutcome Replace(TenantDirectory other)
    {
        lock (_gate)
        {
            var current = _directory.Current;
            if (other.TenantId != current.TenantId) return new CmdletOutcome.Refused($"The directory is that of tenant {other.TenantId}, and this is tenant {current.TenantId}.");
            Change(current.ReplacedBy(other), _time.GetUtcNow());
            return new CmdletOutcome.Done(_directory.Current, CmdletOutput.Nothing);
        }
    }

    private void Change(TenantDirectory next, DateTimeOffset now)
    {
        _file?.Write(_source, next);
        _directory.Change(next, now);
        Show(now);
    }

    private void Spread()
    {
        lock (_gate) Show(_time.GetUtcNow());
    }

    private void Show(DateTimeOffset now)
    {
        _view = _directory.View(now);
        Volatile.Write(ref _due, _directory.Due is { } later ? later.UtcTicks : long.MaxValue);
    }

    // As Entra ID's: 40 characters, of those that need no quotes anywhere.
    private static string NewSecret() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~", 40);
}
