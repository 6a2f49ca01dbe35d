using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Sending;

/// <summary>
/// Keeps a mailbox within its budget so exactly that the tenant never has to hold back or refuse anything.
/// </summary>
/// <remarks>
/// A submission occupies one of the window's places from its beginning until one window's length after its end. The
/// tenant counts a message at some instant between the two, so at that instant it sees at most
/// <see cref="SendingBudget.Messages"/> others, whatever the delay of the link. As long as all that waits fits into the
/// places left, it goes at once; a greater backlog is spread evenly, so that a mail of higher urgency never waits longer
/// than one place (2 s at 30 a minute) instead of the rest of a minute. Alarms are bound by the window alone.
/// </remarks>
public sealed class SendingPace
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly SendingBudget _budget;
    private readonly TimeSpan _spacing;
    private readonly Queue<DateTimeOffset> _ended = new();
    private readonly Queue<DateTimeOffset> _endedToday = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private int _underWay;

    /// <summary>A pace with an empty window.</summary>
    public SendingPace(SendingBudget budget)
    {
        _budget = budget;
        _spacing = budget.Messages > 0 ? budget.Per / budget.Messages : TimeSpan.Zero;
    }

    /// <summary>Submissions that have begun, or have been granted, and have not ended.</summary>
    public int UnderWay => _underWay;

    /// <summary>How many of the window's places are taken; where there is no limit, submissions under way alone.</summary>
    public int Used(DateTimeOffset now)
    {
        Slide(now);
        return _ended.Count + _underWay;
    }

    /// <summary>
    /// The earliest instant, now or later as things stand, at which a mail of <paramref name="urgency"/> may begin.
    /// <see cref="DateTimeOffset.MaxValue"/> where that waits for a submission under way to end.
    /// </summary>
    /// <param name="urgency">Its urgency.</param>
    /// <param name="backlog">How many mails wait in all, itself included.</param>
    /// <param name="now">The present.</param>
    public DateTimeOffset Earliest(Urgency urgency, int backlog, DateTimeOffset now)
    {
        Slide(now);
        var earliest = now;
        if (_pausedUntil > earliest) earliest = _pausedUntil;
        if (Free(_ended, _budget.Messages, _budget.Per) is { } place && place > earliest) earliest = place;
        if (Free(_endedToday, _budget.RecipientsPerDay, Day) is { } recipient && recipient > earliest) earliest = recipient;
        var left = _budget.Messages - _ended.Count - _underWay;
        var spread = _budget.Messages > 0 && backlog > left && urgency != Urgency.Alarm;
        if (spread && _next > earliest) earliest = _next;
        return earliest;
    }

    /// <summary>Takes a place for a submission that is about to be granted.</summary>
    public void Begin(DateTimeOffset now)
    {
        _underWay++;
        // Counted on from the place's due time, not from now, so that late timers do not add up; a gap is not made good.
        var from = _next > now - _spacing ? _next : now;
        _next = from + _spacing;
    }

    /// <summary>
    /// The submission ended. It counts against the minute whatever became of it, and against the day unless the tenant
    /// certainly did not take it.
    /// </summary>
    public void End(DateTimeOffset at, SubmissionEnding ending)
    {
        _underWay--;
        Remember(at, ending);
    }

    /// <summary>The submission was never made: its place is free at once.</summary>
    public void Cancel() => _underWay--;

    /// <summary>Counts what earlier senders submitted.</summary>
    /// <param name="happened">What happened under one of them.</param>
    /// <param name="before">What was known before.</param>
    public void Recover(SenderEvent happened, SenderMemory before)
    {
        switch (happened)
        {
            case SenderEvent.SenderStarted started:
                // Whatever its predecessor had begun may have reached the tenant until this moment.
                foreach (var _ in before.Begun) Remember(started.At, SubmissionEnding.InDoubt);
                break;
            case SenderEvent.SenderTurn turn:
                foreach (var settled in turn.Settled) Remember(settled.At, settled.Ending);
                break;
        }
    }

    /// <summary>Counts what <paramref name="snapshot"/> remembers.</summary>
    public void Restore(SenderSnapshot snapshot)
    {
        foreach (var (_, at) in snapshot.Delivered) Remember(at, SubmissionEnding.Delivered);
    }

    /// <summary>The tenant asked that nothing be submitted until <paramref name="until"/>.</summary>
    public void Pause(DateTimeOffset until)
    {
        if (until > _pausedUntil) _pausedUntil = until;
    }

    /// <summary>What the pause was about may have changed: nothing is put off for it any more.</summary>
    public void Resume() => _pausedUntil = DateTimeOffset.MinValue;

    private void Remember(DateTimeOffset at, SubmissionEnding ending)
    {
        if (_budget.Messages > 0) _ended.Enqueue(at);
        if (_budget.RecipientsPerDay > 0 && ending != SubmissionEnding.NotDelivered) _endedToday.Enqueue(at);
        Slide(at);
    }

    private void Slide(DateTimeOffset now)
    {
        while (_ended.TryPeek(out var at) && at + _budget.Per <= now) _ended.Dequeue();
        while (_endedToday.TryPeek(out var at) && at + Day <= now) _endedToday.Dequeue();
    }

    private DateTimeOffset? Free(Queue<DateTimeOffset> ended, int limit, TimeSpan per)
    {
        if (limit == 0 || ended.Count + _underWay < limit) return null;
        return _underWay < limit && ended.TryPeek(out var oldest) ? oldest + per : DateTimeOffset.MaxValue;
    }
}
