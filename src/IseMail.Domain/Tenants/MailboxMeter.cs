namespace IseMail.Domain.Tenants;

/// <summary>What becomes of a message that a mailbox submits.</summary>
public enum SubmissionDecision
{
    /// <summary>Accepted at the time given with it.</summary>
    Accepted,

    /// <summary>More connections are open than the mailbox may have: 432.</summary>
    TooManyConnections,

    /// <summary>Too many messages in the window and the tenant refuses: 451.</summary>
    TooManyMessages,

    /// <summary>Too many recipients in 24 hours: 554.</summary>
    TooManyRecipients,
}

/// <summary>A decision; <paramref name="At"/> is when an accepted message's reply is due, later than now when it is held back.</summary>
public readonly record struct SubmissionVerdict(SubmissionDecision Decision, DateTimeOffset At);

/// <summary>What a mailbox's meter has counted.</summary>
/// <param name="Accepted">Messages accepted, held back or not.</param>
/// <param name="HeldBack">Messages accepted later than they came.</param>
/// <param name="Refused">Messages refused for any limit.</param>
/// <param name="GreatestConnections">The most connections ever open at once.</param>
public readonly record struct MailboxCounters(long Accepted, long HeldBack, long Refused, int GreatestConnections);

/// <summary>
/// Counts what one mailbox submits against Exchange Online's limits (M-SUBM). Not safe for several threads at once;
/// times given to it must not go back.
/// </summary>
public sealed class MailboxMeter(SubmissionLimits limits)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    // The acceptances of the last window, at most as many as the window may hold, some of them still to come.
    private readonly Queue<DateTimeOffset> _accepted = new();
    private readonly Queue<(DateTimeOffset At, int Recipients)> _day = new();
    private long _recipients;
    private int _connections;
    private MailboxCounters _counters;

    /// <summary>What was counted so far.</summary>
    public MailboxCounters Counters => _counters;

    /// <summary>Connections open now.</summary>
    public int Connections => _connections;

    /// <summary>Whether every connection of the mailbox is to be told 432: one alone cannot be blamed (M-SUBM).</summary>
    public bool TooManyConnections => limits.Connections > 0 && _connections > limits.Connections;

    /// <summary>A connection has opened the mailbox.</summary>
    public void Open()
    {
        _connections++;
        _counters = _counters with { GreatestConnections = Math.Max(_counters.GreatestConnections, _connections) };
    }

    /// <summary>A connection that had opened the mailbox has ended.</summary>
    public void Close() => _connections--;

    /// <summary>Counts one refusal decided before a message was there.</summary>
    public void Refuse() => _counters = _counters with { Refused = _counters.Refused + 1 };

    /// <summary>Decides over a message to <paramref name="recipients"/> (1 or more) at <paramref name="now"/>, and counts it.</summary>
    public SubmissionVerdict Submit(DateTimeOffset now, int recipients)
    {
        if (TooManyConnections) return Refused(SubmissionDecision.TooManyConnections, now);
        while (_day.TryPeek(out var oldest) && oldest.At + Day <= now) _recipients -= _day.Dequeue().Recipients;
        if (limits.RecipientsPerDay > 0 && _recipients + recipients > limits.RecipientsPerDay) return Refused(SubmissionDecision.TooManyRecipients, now);

        var at = now;
        if (limits.Messages > 0)
        {
            if (_accepted.Count == limits.Messages)
            {
                var free = _accepted.Peek() + limits.Per;
                if (free > now)
                {
                    if (limits.Excess == ExcessMessages.Refuse) return Refused(SubmissionDecision.TooManyMessages, now);
                    at = free;
                }
                _accepted.Dequeue();
            }
            _accepted.Enqueue(at);
        }
        if (limits.RecipientsPerDay > 0)
        {
            _day.Enqueue((at, recipients));
            _recipients += recipients;
        }
        _counters = _counters with { Accepted = _counters.Accepted + 1, HeldBack = _counters.HeldBack + (at > now ? 1 : 0) };
        return new SubmissionVerdict(SubmissionDecision.Accepted, at);
    }

    private SubmissionVerdict Refused(SubmissionDecision decision, DateTimeOffset now)
    {
        Refuse();
        return new SubmissionVerdict(decision, now);
    }
}
