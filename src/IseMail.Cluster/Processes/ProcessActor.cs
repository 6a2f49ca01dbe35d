using Akka.Actor;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Processes;

namespace IseMail.Cluster.Processes;

/// <summary>
/// Runs a process live: its journal is Akka.Persistence's, its timers and its order of hearing are the actor's. What the process tells
/// others is the deriving actor's to send.
/// </summary>
/// <typeparam name="TEvent">What the process records.</typeparam>
/// <typeparam name="TTimer">Names of its timers.</typeparam>
public abstract class ProcessActor<TEvent, TTimer> : JournallingActor, IProcessPort<TEvent, TTimer>
    where TEvent : class
    where TTimer : struct, Enum
{
    private readonly TimeProvider _clock;
    private readonly Random _random;

    /// <summary>See <see cref="JournallingActor"/>.</summary>
    /// <param name="clock">The time of the process's node.</param>
    /// <param name="random">Used by this process alone.</param>
    /// <param name="what">Whose records they are, for the log.</param>
    /// <param name="journalPluginId">The journal.</param>
    /// <param name="snapshotPluginId">The snapshot store.</param>
    /// <param name="keepsRecords">Whether the records that a snapshot replaces stay in the journal.</param>
    protected ProcessActor(TimeProvider clock, Random random, string what, string journalPluginId, string snapshotPluginId, bool keepsRecords = false)
        : base(what, journalPluginId, snapshotPluginId, keepsRecords)
    {
        _clock = clock;
        _random = random;
        Command<TimerDue<TTimer>>(due => Fire(due.Timer));
        Command<HeardLater>(later => later.What());
    }

    /// <inheritdoc/>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <inheritdoc/>
    public double Draw() => _random.NextDouble();

    /// <inheritdoc/>
    public void Record(IReadOnlyList<TEvent> happened, Action<TEvent> recorded)
    {
        var begun = StepTimes.Begin(StepTimes.OfJournalWrites);
        if (happened.Count == 1) PersistAsync(happened[0], one => Recorded(one, recorded, begun));
        else PersistAllAsync(happened, one => Recorded(one, recorded, begun));
    }

    /// <inheritdoc/>
    public void RecordFirst(IReadOnlyList<TEvent> happened, Action<TEvent> recorded)
    {
        var begun = StepTimes.Begin(StepTimes.OfJournalWrites);
        if (happened.Count == 1) Persist(happened[0], one => Recorded(one, recorded, begun));
        else PersistAll(happened, one => Recorded(one, recorded, begun));
    }

    /// <inheritdoc/>
    public void Later(Action what) => Self.Tell(new HeardLater(what));

    /// <inheritdoc/>
    public void Set(TTimer timer, TimeSpan after) => TimerDue<TTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(TTimer timer) => TimerDue<TTimer>.Cancel(Timers, timer);

    /// <summary>A timer of the process is due.</summary>
    protected abstract void Fire(TTimer timer);

    /// <summary>An event is durable. Told before the process is.</summary>
    protected virtual void Durable(TEvent happened)
    {
    }

    /// <summary>The process has made an event part of itself.</summary>
    protected virtual void Applied(TEvent happened)
    {
    }

    private void Recorded(TEvent happened, Action<TEvent> recorded, long begun)
    {
        StepTimes.End(StepTimes.OfJournalWrites, begun);
        Durable(happened);
        recorded(happened);
        Applied(happened);
    }

    private sealed record HeardLater(Action What) : INoSerializationVerificationNeeded;
}
