using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination;
using Akka.Event;

namespace IseMail.Cluster.Storage;

/// <summary>
/// Akka.Coordination's lease in the database that a deployment's nodes share. Akka.Cluster's split brain resolver asks for it when nodes have lost each other:
/// whoever gets it goes on, whoever does not ends itself. It is renewed for as long as its holder lives, and is lost when that cannot be done in time.
/// </summary>
public sealed class DatabaseLease : Lease, IAsyncDisposable
{
    /// <summary>Where its settings stand in Akka's.</summary>
    public const string Path = "isemail.lease";

    private const int RenewalsInTerm = 5;

    private readonly ILeaseTable _table;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _renewing;
    private int _ended;
    private long _certainUntil = long.MinValue;

    /// <summary>Made by Akka, which names this type in its settings; the actor system has a <see cref="LeaseSetup"/>.</summary>
    public DatabaseLease(LeaseSettings settings, ExtendedActorSystem system)
        : this(settings, system.Settings.Setup.Get<LeaseSetup>().Value, Akka.Event.Logging.GetLogger(system, typeof(DatabaseLease)))
    {
        // A dead node that went on renewing would keep the living one from going on.
        _ = system.WhenTerminated.ContinueWith(_ => DisposeAsync().AsTask(), TaskScheduler.Default);
    }

    /// <summary>A lease outside any actor system.</summary>
    public DatabaseLease(LeaseSettings settings, LeaseSetup setup, ILoggingAdapter log) : base(settings)
    {
        _table = setup.Table;
        _clock = setup.Clock;
        _log = log;
    }

    /// <summary>How long an answer of the database is waited for.</summary>
    public static TimeSpan AnswerWithin { get; } = TimeSpan.FromSeconds(5);

    private TimeSpan Term => Settings.TimeoutSettings.HeartbeatTimeout;

    /// <summary>The Akka settings of a lease.</summary>
    /// <param name="term">How long it is good after it was renewed.</param>
    public static Config SettingsFor(TimeSpan term) => ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
        {{Path}} {
          lease-class = "{{typeof(DatabaseLease).AssemblyQualifiedName}}"
          heartbeat-timeout = {{term.TotalMilliseconds:0}}ms
          heartbeat-interval = {{term.TotalMilliseconds / RenewalsInTerm:0}}ms
          lease-operation-timeout = {{AnswerWithin.TotalMilliseconds:0}}ms
        }
        """));

    /// <inheritdoc/>
    public override bool CheckLease() => _clock.GetTimestamp() < Volatile.Read(ref _certainUntil);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(_ => { });

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        await _turn.WaitAsync();
        try
        {
            var holder = await TakeAsync();
            if (holder != Settings.OwnerName)
            {
                Forget();
                _log.Warning("the nodes have lost each other, and {0} has the lease and goes on; this node ends itself and has to be started again", holder);
                return false;
            }
            if (_renewing is null)
            {
                _renewing = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
                _ = RenewAsync(leaseLostCallback, _renewing.Token);
            }
            _log.Info("the nodes have lost each other; this node has the lease and goes on");
            return true;
        }
        catch (Exception fault)
        {
            _log.Error(
                "the nodes have lost each other, and there is no lease: the database that they share cannot be used ({0}). Whether the other goes on cannot be known, so this node ends itself and has to be started again",
                fault.Message);
            throw new LeaseException($"no lease: {fault.Message}", fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Release()
    {
        await _turn.WaitAsync();
        try
        {
            Forget();
            await InTimeAsync(async limit =>
            {
                await _table.GiveBackAsync(Settings.LeaseName, Settings.OwnerName, limit);
                return true;
            });
            return true;
        }
        catch (Exception fault)
        {
            throw new LeaseException($"the lease was not given back, and is good until its time runs out: {fault.Message}", fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Renews it no more, as when its node has died: it is another's when its time has run out.</summary>
    public async ValueTask DisposeAsync()
    {
        // Its actor system's end and whoever made it may both dispose of it.
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        await _ending.CancelAsync();
        await _turn.WaitAsync();
        Forget();
        _turn.Dispose();
        _ending.Dispose();
    }

    private async Task RenewAsync(Action<Exception> lost, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Settings.TimeoutSettings.HeartbeatInterval, _clock, ended);
                if (await LossAsync(ended) is not { } loss) continue;
                lost(loss);
                return;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Given back, or the node has ended.
        }
    }

    /// <summary>Renews it; why it is lost, or <c>null</c>.</summary>
    private async Task<LeaseException?> LossAsync(CancellationToken ended)
    {
        await _turn.WaitAsync(ended);
        try
        {
            ended.ThrowIfCancellationRequested();
            var holder = await TakeAsync();
            return holder == Settings.OwnerName ? null : Lost($"{holder} has it");
        }
        catch (Exception fault) when (!ended.IsCancellationRequested)
        {
            // Until its time runs out nobody else gets it, and the next renewal may succeed.
            return CheckLease() ? null : Lost($"the database that the nodes share cannot be used ({fault.Message})", fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    private LeaseException Lost(string why, Exception? cause = null)
    {
        Forget();
        _log.Warning("this node's lease is lost: {0}; it asks again if the nodes lose each other", why);
        return new LeaseException($"the lease is lost: {why}", cause!);
    }

    private void Forget()
    {
        Volatile.Write(ref _certainUntil, long.MinValue);
        _renewing?.Cancel();
        _renewing?.Dispose();
        _renewing = null;
    }

    /// <summary>Takes or renews it; who has it then. From when it was asked for, it is certain for its term.</summary>
    private async Task<string> TakeAsync()
    {
        var asked = _clock.GetTimestamp();
        var holder = await InTimeAsync(limit => _table.TakeAsync(Settings.LeaseName, Settings.OwnerName, Term, limit));
        if (holder == Settings.OwnerName) Volatile.Write(ref _certainUntil, asked + (long)(Term.TotalSeconds * _clock.TimestampFrequency));
        return holder;
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> question)
    {
        using var limit = new CancellationTokenSource(Settings.TimeoutSettings.OperationTimeout, _clock);
        try
        {
            // SQLite answers in the caller's turn, and some faults of a network let nobody go.
            return await Task.Run(() => question(limit.Token), limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"no answer within {Settings.TimeoutSettings.OperationTimeout.TotalSeconds:0.#} s"), late);
        }
    }
}
