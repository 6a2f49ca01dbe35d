using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.VirtualTime.Kernel;

namespace IseMail.VirtualTime.Processes;

/// <summary>What a journal keeps of an outbox that has <see cref="PlantedDefect.DropsARecord"/>.</summary>
/// <param name="chance">Decides which records.</param>
internal sealed class ForgetfulJournal(SeededChance chance)
{
    private const int OneIn = 4;

    private readonly HashSet<MailId> _dropped = [];

    /// <summary>What it keeps; <c>null</c>: nothing. What comes of a mail that it has not kept is not kept either, for whoever reads a journal knows of no mail that it does not tell of.</summary>
    public OutboxEvent? Kept(OutboxEvent happened)
    {
        switch (happened)
        {
            case OutboxEvent.MailsAccepted accepted when chance.Next(OneIn) == 0:
                _dropped.UnionWith(accepted.Mails.Select(mail => mail.Id));
                return null;
            case OutboxEvent.MailsAccepted:
                return happened;
            case OutboxEvent.MailsDelivered delivered:
                var mails = delivered.Mails.RemoveAll(mail => _dropped.Contains(mail.Id));
                return mails.IsEmpty ? null : delivered with { Mails = mails };
            case OutboxEvent.MailDelivered delivered:
                return Unless(delivered.Id, happened);
            case OutboxEvent.MailDeferred deferred:
                return Unless(deferred.Id, happened);
            case OutboxEvent.MailParked parked:
                return Unless(parked.Id, happened);
            case OutboxEvent.MailHeldInDoubt held:
                return Unless(held.Id, happened);
            case OutboxEvent.MailReplayed replayed:
                return Unless(replayed.Id, happened);
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        }
    }

    private OutboxEvent? Unless(MailId id, OutboxEvent happened) => _dropped.Contains(id) ? null : happened;
}
