using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.VirtualTime.Clusters;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Tenants;

namespace IseMail.VirtualTime.Processes;

/// <summary>A sender in virtual time: the shared one, or a node's own.</summary>
internal sealed class SenderRunner : JournalledRunner<SenderEvent, SenderSnapshot, SenderTimer>, ISenderPort, ISingletonRunner
{
    private readonly VirtualDeployment _deployment;
    private readonly MailboxSender _process;
    private readonly VirtualTransport _transport;
    private readonly VirtualConnection?[] _connections;
    private readonly HashSet<NodeName> _known = [];
    private Action? _done;

    public SenderRunner(VirtualDeployment deployment, VirtualNode node, string journal, NodeName? owner)
        : base(deployment.World, node, ProcessKind.Sender, deployment.World.Storage.Journal<SenderEvent, SenderSnapshot>(journal, owner), journal)
    {
        _deployment = deployment;
        var settings = deployment.World.Topology.Mail.Sender;
        _process = new MailboxSender(settings, this);
        _transport = new VirtualTransport(deployment, node, () => deployment.Settings.InUse.Server);
        _connections = new VirtualConnection?[settings.Connections];
        Recover();
        PrepareTransport();
    }

    /// <summary>A word on it.</summary>
    public SenderStatus Status => _process.Status;

    /// <summary>How many of the budget's places are taken.</summary>
    public int PlacesTaken => _process.PlacesTaken;

    /// <inheritdoc/>
    protected override int Size => _process.Remembers;

    /// <summary>An outbox tells what it has.</summary>
    public void Offered(NodeName node, OutboxOffer offer, long epoch, ImmutableArray<MailId> givenAway)
    {
        _known.Add(node);
        _process.Hear(node, offer, epoch, givenAway);
    }

    /// <summary>An outbox answers.</summary>
    public void Answered(NodeName node, long grant, GrantAnswer answer)
    {
        _known.Add(node);
        if (answer.Mail is { } mail) _process.Submitted(node, grant, mail, answer.Doubts, answer.Offer);
        else _process.Declined(node, grant, answer.Offer);
    }

    /// <summary>A node's outbox is there no more.</summary>
    public void Gone(NodeName node)
    {
        if (_known.Remove(node)) _process.Gone(node);
    }

    /// <summary>Other settings are in use on its node.</summary>
    public void Renew()
    {
        _transport.Renew();
        _process.Renew();
    }

    /// <inheritdoc/>
    public void StepDown(Action done)
    {
        // Told, too, where it fails before it has come to its end.
        _done = done;
        _process.Stop(End);
    }

    /// <inheritdoc/>
    public void Meet(NodeName node, long epoch) => TellOutbox(node, MessageKind.Meet, default, outbox => outbox.MeetSender(epoch));

    /// <inheritdoc/>
    public void MeetAll(long epoch)
    {
        foreach (var node in _known) Meet(node, epoch);
    }

    /// <inheritdoc/>
    public void Ask(NodeName node, long epoch, long grant) => TellOutbox(node, MessageKind.Ask, default, outbox => outbox.Ask(this, epoch, grant));

    /// <inheritdoc/>
    public void Settle(NodeName node, long epoch, MailId id, SubmissionOutcome outcome) => TellOutbox(node, MessageKind.Settle, id.Value, outbox => outbox.Settle(epoch, id, outcome));

    /// <inheritdoc/>
    public void Return(NodeName node, long epoch, MailId id) => TellOutbox(node, MessageKind.Return, id.Value, outbox => outbox.Return(epoch, id));

    /// <inheritdoc/>
    public void Open(int slot, bool freshToken) => _transport.Open(freshToken, attempt => Hear(() =>
    {
        if (attempt.Connection is { } connection)
        {
            _connections[slot] = connection;
            _process.Opened(slot);
        }
        else _process.NotOpened(slot, attempt.Failure!);
    }));

    /// <inheritdoc/>
    public void Prepare(OutgoingMail mail)
    {
    }

    /// <inheritdoc/>
    public void LetGo(MailId id)
    {
    }

    /// <inheritdoc/>
    public bool Submit(int slot, OutgoingMail mail)
    {
        if (_connections[slot] is not { } connection) return false;
        World.Trace?.Submits(Node, mail.Mail.Id);
        connection.Submit(mail, result =>
        {
            World.Trace?.Ended(Node, mail.Mail.Id, result.Outcome);
            Hear(() => _process.Ended(slot, mail.Mail.Id, result));
        });
        return true;
    }

    /// <inheritdoc/>
    public void Close(int slot) => _connections[slot]?.Close(() => Hear(() => _process.Closed(slot)));

    /// <inheritdoc/>
    public void Forget(int slot)
    {
        _connections[slot]?.Abandon();
        _connections[slot] = null;
    }

    /// <inheritdoc/>
    public void PrepareTransport() => _transport.Prepare();

    /// <inheritdoc/>
    public void Settled(MailId id, NodeName node, SubmissionOutcome outcome)
    {
    }

    /// <inheritdoc/>
    public void NotConnected(ConnectionFailure failure)
    {
    }

    /// <inheritdoc/>
    protected override void Restore(SenderSnapshot snapshot) => _process.Recover(snapshot);

    /// <inheritdoc/>
    protected override void Apply(SenderEvent happened) => _process.Recover(happened);

    /// <inheritdoc/>
    protected override void Begin() => _process.Begin();

    /// <inheritdoc/>
    protected override SenderSnapshot Snapshot() => _process.Snapshot();

    /// <inheritdoc/>
    protected override void Fire(SenderTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Durable(SenderEvent happened)
    {
        World.Trace?.Recorded(Node, happened);
        // What a predecessor had begun may have been delivered without anybody's knowing.
        if (happened is SenderEvent.SenderStarted) foreach (var begun in _process.Begun) _deployment.Book.Doubt(begun.Id);
        if (happened is SenderEvent.SenderTurn turn) foreach (var ended in turn.Settled.Where(ended => ended.Ending == SubmissionEnding.InDoubt)) _deployment.Book.Doubt(ended.Id);
    }

    /// <inheritdoc/>
    protected override void Failed() => _deployment.Failed(this);

    /// <inheritdoc/>
    protected override void Ended()
    {
        foreach (var connection in _connections) connection?.Abandon();
        _transport.End();
        _done?.Invoke();
        _done = null;
    }

    private void TellOutbox(NodeName node, MessageKind kind, UInt128 subject, Action<OutboxRunner> what)
    {
        if (_known.Contains(node) && _deployment.OutboxOf(node) is { } outbox) World.Send(Node, outbox.Node, (int)kind, () => outbox.Hear(() => what(outbox)), subject);
    }
}
