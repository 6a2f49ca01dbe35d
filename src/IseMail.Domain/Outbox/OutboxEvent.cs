using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Outbox;

/// <summary>What happened to mail in one node's outbox. The journal holds these; the outbox is their sum.</summary>
public abstract record OutboxEvent
{
    private OutboxEvent() { }

    /// <summary>The mails whose submission it ends.</summary>
    internal ImmutableArray<MailId> Settled => this switch
    {
        MailsDelivered delivered => [.. delivered.Mails.Select(mail => mail.Id)],
        MailDeferred deferred => [deferred.Id],
        MailParked parked => [parked.Id],
        MailHeldInDoubt held => [held.Id],
        _ => [],
    };

    /// <summary>Mail was taken on: from here on it is not lost.</summary>
    public sealed record MailsAccepted(ImmutableArray<Mail> Mails, DateTimeOffset At) : OutboxEvent;

    /// <summary>The tenant took responsibility for a mail.</summary>
    /// <param name="Id">Which mail.</param>
    /// <param name="At">When the outbox learned of it.</param>
    /// <param name="Reply">The server's reply, or why no submission was needed.</param>
    public sealed record MailDelivered(MailId Id, DateTimeOffset At, string Reply) : OutboxEvent;

    /// <summary>The tenant took responsibility for several mails: one record where many end within a moment.</summary>
    /// <param name="Mails">Each mail at most once.</param>
    public sealed record MailsDelivered(ImmutableArray<MailDelivered> Mails) : OutboxEvent;

    /// <summary>An attempt failed in a way that may pass; the mail is due again later.</summary>
    /// <param name="Id">Which mail.</param>
    /// <param name="At">When the outbox learned of it.</param>
    /// <param name="DueAt">When it may be tried again.</param>
    /// <param name="Reason">What the attempt ended in.</param>
    /// <param name="Doubtful">Whether the attempt may have delivered it after all, so that the next one may duplicate it.</param>
    public sealed record MailDeferred(MailId Id, DateTimeOffset At, DateTimeOffset DueAt, string Reason, bool Doubtful) : OutboxEvent;

    /// <summary>The mail waits for a person: refused for good, or too old.</summary>
    public sealed record MailParked(MailId Id, DateTimeOffset At, string Reason) : OutboxEvent;

    /// <summary>The mail may have been delivered and the deployment does not resend such mail: a person decides.</summary>
    public sealed record MailHeldInDoubt(MailId Id, DateTimeOffset At, string Reason) : OutboxEvent;

    /// <summary>A person put a parked or held mail back into the queue, with its age and attempts beginning anew.</summary>
    public sealed record MailReplayed(MailId Id, DateTimeOffset At) : OutboxEvent;
}
