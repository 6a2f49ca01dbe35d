using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Persistence;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// Reads what nodes have journalled, without them: what waits in the outbox of a node that does not run, and who held
/// duties that nobody holds at the moment. It writes nothing.
/// </summary>
public sealed class JournalReader : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private JournalReader(ActorSystem system) => _system = system;

    /// <summary>A reader of what lies in <paramref name="storage"/>.</summary>
    public static JournalReader Open(NodeStorage storage) => new(ActorSystem.Create(
        "journal-reader", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ActorSettings.For(storage)), storage.Setup)));

    /// <summary>What a node's outbox holds.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="mail">The rules the outbox follows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public async Task<OutboxInventory> OutboxAsync(NodeName node, MailSettings mail, CancellationToken cancellationToken)
    {
        var outbox = new Domain.Outbox.Outbox(mail.Retry, mail.Sender.InDoubt, mail.Sender.Remember);
        await ReadAsync(
            OutboxActor.PersistenceIdOf(node), NodeStorage.Own, snapshot => outbox.Restore((OutboxSnapshot)snapshot), happened => outbox.Apply((OutboxEvent)happened), cancellationToken);
        return new OutboxInventory(node, [.. outbox.Entries], outbox.Census());
    }

    /// <summary>How the cluster-wide duties of <paramref name="persona"/> stand.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public async Task<DutyReport> DutiesAsync(Persona persona, CancellationToken cancellationToken)
    {
        var register = await RegisterAsync(persona, cancellationToken);
        return new DutyReport(persona, [.. register.Terms], [.. register.Open]);
    }

    /// <summary>All that the holders of the duties of <paramref name="persona"/> have journalled.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public async Task<DutyRegister> RegisterAsync(Persona persona, CancellationToken cancellationToken)
    {
        var register = new DutyRegister(persona);
        await ReadAsync(
            DutyActor.PersistenceIdOf(persona), NodeStorage.Shared, snapshot => register.Restore((DutySnapshot)snapshot), happened => register.Apply((DutyEvent)happened), cancellationToken);
        return register;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate();

    private Task ReadAsync(string persistenceId, string which, Action<object> restore, Action<object> apply, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.ActorOf(Props.Create(() => new Reader(persistenceId, which, restore, apply, done)));
        return done.Task.WaitAsync(cancellationToken);
    }

    private sealed class Reader : ReceivePersistentActor
    {
        private readonly TaskCompletionSource _done;

        public Reader(string persistenceId, string which, Action<object> restore, Action<object> apply, TaskCompletionSource done)
        {
            PersistenceId = persistenceId;
            JournalPluginId = NodeStorage.Journal(which);
            SnapshotPluginId = NodeStorage.Snapshots(which);
            _done = done;
            Recover<SnapshotOffer>(offer => restore(offer.Snapshot));
            Recover<RecoveryCompleted>(_ =>
            {
                done.TrySetResult();
                Context.Stop(Self);
            });
            RecoverAny(apply);
        }

        public override string PersistenceId { get; }

        protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
            _done.TrySetException(new IOException($"the journal of {PersistenceId} cannot be read: {reason.Message}", reason));
    }
}
