using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>A node's outbox in virtual time.</summary>
internal sealed class OutboxRunner : JournalledRunner<OutboxEvent, OutboxSnapshot, OutboxTimer>, IOutboxPort
{
    private readonly VirtualDeployment _deployment;
    private readonly NodeOutbox _process;
    private readonly ForgetfulJournal? _forgetful;

    /// <summary>Starts it.</summary>
    /// <param name="deployment">Where.</param>
    /// <param name="node">The node that it is at work on.</param>
    /// <param name="owner">The node whose it is: another one only where that is dead and its outbox adopted.</param>
    public OutboxRunner(VirtualDeployment deployment, VirtualNode node, VirtualNode owner)
        : base(deployment.World, node, ProcessKind.Outbox, JournalOf(deployment.World, owner), $"outbox-{owner.Name}")
    {
        _deployment = deployment;
        Owner = owner;
        Outbox = Empty(deployment.World, entry =>
        {
            // What its journal tells it of was told when it happened.
            if (HasBegun) deployment.Book.Forget(owner.Name, entry);
        });
        _process = new NodeOutbox(Outbox, this);
        if (deployment.World.Defect == PlantedDefect.DropsARecord) _forgetful = new ForgetfulJournal(deployment.World.Chance($"{owner.Name}/defect"));
        Recover();
    }

    /// <summary>The node whose it is.</summary>
    public VirtualNode Owner { get; }

    /// <summary>Its mail.</summary>
    public Outbox Outbox { get; }

    /// <summary>Whether it has read its journal.</summary>
    public bool HasBegun { get; private set; }

    /// <inheritdoc/>
    protected override int Size => Outbox.Entries.Count;

    /// <summary>What the outbox of a node has recorded.</summary>
    public static VirtualJournal<OutboxEvent, OutboxSnapshot> JournalOf(VirtualWorld world, VirtualNode node) => world.Storage.Journal<OutboxEvent, OutboxSnapshot>($"outbox-{node.Name}", node.Name);

    /// <summary>An outbox as its journal tells.</summary>
    public static Outbox ByJournal(VirtualWorld world, VirtualNode node)
    {
        var outbox = Empty(world);
        JournalOf(world, node).Read(outbox.Restore, outbox.Apply);
        return outbox;
    }

    /// <summary>Takes mails on; to be called on its turn.</summary>
    public void Take(ImmutableArray<Mail> mails, Action<ImmutableArray<MailId>, ImmutableArray<MailId>> taken) => _process.Take(mails, taken);

    /// <summary>A sender asks for a mail.</summary>
    public void Ask(SenderRunner sender, long epoch, long grant)
    {
        if (_process.Ask(epoch) is not { } answer) return;
        var subject = answer.Mail?.Id.Value ?? default;
        World.Send(Node, sender.Node, (int)MessageKind.Submit, () => sender.Hear(() => sender.Answered(Owner.Name, grant, answer)), subject);
    }

    /// <summary>See <see cref="NodeOutbox.Settle"/>.</summary>
    public void Settle(long epoch, MailId id, Domain.Sending.SubmissionOutcome outcome) => _process.Settle(epoch, id, outcome);

    /// <summary>See <see cref="NodeOutbox.Return"/>.</summary>
    public void Return(long epoch, MailId id) => _process.Return(epoch, id);

    /// <summary>See <see cref="NodeOutbox.MeetSender"/>.</summary>
    public void MeetSender(long epoch) => _process.MeetSender(epoch);

    /// <summary>See <see cref="NodeOutbox.TryAgain"/>.</summary>
    public void TryAgain() => _process.TryAgain();

    /// <inheritdoc/>
    public void Offer(OutboxOffer offer, long epoch, ImmutableArray<MailId> givenAway) =>
        _deployment.TellSender(Node, (int)MessageKind.Offer, sender => sender.Offered(Owner.Name, offer, epoch, givenAway));

    /// <inheritdoc/>
    protected override void Restore(OutboxSnapshot snapshot) => Outbox.Restore(snapshot);

    /// <inheritdoc/>
    protected override void Apply(OutboxEvent happened) => Outbox.Apply(happened);

    /// <inheritdoc/>
    protected override void Begin()
    {
        HasBegun = true;
        World.Trace?.Recovered(Node, Outbox.Entries.Select(entry => entry.Id));
        _process.Begin();
    }

    /// <inheritdoc/>
    protected override OutboxSnapshot Snapshot() => Outbox.Snapshot();

    /// <inheritdoc/>
    protected override void Fire(OutboxTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override OutboxEvent? Kept(OutboxEvent happened) => _forgetful is null ? happened : _forgetful.Kept(happened);

    /// <inheritdoc/>
    protected override void Durable(OutboxEvent happened)
    {
        World.Trace?.Recorded(Node, happened);
        if (happened is OutboxEvent.MailsAccepted accepted) _deployment.Book.Accept(accepted);
        if (happened is OutboxEvent.MailsDelivered delivered) _deployment.Left(Node, [.. delivered.Mails.Select(mail => mail.Id)]);
    }

    /// <inheritdoc/>
    protected override void Applied(OutboxEvent happened) => _deployment.Book.Changed(Owner.Name, Outbox, happened);

    /// <inheritdoc/>
    protected override void Failed() => _deployment.Failed(this);

    private static Outbox Empty(VirtualWorld world, Action<OutboxEntry>? forgotten = null)
    {
        var mail = world.Topology.Mail;
        return new Outbox(mail.Retry, mail.Sender.InDoubt, mail.Sender.Remember, forgotten);
    }
}
