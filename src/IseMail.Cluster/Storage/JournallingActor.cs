using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Telemetry;

namespace IseMail.Cluster.Storage;

/// <summary>
/// An actor that journals what happens and now and then takes a snapshot, after which older snapshots, and the records
/// that one replaces, are no longer needed.
/// </summary>
public abstract class JournallingActor : ReceivePersistentActor, IWithTimers
{
    private readonly long _begun = StepTimes.Begin(StepTimes.OfJournalRecoveries);

    /// <summary>Uses the journal and the snapshot store of those names of Akka.Persistence.</summary>
    /// <param name="what">Whose records they are, for the log.</param>
    /// <param name="journalPluginId">The journal.</param>
    /// <param name="snapshotPluginId">The snapshot store.</param>
    /// <param name="keepsRecords">Whether the records that a snapshot replaces stay in the journal.</param>
    protected JournallingActor(string what, string journalPluginId, string snapshotPluginId, bool keepsRecords = false)
    {
        JournalPluginId = journalPluginId;
        SnapshotPluginId = snapshotPluginId;
        Command<SaveSnapshotSuccess>(saved =>
        {
            if (!keepsRecords) DeleteMessages(saved.Metadata.SequenceNr - 1);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        });
        Command<SaveSnapshotFailure>(failure => Log.Warning("no snapshot of {0}: {1}", what, failure.Cause.Message));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failure => Log.Warning("old journal records of {0} stay: {1}", what, failure.Cause.Message));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => Log.Warning("old snapshots of {0} stay: {1}", what, failure.Cause.Message));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        StepTimes.End(StepTimes.OfJournalRecoveries, _begun);
        base.OnReplaySuccess();
    }
}
