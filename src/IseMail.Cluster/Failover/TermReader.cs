using Akka.Actor;
using Akka.Persistence;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;

namespace IseMail.Cluster.Failover;

/// <summary>The terms that the holders of a persona's duties have journalled.</summary>
/// <param name="Last">The last one; <c>null</c>: nobody has held them yet.</param>
internal sealed record TermsRead(DutyTerm? Last) : INoSerializationVerificationNeeded;

/// <summary>
/// Reads from the deployment's journal who holds a persona's duties, tells its parent <see cref="TermsRead"/> and ends. It
/// writes nothing, so it may read while the holder writes. If the journal cannot be read it ends without a word.
/// </summary>
internal sealed class TermReader : ReceivePersistentActor
{
    private readonly DutyRegister _register;

    public TermReader(Persona persona, string journalPluginId, string snapshotPluginId)
    {
        _register = new DutyRegister(persona);
        JournalPluginId = journalPluginId;
        SnapshotPluginId = snapshotPluginId;
        PersistenceId = DutyActor.PersistenceIdOf(persona);
        Recover<SnapshotOffer>(offer => _register.Restore((DutySnapshot)offer.Snapshot));
        Recover<DutyEvent>(_register.Apply);
        Recover<RecoveryCompleted>(_ =>
        {
            Context.Parent.Tell(new TermsRead(_register.Terms.Count == 0 ? null : _register.Terms[^1]));
            Context.Stop(Self);
        });
    }

    public override string PersistenceId { get; }

    public static Props Props(Persona persona, string journalPluginId, string snapshotPluginId) =>
        Akka.Actor.Props.Create(() => new TermReader(persona, journalPluginId, snapshotPluginId));
}
