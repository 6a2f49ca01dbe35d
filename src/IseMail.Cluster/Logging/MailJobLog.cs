using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Logging;

/// <summary>
/// Writes a node's guest.log from what happens in its outbox. In ISE a caller hands a mail job to the retry thread and
/// waits for its end, so the time told is that from acceptance.
/// </summary>
/// <param name="log">The log.</param>
public sealed class MailJobLog(GuestLog log)
{
    /// <summary>Something happened in the outbox; <paramref name="before"/> is as it was.</summary>
    public void Happened(OutboxEvent happened, Domain.Outbox.Outbox before)
    {
        switch (happened)
        {
            case OutboxEvent.MailsAccepted accepted:
                foreach (var mail in accepted.Mails) log.Submitting(mail);
                break;
            case OutboxEvent.MailsDelivered delivered:
                foreach (var mail in delivered.Mails) Ended(mail.Id, before, new SubmissionOutcome.Delivered(mail.Reply), mail.At);
                break;
            case OutboxEvent.MailDeferred deferred:
                Ended(deferred.Id, before, deferred.Doubtful ? new SubmissionOutcome.InDoubt(deferred.Reason) : new SubmissionOutcome.Deferred(deferred.Reason), deferred.At);
                break;
            case OutboxEvent.MailParked parked:
                Ended(parked.Id, before, new SubmissionOutcome.Rejected(parked.Reason), parked.At);
                break;
            case OutboxEvent.MailHeldInDoubt held:
                Ended(held.Id, before, new SubmissionOutcome.InDoubt(held.Reason), held.At);
                break;
        }
    }

    private void Ended(MailId id, Domain.Outbox.Outbox before, SubmissionOutcome outcome, DateTimeOffset at)
    {
        if (before.Find(id) is { Mail: { } mail } entry) log.Ended(mail, outcome, at - entry.AgesFrom);
    }
}
