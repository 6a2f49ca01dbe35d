using IseMail.Domain.Notices;

namespace IseMail.Domain.Outbox;

/// <summary>What an outbox has ready to be sent now, by urgency. Counts only: the mail stays where it was accepted.</summary>
/// <param name="Alarms">Alarm mails ready.</param>
/// <param name="Portal">Sponsor and guest notices ready.</param>
/// <param name="Expiry">Expiry notices ready.</param>
public readonly record struct OutboxOffer(int Alarms, int Portal, int Expiry)
{
    /// <summary>Nothing ready.</summary>
    public static OutboxOffer Nothing => default;

    /// <summary>All that is ready.</summary>
    public int Total => Alarms + Portal + Expiry;

    /// <summary>The most urgent class with something ready, or <c>null</c>.</summary>
    public Urgency? MostUrgent =>
        Alarms > 0 ? Urgency.Alarm : Portal > 0 ? Urgency.Portal : Expiry > 0 ? Urgency.Expiry : null;
}

/// <summary>How many mails of one purpose, or of all, stand where. <c>Accepted</c> is always the sum of the others.</summary>
public readonly record struct MailCensus(long Accepted, long Delivered, long Parked, long InDoubt, long Queued)
{
    /// <summary>The sum of two.</summary>
    public static MailCensus operator +(MailCensus left, MailCensus right) => new(
        left.Accepted + right.Accepted,
        left.Delivered + right.Delivered,
        left.Parked + right.Parked,
        left.InDoubt + right.InDoubt,
        left.Queued + right.Queued);

    /// <summary>The difference of two.</summary>
    public static MailCensus operator -(MailCensus left, MailCensus right) => new(
        left.Accepted - right.Accepted,
        left.Delivered - right.Delivered,
        left.Parked - right.Parked,
        left.InDoubt - right.InDoubt,
        left.Queued - right.Queued);
}
