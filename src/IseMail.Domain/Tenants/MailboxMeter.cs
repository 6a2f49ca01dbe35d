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

    /// <summary>Sent Items has filled the mailbox: 554.</summary>
    MailboxFull,

    /// <summary>Too many external recipients of senders in <c>*.onmicrosoft.com</c>: 550.</summary>
    TooManyFromOnMicrosoft,

    /// <summary>Too many external recipients of the tenant: 550.</summary>
    TooManyExternal,

    /// <summary>The same in a tenant whose licences are trial ones: 550 with another number.</summary>
    TooManyExternalOfTrial,
}

/// <summary>What a message asks of the limits.</summary>
/// <param name="Recipients">Its recipients, 1 or more.</param>
/// <param name="Size">Its size in octets: so much is added to Sent Items.</param>
public readonly record struct SubmittedMessage(int Recipients, long Size);

/// <summary>A decision; <paramref name="At"/> is when an accepted message's reply is due, later than now when it is held back.</summary>
public readonly record struct SubmissionVerdict(SubmissionDecision Decision, DateTimeOffset At);

/// <summary>What a mailbox's meter has counted.</summary>
/// <param name="Accepted">Messages accepted, held back or not.</param>
/// <param name="HeldBack">Messages accepted later than they came.</param>
/// <param name="Refused">Messages refused for any limit.</param>
/// <param name="GreatestConnections">The most connections ever open at once.</param>
public readonly record struct MailboxCounters(long Accepted, long HeldBack, long Refused, int GreatestConnections);

/// <summary>
/// Counts what one mailbox submits against Exchange Online's limits (M-SUBM), and what its Sent Items holds. Not safe for
/// several threads at once; times given to it must not go back.
/// </summary>
/// <param name="stored">What Sent Items holds already, in octets.</param>
/// <param name="clearedAt">Up to when that was emptied.</param>
public sealed class MailboxMeter(long stored = 0, DateTimeOffset? clearedAt = null)
{
    // The acceptances of the last window, some of them still to come.
    private readonly Queue<DateTimeOffset> _accepted = new();
    private readonly SlidingDay _recipients = new();
    private long _stored = stored;
    private DateTimeOffset? _clearedAt = clearedAt;
    private int _connections;
    private MailboxCounters _counters;

    /// <summary>What was counted so far.</summary>
    public MailboxCounters Counters => _counters;

    /// <summary>Connections open now.</summary>
    public int Connections => _connections;

    /// <summary>Whether every connection of the mailbox is to be told 432: one alone cannot be blamed (M-SUBM).</summary>
    public bool TooManyConnections(SubmissionLimits limits) => limits.Connections > 0 && _connections > limits.Connections;

    /// <summary>What Sent Items holds, in octets.</summary>
    public long Stored(TenantUser mailbox)
    {
        // Emptied since it was last asked for.
        if (mailbox.SentItemsClearedAt != _clearedAt) (_stored, _clearedAt) = (0, mailbox.SentItemsClearedAt);
        return _stored;
    }

    /// <summary>A connection has opened the mailbox.</summary>
    public void Open()
    {
        _connections++;
        _counters = _counters with { GreatestConnections = Math.Max(_counters.GreatestConnections, _connections) };
    }

    /// <summary>A connection that had opened the mailbox has ended.</summary>
    public void Close() => _connections--;

    /// <summary>Counts one refusal decided elsewhere.</summary>
    public void Refuse() => _counters = _counters with { Refused = _counters.Refused + 1 };

    /// <summary>Decides over a message that <paramref name="mailbox"/> submits at <paramref name="now"/>, and counts it.</summary>
    public SubmissionVerdict Submit(DateTimeOffset now, SubmittedMessage message, TenantUser mailbox, SubmissionLimits limits)
    {
        if (TooManyConnections(limits)) return Refused(SubmissionDecision.TooManyConnections, now);
        if (Stored(mailbox) + message.Size > mailbox.Quota) return Refused(SubmissionDecision.MailboxFull, now);
        if (limits.RecipientsPerDay > 0 && _recipients.Sum(now) + message.Recipients > limits.RecipientsPerDay) return Refused(SubmissionDecision.TooManyRecipients, now);

        var at = now;
        if (limits.Messages > 0)
        {
            // More than the window holds are there if it was made smaller meanwhile.
            while (_accepted.Count > limits.Messages) _accepted.Dequeue();
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
        if (limits.RecipientsPerDay > 0) _recipients.Add(at, message.Recipients);
        _stored += message.Size;
        _counters = _counters with { Accepted = _counters.Accepted + 1, HeldBack = _counters.HeldBack + (at > now ? 1 : 0) };
        return new SubmissionVerdict(SubmissionDecision.Accepted, at);
    }

    private SubmissionVerdict Refused(SubmissionDecision decision, DateTimeOffset now)
    {
        Refuse();
        return new SubmissionVerdict(decision, now);
    }
}
