using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Sending;

/// <summary>
/// The OAuth SMTP sender of one mailbox at work: has done what <see cref="SharedSender"/> decides, and has recorded what a successor
/// must know.
/// </summary>
/// <remarks>
/// A mail is given to its connection only after its beginning is recorded; its outbox hears of its end only after that
/// is recorded. One record carries what several connections ended and begin.
/// </remarks>
public sealed class MailboxSender
{
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    private readonly SenderSettings _settings;
    private readonly ISenderPort _port;
    private readonly SenderMemory _memory;
    private readonly SendingPace _pace;
    private readonly SharedSender _sender;
    private readonly MailsInHand _inHand = new();
    private readonly GatheredTurn _turn = new();
    private DateTimeOffset? _wakeAt;
    private bool _gathering;
    private bool _recording;
    private bool _toRecord;
    private Action? _stopped;

    /// <summary>A sender that knows nothing yet of what its predecessors did.</summary>
    /// <param name="settings">Its limits.</param>
    /// <param name="port">Whoever runs it.</param>
    public MailboxSender(SenderSettings settings, ISenderPort port)
    {
        _settings = settings;
        _port = port;
        _memory = new SenderMemory(settings.Remember);
        _pace = new SendingPace(settings.Budget);
        _sender = new SharedSender(settings, _memory, _pace, asksAhead: true);
    }

    /// <summary>How many senders there have been, this one included.</summary>
    public long Epoch => _memory.Epoch;

    /// <summary>How many delivered mails it remembers.</summary>
    public int Remembers => _memory.DeliveredCount;

    /// <summary>Mails whose submission has begun, as far as is recorded, and not ended.</summary>
    public IReadOnlyCollection<MailBegun> Begun => _memory.Begun;

    /// <summary>A word on it for whoever asks.</summary>
    public SenderStatus Status => _sender.Status;

    /// <summary>How many of the budget's places are taken.</summary>
    public int PlacesTaken => _pace.Used(_port.Now);

    /// <summary>How many places there are; 0: there is no limit.</summary>
    public int Places => _settings.Budget.Messages;

    /// <summary>What must outlast it.</summary>
    public SenderSnapshot Snapshot() => _memory.Snapshot();

    /// <summary>Learns what its predecessors left.</summary>
    public void Recover(SenderSnapshot snapshot)
    {
        _memory.Restore(snapshot);
        _pace.Restore(snapshot);
    }

    /// <summary>Learns what happened under one of its predecessors.</summary>
    public void Recover(SenderEvent happened)
    {
        _pace.Recover(happened, _memory);
        _memory.Apply(happened);
    }

    /// <summary>Takes over, once it has learned all.</summary>
    public void Begin() => _port.RecordFirst([_memory.Start(_port.Now)], started =>
    {
        Recover(started);
        _port.MeetAll(_memory.Epoch);
    });

    /// <summary>An outbox says what it has ready.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="offer">What.</param>
    /// <param name="epoch">The sender it knows.</param>
    /// <param name="givenAway">Mails it believes to be with that sender.</param>
    public void Hear(NodeName node, OutboxOffer offer, long epoch, ImmutableArray<MailId> givenAway)
    {
        _sender.Offered(node, offer);
        if (epoch != _memory.Epoch)
        {
            // It knows of nothing that it gave to this sender, so it will give it again.
            Forget(node);
            _port.Meet(node, _memory.Epoch);
        }
        else foreach (var id in givenAway) Reconcile(node, id);
        GoOn();
    }

    /// <summary>An outbox answers a grant with a mail.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="grant">Which grant.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="doubts">How many doubtful submissions of it the outbox knows.</param>
    /// <param name="offer">What is ready after it.</param>
    public void Submitted(NodeName node, long grant, Mail mail, int doubts, OutboxOffer offer)
    {
        _sender.Offered(node, offer);
        if (_stopped is not null)
        {
            _sender.Declined(grant, _port.Now);
            _port.Return(node, _memory.Epoch, mail.Id);
            return;
        }
        var outgoing = new OutgoingMail(mail, node.Value);
        switch (_sender.Submitted(grant, node, mail.Id, doubts, _port.Now))
        {
            case SenderAnswer.Begin begin:
                _inHand.Begin(begin.Slot, node, outgoing);
                _turn.Begin(begin);
                break;
            case SenderAnswer.Hold:
                _inHand.Hold(node, outgoing);
                _port.Prepare(outgoing);
                break;
            case SenderAnswer.Known known:
                _port.Settle(node, _memory.Epoch, mail.Id, known.Outcome);
                break;
            default:
                _port.Return(node, _memory.Epoch, mail.Id);
                break;
        }
        GoOn();
    }

    /// <summary>An outbox answers a grant with nothing.</summary>
    public void Declined(NodeName node, long grant, OutboxOffer offer)
    {
        _sender.Offered(node, offer);
        _sender.Declined(grant, _port.Now);
        GoOn();
    }

    /// <summary>A node's outbox is there no more.</summary>
    public void Gone(NodeName node)
    {
        Forget(node);
        _sender.Withdrawn(node);
    }

    /// <summary>A connection is open and authenticated.</summary>
    public void Opened(int slot)
    {
        _sender.Opened(slot, _port.Now);
        GoOn();
    }

    /// <summary>A connection could not be opened.</summary>
    public void NotOpened(int slot, ConnectionFailure failure)
    {
        _port.Forget(slot);
        _sender.OpenFailed(slot, failure, _port.Now, _port.Draw());
        _port.NotConnected(failure);
        GoOn();
    }

    /// <summary>A submission ended.</summary>
    public void Ended(int slot, MailId id, SubmissionResult result)
    {
        if (!_inHand.TryEnd(id, slot, out var node)) return;
        if (!result.Usable) _port.Forget(slot);
        _turn.End(new EndedSubmission(_sender.Finished(slot, id, result, _port.Now), node, result.Outcome));
        GoOn();
    }

    /// <summary>A connection is closed.</summary>
    public void Closed(int slot)
    {
        _port.Forget(slot);
        _sender.Closed(slot, _port.Now);
        GoOn();
    }

    /// <summary>Whatever ran a connection has failed. If a mail was with it, nobody can tell how far it came.</summary>
    public void Broke(int slot)
    {
        if (_inHand.With(slot) is { } id) Ended(slot, id, new SubmissionResult(new SubmissionOutcome.InDoubt("the connection failed unexpectedly"), Usable: false));
        else Closed(slot);
    }

    /// <summary>Other settings are in use; see <see cref="SharedSender.Renew"/>.</summary>
    public void Renew()
    {
        _sender.Renew();
        _port.PrepareTransport();
        GoOn();
    }

    /// <summary>Begins nothing new, and ends when all that is under way has ended and is recorded.</summary>
    /// <param name="stopped">Called then.</param>
    public void Stop(Action stopped)
    {
        _stopped = stopped;
        GoOn();
    }

    /// <summary>A timer is due.</summary>
    public void Fire(SenderTimer timer)
    {
        if (timer == SenderTimer.Record)
        {
            _gathering = false;
            Record();
        }
        else
        {
            _wakeAt = null;
            GoOn();
        }
    }

    /// <summary>An outbox waits for a mail: if its settlement was lost on the way, it is told again.</summary>
    private void Reconcile(NodeName node, MailId id)
    {
        if (_sender.Holds(id) || _memory.IsBegun(id)) return;
        if (_memory.DeliveredAt(id) is not null) _port.Settle(node, _memory.Epoch, id, new SubmissionOutcome.Delivered("delivered earlier"));
        else if (!_turn.HasEnded(id)) _port.Return(node, _memory.Epoch, id);
    }

    private void Forget(NodeName node)
    {
        _sender.Forget(node);
        foreach (var id in _inHand.LetGoOf(node)) _port.LetGo(id);
    }

    private void GoOn()
    {
        if (_stopped is not null)
        {
            Finish();
            return;
        }
        foreach (var action in _sender.Next(_port.Now))
        {
            switch (action)
            {
                case SenderAction.Ask ask:
                    _port.Ask(ask.Node, _memory.Epoch, ask.Grant);
                    break;
                case SenderAction.Begin begin:
                    _inHand.BeginHeld(begin.Begun.Id, begin.Slot);
                    _turn.Begin(new SenderAnswer.Begin(begin.Slot, begin.Begun));
                    break;
                case SenderAction.GiveBack back:
                    _inHand.LetGo(back.Id);
                    _port.LetGo(back.Id);
                    _port.Return(back.Node, _memory.Epoch, back.Id);
                    break;
                case SenderAction.Open open:
                    _port.Open(open.Slot, open.FreshToken);
                    break;
                case SenderAction.Close close:
                    _port.Close(close.Slot);
                    break;
            }
        }
        if (_turn.HasBeginning || (!_turn.IsEmpty && !_sender.AwaitsAnswer)) RecordHeardSoon();
        else if (!_turn.IsEmpty && !_gathering)
        {
            _gathering = true;
            _port.Set(SenderTimer.Record, GatherFor);
        }
        ScheduleWake();
    }

    /// <summary>Nothing new is begun; when all that is under way has ended and is recorded, the sender stops.</summary>
    private void Finish()
    {
        Record();
        if (_inHand.Begun > 0 || !_turn.IsEmpty || _recording) return;
        _stopped!();
    }

    /// <summary>Records after all that has come already: one record may then carry it too.</summary>
    private void RecordHeardSoon()
    {
        if (_recording || _toRecord) return;
        _toRecord = true;
        _port.Later(() =>
        {
            _toRecord = false;
            Record();
        });
    }

    /// <summary>Records what ended and what begins; what comes meanwhile makes up the next record.</summary>
    private void Record()
    {
        if (_recording || _turn.IsEmpty) return;
        var turn = _turn.Take();
        if (_gathering) _port.Cancel(SenderTimer.Record);
        _gathering = false;
        _recording = true;
        _port.Record([turn.Record], recorded =>
        {
            _recording = false;
            _memory.Apply(recorded);
            foreach (var begin in turn.Beginning) Start(begin);
            foreach (var (settled, node, outcome) in turn.Ended)
            {
                _port.Settle(node, _memory.Epoch, settled.Id, outcome);
                _port.Settled(settled.Id, node, outcome);
            }
            if (_stopped is not null || !_turn.IsEmpty) GoOn();
        });
    }

    private void Start(SenderAnswer.Begin begin)
    {
        var id = begin.Begun.Id;
        if (!_inHand.TryMail(id, out var mail) || _port.Submit(begin.Slot, mail)) return;
        // The connection was lost while the beginning was being recorded: nothing was sent.
        _port.Later(() => Ended(begin.Slot, id, new SubmissionResult(new SubmissionOutcome.Deferred("the connection was lost before the mail was given to it"), Usable: false)));
    }

    /// <summary>Wakes no later than asked. Sooner does no harm, and saves a timer for each mail that moves the moment on.</summary>
    private void ScheduleWake()
    {
        if (_sender.NextWake(_port.Now) is not { } at || _wakeAt <= at) return;
        _wakeAt = at;
        var delay = at - _port.Now;
        _port.Set(SenderTimer.Wake, delay > Soonest ? delay : Soonest);
    }
}
