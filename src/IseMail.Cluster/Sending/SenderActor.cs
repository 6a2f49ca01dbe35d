using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Processes;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>
/// The shared OAuth SMTP sender, live: runs <see cref="MailboxSender"/>, which decides everything, and keeps one child for each
/// connection.
/// </summary>
public sealed class SenderActor : ProcessActor<SenderEvent, SenderTimer>, ISenderPort, IDisposable
{
    private const int MostAsked = 1_024;

    private readonly SenderOptions _options;
    private readonly MailboxSender _process;
    private readonly KnownOutboxes _outboxes = new(Context);
    private readonly SenderConnections _connections;
    private readonly PreparedMails _prepared;
    private readonly CancellationTokenSource _preparing = new();
    private readonly SnapshotPace _snapshots = new();
    private readonly Dictionary<long, (long Grant, long Begun)> _asked = [];

    /// <summary>See <see cref="Props"/>.</summary>
    public SenderActor(SenderOptions options)
        : base(options.Clock, options.Random, "the sender", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _process = new MailboxSender(options.Settings, this);
        _connections = new SenderConnections(options.Settings.Connections, options.Transport, options.Node, Context);
        _prepared = new PreparedMails(options.Transport);

        Recover<SnapshotOffer>(offer => _process.Recover((SenderSnapshot)offer.Snapshot));
        Recover<SenderEvent>(happened =>
        {
            _snapshots.Add(Weight(happened));
            _process.Recover(happened);
        });
        Recover<RecoveryCompleted>(_ => _process.Begin());

        Command<TransportPrepared>(prepared =>
        {
            if (prepared.Failure is { Problem: not ConnectionProblem.NotConfigured } failure) Log.Warning("no mail could be submitted now ({0}): {1}", failure.Stage.Title(), failure.Reason);
        });
        Command<OutboxOffered>(offered =>
        {
            _outboxes.Know(offered.Node, Sender);
            _process.Hear(offered.Node, offered.Offer, offered.Epoch, offered.Out);
        });
        Command<MailSubmitted>(submitted =>
        {
            _outboxes.Know(submitted.Node, Sender);
            Answered(submitted.Grant);
            _process.Submitted(submitted.Node, submitted.Grant, submitted.Mail, submitted.Doubts, submitted.Offer);
        });
        Command<GrantDeclined>(declined =>
        {
            Answered(declined.Grant);
            _process.Declined(declined.Node, declined.Grant, declined.Offer);
        });
        Command<ConnectionOpened>(opened => _process.Opened(opened.Slot));
        Command<ConnectionNotOpened>(failed => _process.NotOpened(failed.Slot, failed.Failure));
        Command<SubmissionEnded>(ended => _process.Ended(ended.Slot, ended.Id, ended.Result));
        Command<ConnectionClosed>(closed => _process.Closed(closed.Slot));
        Command<SettingsInUse>(_ => _process.Renew());
        Command<Terminated>(Lose);
        Command<TellSenderStatus>(_ => Sender.Tell(new SenderReport(_options.Node.Value, _process.Status)));
        Command<TakeReading>(reading => reading.Asker.Tell(new SenderReading(_process.Status, _process.PlacesTaken, _process.Places)));
        Command<StopSending>(_ => Stop(Sender));
        Command<MailsNotTaken>(_ => { }); // an outbox that is being restarted; its grant runs out
    }

    /// <inheritdoc/>
    public override string PersistenceId => _options.PersistenceId;

    /// <summary>A sender made of <paramref name="options"/>.</summary>
    public static Props Props(SenderOptions options) => Akka.Actor.Props.Create(() => new SenderActor(options));

    /// <inheritdoc/>
    public void Meet(NodeName node, long epoch) => _outboxes.Tell(node, new MeetSender(epoch));

    /// <inheritdoc/>
    public void MeetAll(long epoch) => _outboxes.TellAll(new MeetSender(epoch));

    /// <inheritdoc/>
    public void Ask(NodeName node, long epoch, long grant)
    {
        // Grants count up, so that one whose answer never came goes when its number's place is taken.
        if (StepTimes.OfGrants.Enabled) _asked[grant % MostAsked] = (grant, StepTimes.Begin(StepTimes.OfGrants));
        _outboxes.Tell(node, new AskForMail(epoch, grant));
    }

    /// <inheritdoc/>
    public void Settle(NodeName node, long epoch, MailId id, SubmissionOutcome outcome) => _outboxes.Tell(node, new SettleMail(epoch, id, outcome));

    /// <inheritdoc/>
    public void Return(NodeName node, long epoch, MailId id) => _outboxes.Tell(node, new ReturnMail(epoch, id));

    /// <inheritdoc/>
    public void Open(int slot, bool freshToken) => _connections.Open(slot, freshToken);

    /// <inheritdoc/>
    public void Prepare(OutgoingMail mail) => _prepared.Prepare(mail);

    /// <inheritdoc/>
    public void LetGo(MailId id) => _prepared.Drop(id);

    /// <inheritdoc/>
    public bool Submit(int slot, OutgoingMail mail) => _connections.TrySubmit(slot, mail.Mail.Id, _prepared.Take(mail));

    /// <inheritdoc/>
    public void Close(int slot) => _connections.Close(slot);

    /// <inheritdoc/>
    public void Forget(int slot) => _connections.Forget(slot);

    /// <inheritdoc/>
    public void PrepareTransport() => _ = _options.Transport.PrepareAsync(_preparing.Token).PipeTo(Self, success: static failure => new TransportPrepared(failure));

    /// <inheritdoc/>
    public void Settled(MailId id, NodeName node, SubmissionOutcome outcome) => _options.Settled?.Invoke(id, node, outcome);

    /// <inheritdoc/>
    public void NotConnected(ConnectionFailure failure)
    {
        if (failure.Problem != ConnectionProblem.NotConfigured) Log.Warning("no connection to the {0} ({1}): {2}", failure.Party.Title(), failure.Stage.Title(), failure.Reason);
        _options.NotConnected?.Invoke(failure);
    }

    /// <inheritdoc/>
    public void Dispose() => _preparing.Dispose();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        Context.System.EventStream.Subscribe(Self, typeof(TakeReading));
        PrepareTransport();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _preparing.Cancel();
        Dispose();
        base.PostStop();
    }

    /// <summary>A journal that another sender writes to is no longer this one's: it must stop at once, in the middle of whatever it does.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Error("the sender on {0} stops, for its journal refuses it: {1}", _options.Node, cause.Message);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void Fire(SenderTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Applied(SenderEvent happened)
    {
        if (happened is SenderEvent.SenderStarted) Log.Info("sender {0} of {1} ready; it remembers {2} delivered mails", _process.Epoch, PersistenceId, _process.Remembers);
        _snapshots.Add(Weight(happened));
        if (_snapshots.IsEarned(_process.Remembers)) SaveSnapshot(_process.Snapshot());
    }

    private void Answered(long grant)
    {
        if (_asked.Remove(grant % MostAsked, out var asked) && asked.Grant == grant) StepTimes.End(StepTimes.OfGrants, asked.Begun);
    }

    private void Lose(Terminated lost)
    {
        if (_connections.Lost(lost.ActorRef) is { } slot)
        {
            _process.Broke(slot);
            return;
        }
        foreach (var node in _outboxes.Lose(lost.ActorRef)) _process.Gone(node);
    }

    private void Stop(IActorRef asker)
    {
        var self = Context;
        _process.Stop(() =>
        {
            asker.Tell(new SendingStopped());
            self.Stop(Self);
        });
    }

    private static int Weight(SenderEvent happened) => happened is SenderEvent.SenderTurn turn ? Math.Max(turn.Settled.Length, turn.Begun.Length) : 1;

    private sealed record TransportPrepared(ConnectionFailure? Failure);
}
