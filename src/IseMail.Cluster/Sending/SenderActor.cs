using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>
/// The shared OAuth SMTP sender, live: does what <see cref="SharedSender"/> decides, journals what a successor must
/// know, and keeps one child for each connection.
/// </summary>
/// <remarks>
/// A mail is given to its connection only after its beginning is journalled; its outbox hears of its end only after that
/// is journalled. One journal record carries what several connections ended and begin.
/// </remarks>
public sealed class SenderActor : JournallingActor, IDisposable
{
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(20);

    private readonly SenderOptions _options;
    private readonly SenderMemory _memory;
    private readonly SendingPace _pace;
    private readonly SharedSender _sender;
    private readonly KnownOutboxes _outboxes = new(Context);
    private readonly SenderConnections _connections;
    private readonly CancellationTokenSource _preparing = new();
    private readonly MailsInHand _inHand = new();
    private readonly GatheredTurn _turn = new();
    private readonly SnapshotPace _snapshots = new();
    private DateTimeOffset? _wakeAt;
    private bool _recording;
    private bool _toRecord;
    private bool _stopping;
    private IActorRef _stopper = ActorRefs.Nobody;

    /// <summary>See <see cref="Props"/>.</summary>
    public SenderActor(SenderOptions options)
        : base("the sender", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _memory = new SenderMemory(options.Settings.Remember);
        _pace = new SendingPace(options.Settings.Budget);
        _sender = new SharedSender(options.Settings, _memory, _pace, asksAhead: true);
        _connections = new SenderConnections(options.Settings.Connections, options.Transport, options.Node, Context);

        Recover<SnapshotOffer>(offer =>
        {
            _memory.Restore((SenderSnapshot)offer.Snapshot);
            _pace.Restore((SenderSnapshot)offer.Snapshot);
        });
        Recover<SenderEvent>(happened =>
        {
            _snapshots.Add(Weight(happened));
            Learn(happened);
        });
        Recover<RecoveryCompleted>(_ => Persist(_memory.Start(Now), started =>
        {
            Learn(started);
            Log.Info("sender {0} of {1} ready; it remembers {2} delivered mails", _memory.Epoch, PersistenceId, _memory.DeliveredCount);
            _outboxes.TellAll(new MeetSender(_memory.Epoch));
        }));

        Command<TransportPrepared>(prepared =>
        {
            if (prepared.Failure is { Problem: not ConnectionProblem.NotConfigured } failure) Log.Warning("no mail could be submitted now ({0}): {1}", failure.Stage.Title(), failure.Reason);
        });
        Command<OutboxOffered>(Hear);
        Command<MailSubmitted>(Consider);
        Command<GrantDeclined>(declined =>
        {
            _sender.Offered(declined.Node, declined.Offer);
            _sender.Declined(declined.Grant, Now);
            GoOn();
        });
        Command<ConnectionOpened>(opened =>
        {
            _sender.Opened(opened.Slot, Now);
            GoOn();
        });
        Command<ConnectionNotOpened>(failed =>
        {
            _connections.Forget(failed.Slot);
            _sender.OpenFailed(failed.Slot, failed.Failure, Now, _options.Random.NextDouble());
            if (failed.Failure.Problem != ConnectionProblem.NotConfigured) Log.Warning("no connection to the {0} ({1}): {2}", failed.Failure.Party.Title(), failed.Failure.Stage.Title(), failed.Failure.Reason);
            _options.NotConnected?.Invoke(failed.Failure);
            GoOn();
        });
        Command<SettingsInUse>(_ =>
        {
            _sender.Renew();
            Prepare();
            GoOn();
        });
        Command<SubmissionEnded>(ended => End(ended.Slot, ended.Id, ended.Result));
        Command<ConnectionClosed>(closed =>
        {
            _connections.Forget(closed.Slot);
            _sender.Closed(closed.Slot, Now);
            GoOn();
        });
        Command<Terminated>(Lose);
        Command<Flush>(_ => Record());
        Command<RecordHeard>(_ =>
        {
            _toRecord = false;
            Record();
        });
        Command<Wake>(_ =>
        {
            _wakeAt = null;
            GoOn();
        });
        Command<TellSenderStatus>(_ => Sender.Tell(new SenderReport(_options.Node.Value, _sender.Status)));
        Command<TakeReading>(reading => reading.Asker.Tell(new SenderReading(_sender.Status, _pace.Used(Now), options.Settings.Budget.Messages)));
        Command<StopSending>(_ =>
        {
            _stopping = true;
            _stopper = Sender;
            GoOn();
        });
        Command<MailsNotTaken>(_ => { }); // an outbox that is being restarted; its grant runs out
    }

    /// <inheritdoc/>
    public override string PersistenceId => _options.PersistenceId;

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>A sender made of <paramref name="options"/>.</summary>
    public static Props Props(SenderOptions options) => Akka.Actor.Props.Create(() => new SenderActor(options));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        Context.System.EventStream.Subscribe(Self, typeof(TakeReading));
        Prepare();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _preparing.Cancel();
        Dispose();
        base.PostStop();
    }

    /// <inheritdoc/>
    public void Dispose() => _preparing.Dispose();

    /// <summary>A journal that another sender writes to is no longer this one's: it must stop at once, in the middle of whatever it does.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Error("the sender on {0} stops, for its journal refuses it: {1}", _options.Node, cause.Message);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Prepare() => _ = _options.Transport.PrepareAsync(_preparing.Token).PipeTo(Self, success: static failure => new TransportPrepared(failure));

    private void Learn(SenderEvent happened)
    {
        _pace.Recover(happened, _memory);
        _memory.Apply(happened);
    }

    private void Hear(OutboxOffered offered)
    {
        _outboxes.Know(offered.Node, Sender);
        _sender.Offered(offered.Node, offered.Offer);
        if (offered.Epoch != _memory.Epoch)
        {
            // It knows of nothing that it gave to this sender, so it will give it again.
            Forget(offered.Node);
            Sender.Tell(new MeetSender(_memory.Epoch));
        }
        else foreach (var id in offered.Out) Reconcile(id);
        GoOn();
    }

    /// <summary>An outbox waits for a mail: if its settlement was lost on the way, it is told again.</summary>
    private void Reconcile(MailId id)
    {
        if (_sender.Holds(id) || _memory.IsBegun(id)) return;
        if (_memory.DeliveredAt(id) is not null) Sender.Tell(new SettleMail(_memory.Epoch, id, new SubmissionOutcome.Delivered("delivered earlier")));
        else if (!_turn.HasEnded(id)) Sender.Tell(new ReturnMail(_memory.Epoch, id));
    }

    private void Consider(MailSubmitted submitted)
    {
        _outboxes.Know(submitted.Node, Sender);
        _sender.Offered(submitted.Node, submitted.Offer);
        if (_stopping)
        {
            _sender.Declined(submitted.Grant, Now);
            Sender.Tell(new ReturnMail(_memory.Epoch, submitted.Mail.Id));
            return;
        }
        switch (_sender.Submitted(submitted.Grant, submitted.Node, submitted.Mail.Id, submitted.Doubts, Now))
        {
            case SenderAnswer.Begin begin:
                _inHand.Begin(submitted.Mail.Id, begin.Slot, submitted.Node, Task.FromResult(Outgoing(submitted)));
                _turn.Begin(begin);
                break;
            case SenderAnswer.Hold:
                // Readied meanwhile, and not on this actor's time.
                var transport = _options.Transport;
                _inHand.Hold(submitted.Mail.Id, submitted.Node, Task.Run(() => transport.Prepare(Outgoing(submitted))));
                break;
            case SenderAnswer.Known known:
                Sender.Tell(new SettleMail(_memory.Epoch, submitted.Mail.Id, known.Outcome));
                break;
            default:
                Sender.Tell(new ReturnMail(_memory.Epoch, submitted.Mail.Id));
                break;
        }
        GoOn();
    }

    private void End(int slot, MailId id, SubmissionResult result)
    {
        if (!_inHand.TryEnd(id, slot, out var node)) return;
        if (!result.Usable) _connections.Forget(slot);
        _turn.End(new EndedSubmission(_sender.Finished(slot, id, result, Now), node, result.Outcome));
        GoOn();
    }

    private void Lose(Terminated lost)
    {
        if (_connections.Lost(lost.ActorRef) is { } slot)
        {
            // It crashed. If a mail was with it, nobody can tell how far it came.
            if (_inHand.With(slot) is { } id) End(slot, id, new SubmissionResult(new SubmissionOutcome.InDoubt("the connection failed unexpectedly"), Usable: false));
            else _sender.Closed(slot, Now);
            GoOn();
            return;
        }
        foreach (var node in _outboxes.Lose(lost.ActorRef))
        {
            Forget(node);
            _sender.Withdrawn(node);
        }
    }

    private static OutgoingMail Outgoing(MailSubmitted submitted) => new(submitted.Mail, submitted.Node.Value);

    private void Forget(NodeName node)
    {
        _sender.Forget(node);
        _inHand.LetGoOf(node);
    }

    private void GoOn()
    {
        if (_stopping)
        {
            Finish();
            return;
        }
        foreach (var action in _sender.Next(Now))
        {
            switch (action)
            {
                case SenderAction.Ask ask:
                    _outboxes.Tell(ask.Node, new AskForMail(_memory.Epoch, ask.Grant));
                    break;
                case SenderAction.Begin begin:
                    _inHand.BeginHeld(begin.Begun.Id, begin.Slot);
                    _turn.Begin(new SenderAnswer.Begin(begin.Slot, begin.Begun));
                    break;
                case SenderAction.GiveBack back:
                    _inHand.LetGo(back.Id);
                    _outboxes.Tell(back.Node, new ReturnMail(_memory.Epoch, back.Id));
                    break;
                case SenderAction.Open open:
                    _connections.Open(open.Slot, open.FreshToken);
                    break;
                case SenderAction.Close close:
                    _connections.Close(close.Slot);
                    break;
            }
        }
        if (_turn.HasBeginning || (!_turn.IsEmpty && !_sender.AwaitsAnswer)) RecordHeardSoon();
        else if (!_turn.IsEmpty && !Timers.IsTimerActive(nameof(Flush))) Timers.StartSingleTimer(nameof(Flush), Flush.Instance, GatherFor);
        ScheduleWake();
    }

    /// <summary>Nothing new is begun; when all that is under way has ended and is journalled, the sender stops.</summary>
    private void Finish()
    {
        Record();
        if (_inHand.Begun > 0 || !_turn.IsEmpty || _recording) return;
        _stopper.Tell(new SendingStopped());
        Context.Stop(Self);
    }

    /// <summary>Journals after all that has been told to this actor already: one record may then carry it too.</summary>
    private void RecordHeardSoon()
    {
        if (_recording || _toRecord) return;
        _toRecord = true;
        Self.Tell(RecordHeard.Instance);
    }

    /// <summary>Journals what ended and what begins; what comes meanwhile makes up the next record.</summary>
    private void Record()
    {
        if (_recording || _turn.IsEmpty) return;
        var turn = _turn.Take();
        Timers.Cancel(nameof(Flush));
        _recording = true;
        PersistAsync(turn.Record, recorded =>
        {
            _recording = false;
            _memory.Apply(recorded);
            foreach (var begin in turn.Beginning) Start(begin);
            foreach (var (settled, node, outcome) in turn.Ended) Settle(settled.Id, node, outcome);
            if (_stopping || !_turn.IsEmpty) GoOn();
            _snapshots.Add(Weight(recorded));
            if (_snapshots.IsEarned(_memory.DeliveredCount)) SaveSnapshot(_memory.Snapshot());
        });
    }

    private static int Weight(SenderEvent happened) => happened is SenderEvent.SenderTurn turn ? Math.Max(turn.Settled.Length, turn.Begun.Length) : 1;

    private void Start(SenderAnswer.Begin begin)
    {
        if (!_inHand.TryMail(begin.Begun.Id, out var mail) || _connections.TrySubmit(begin.Slot, begin.Begun.Id, mail)) return;
        // The connection was lost while the beginning was being journalled: nothing was sent.
        Self.Tell(new SubmissionEnded(begin.Slot, begin.Begun.Id, new SubmissionResult(new SubmissionOutcome.Deferred("the connection was lost before the mail was given to it"), Usable: false)));
    }

    private void Settle(MailId id, NodeName node, SubmissionOutcome outcome)
    {
        _outboxes.Tell(node, new SettleMail(_memory.Epoch, id, outcome));
        _options.Settled?.Invoke(id, node, outcome);
    }

    /// <summary>Wakes no later than asked. Sooner does no harm, and saves a timer for each mail that moves the moment on.</summary>
    private void ScheduleWake()
    {
        if (_sender.NextWake(Now) is not { } at || _wakeAt <= at) return;
        _wakeAt = at;
        var delay = at - Now;
        Timers.StartSingleTimer(nameof(Wake), Wake.Instance, delay > TimeSpan.FromMilliseconds(1) ? delay : TimeSpan.FromMilliseconds(1));
    }

    private sealed record TransportPrepared(ConnectionFailure? Failure);

    private sealed class Wake
    {
        public static Wake Instance { get; } = new();
    }

    private sealed class RecordHeard
    {
        public static RecordHeard Instance { get; } = new();
    }

    private sealed class Flush
    {
        public static Flush Instance { get; } = new();
    }
}
