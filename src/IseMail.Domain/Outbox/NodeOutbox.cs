using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Domain.Outbox;

/// <summary>
/// The outbox of one node at work: has recorded what the rules say, answers the sender, wakes when something falls due.
/// </summary>
/// <remarks>
/// Accepting is confirmed only after it is recorded. Settlements are gathered for a moment and recorded in groups, but
/// not when nothing else is under way: one that is lost with the process is asked for again and answered from the sender's memory.
/// </remarks>
/// <param name="outbox">Its mail, recovered; from here on changed only as its events are recorded.</param>
/// <param name="port">Whoever runs it.</param>
public sealed class NodeOutbox(Outbox outbox, IOutboxPort port)
{
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);

    private readonly List<OutboxEvent> _unrecorded = [];
    private readonly HashSet<MailId> _settling = [];
    private OutboxOffer _offered;
    private DateTimeOffset? _wakeAt;
    private bool _announcing;
    private bool _recording;
    private long _epoch;

    /// <summary>Begins with what was recovered: the sender is told of it.</summary>
    public void Begin()
    {
        Wake();
        Announce();
    }

    /// <summary>Takes on mails.</summary>
    /// <param name="mails">Which.</param>
    /// <param name="taken">Called once all of them are recorded, now or earlier: with all, and with those that were delivered already.</param>
    public void Take(ImmutableArray<Mail> mails, Action<ImmutableArray<MailId>, ImmutableArray<MailId>> taken)
    {
        ImmutableArray<MailId> all = [.. mails.Select(mail => mail.Id)];
        ImmutableArray<MailId> delivered = [.. all.Where(id => outbox.Find(id) is { State: MailState.Delivered })];
        if (outbox.Accept(mails, port.Now) is not { } accepted)
        {
            taken(all, delivered);
            return;
        }
        port.RecordFirst([accepted], happened =>
        {
            Apply(happened);
            // The sender first: whoever hears that its alarm is accepted may count on its being the next mail out.
            Offer();
            taken(all, delivered);
        });
    }

    /// <summary>A sender asks for the most urgent mail.</summary>
    /// <param name="epoch">Which sender.</param>
    /// <returns>The answer; <c>null</c>: there is another sender since, and this one gets none.</returns>
    public GrantAnswer? Ask(long epoch)
    {
        if (epoch < _epoch) return null;
        Meet(epoch);
        var mail = outbox.Take(port.Now);
        _offered = outbox.Offer(port.Now);
        KeepAnnouncing();
        return new GrantAnswer(mail, mail is null ? 0 : outbox.Find(mail.Id)!.Doubts, _offered);
    }

    /// <summary>A sender says how a mail's submission ended.</summary>
    /// <param name="epoch">Which sender.</param>
    /// <param name="id">Which mail.</param>
    /// <param name="outcome">How.</param>
    public void Settle(long epoch, MailId id, SubmissionOutcome outcome)
    {
        // What an earlier sender says is out of date, except that a mail was delivered: that stays true.
        if (epoch < _epoch && outcome is not SubmissionOutcome.Delivered) return;
        if (_settling.Contains(id)) return;
        if (outbox.Settle(id, outcome, port.Now, port.Draw()) is not { } happened) return;
        _settling.Add(id);
        Gather(happened);
        // Nothing else is on its way that could share the record.
        if (outbox.Offer(port.Now).Total == 0 && outbox.Out.All(_settling.Contains)) RecordGathered();
    }

    /// <summary>A sender does not have that mail (any more): it is ready again, and no attempt was made.</summary>
    /// <param name="epoch">Which sender.</param>
    /// <param name="id">Which mail.</param>
    public void Return(long epoch, MailId id)
    {
        if (epoch == _epoch && !_settling.Contains(id)) outbox.Return(id);
        Offer();
    }

    /// <summary>A sender introduces itself.</summary>
    /// <param name="epoch">Which.</param>
    public void MeetSender(long epoch)
    {
        Meet(epoch);
        Offer();
    }

    /// <summary>Puts parked and held mails back into the queue.</summary>
    /// <param name="ids">Which; those that are neither are left as they are.</param>
    /// <param name="replayed">Called once that is recorded, with how many there were.</param>
    public void Replay(ImmutableArray<MailId> ids, Action<int> replayed)
    {
        OutboxEvent[] events = [.. ids.Select(id => outbox.Replay(id, port.Now)).OfType<OutboxEvent>()];
        if (events.Length == 0)
        {
            replayed(0);
            return;
        }
        var left = events.Length;
        port.RecordFirst(events, happened =>
        {
            Apply(happened);
            if (--left > 0) return;
            replayed(events.Length);
            Offer();
        });
    }

    /// <summary>Puts every parked and held mail back into the queue; see <see cref="Replay"/>.</summary>
    public void ReplayAll(Action<int> replayed) =>
        Replay([.. outbox.Entries.Where(entry => entry.State is MailState.Parked or MailState.InDoubt).Select(entry => entry.Id)], replayed);

    /// <summary>Other settings are in use: what failed may work now.</summary>
    public void TryAgain()
    {
        outbox.EndBackOffs();
        Offer();
    }

    /// <summary>A timer is due.</summary>
    public void Fire(OutboxTimer timer)
    {
        switch (timer)
        {
            case OutboxTimer.Announce:
                _announcing = false;
                Announce();
                break;
            case OutboxTimer.Record:
                RecordGathered();
                break;
            default:
                _wakeAt = null;
                Wake();
                break;
        }
    }

    private void Wake()
    {
        foreach (var parked in outbox.GiveUp(port.Now)) Gather(parked);
        Offer();
    }

    private void Gather(OutboxEvent happened)
    {
        _unrecorded.Add(happened);
        if (!_recording && _unrecorded.Count == 1) port.Set(OutboxTimer.Record, GatherFor);
    }

    /// <summary>Records what has been gathered; what comes while it is being written makes up the next group.</summary>
    private void RecordGathered()
    {
        if (_recording || _unrecorded.Count == 0) return;
        // Deliveries last: that a mail is delivered stays true whatever else was thought of it meanwhile.
        var delivered = _unrecorded.OfType<OutboxEvent.MailDelivered>().ToImmutableArray();
        var group = _unrecorded.Where(happened => happened is not OutboxEvent.MailDelivered).ToList();
        if (delivered.Length > 0) group.Add(new OutboxEvent.MailsDelivered(delivered));
        _unrecorded.Clear();
        _recording = true;
        var left = group.Count;
        port.Record(group, happened =>
        {
            Apply(happened);
            if (--left > 0) return;
            _recording = false;
            if (_unrecorded.Count > 0) port.Set(OutboxTimer.Record, GatherFor);
            Offer();
        });
    }

    private void Apply(OutboxEvent happened)
    {
        outbox.Apply(happened);
        foreach (var id in happened.Settled) _settling.Remove(id);
    }

    private void Meet(long epoch)
    {
        if (epoch <= _epoch) return;
        _epoch = epoch;
        // A new sender: what the last one had in hand is offered again; the new one knows what became of it.
        foreach (var id in outbox.Out.Where(id => !_settling.Contains(id)).ToList()) outbox.Return(id);
    }

    /// <summary>Tells the sender what is ready when that goes from nothing to something, or becomes more urgent.</summary>
    private void Offer()
    {
        var offer = outbox.Offer(port.Now);
        var tell = offer.MostUrgent is { } urgency && (_offered.MostUrgent is not { } before || urgency < before);
        if (tell || (offer.Total > 0 && _offered.Total == 0)) Tell(offer, []);
        ScheduleWake();
        KeepAnnouncing();
    }

    private void Announce()
    {
        Tell(outbox.Offer(port.Now), [.. outbox.Out.Where(id => !_settling.Contains(id))]);
        ScheduleWake();
        KeepAnnouncing();
    }

    private void Tell(OutboxOffer offer, ImmutableArray<MailId> givenAway)
    {
        _offered = offer;
        port.Offer(offer, _epoch, givenAway);
    }

    /// <summary>As long as anything is ready or given away, the sender is told again: it may be another one, and messages may be lost.</summary>
    private void KeepAnnouncing()
    {
        if (_announcing || (_offered.Total == 0 && outbox.Out.Count == 0)) return;
        _announcing = true;
        port.Set(OutboxTimer.Announce, AnnounceEvery);
    }

    private void ScheduleWake()
    {
        if (outbox.NextWake() is not { } at || _wakeAt <= at) return;
        _wakeAt = at;
        var delay = at - port.Now;
        port.Set(OutboxTimer.Wake, delay > TimeSpan.Zero ? delay : Soonest);
    }
}
