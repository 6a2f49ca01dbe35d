using Akka.Actor;
using Akka.Event;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Nodes;

/// <content>What the primary PAN does beside: writes guests' accounts, and reminds guests and owners of passwords.</content>
public sealed partial class DutyActor
{
    private void WriteGuests(WriteGuests write)
    {
        IActorRef asker = Sender;
        if (_options.Persona != Persona.Pan || _steppingDown)
        {
            asker.Tell(new GuestsRefused($"{_options.Node} is not the primary PAN"));
            return;
        }
        // Whoever stood at the portal was told that nothing happened.
        if (Now > write.NotAfter) return;
        switch (_register.Guests.Decide(write.Request, _options.Notices.Guests, _options.Seal, _options.Random, Now))
        {
            case GuestDecision.Written written:
                Persist(new DutyEvent.GuestsWritten(written.Guests, written.Removed, Now), happened =>
                {
                    Apply(happened);
                    asker.Tell(new GuestsAnswered(happened.Guests));
                });
                break;
            case GuestDecision.Read read:
                asker.Tell(new GuestsAnswered(read.Guests));
                break;
            case GuestDecision.Refused refused:
                asker.Tell(new GuestsRefused(refused.Why));
                break;
        }
    }

    /// <summary>Takes on the reminders that fell due, and purges accounts that have long been over.</summary>
    private void KeepGuests()
    {
        var notices = _options.Notices;
        var due = GuestReminders.Due(_register.Guests.All, notices.Guests, _register.Reminders, Now)
            .Concat<Cause>(PasswordReminders.Due(notices.Administrators, true, notices.Passwords.Administrators, notices.Passwords.Zone, _register.Reminders, Now))
            .Concat(PasswordReminders.Due(notices.InternalUsers, false, notices.Passwords.InternalUsers, notices.Passwords.Zone, _register.Reminders, Now));
        if (_register.Take(due, Now, due: true) is { } taken) Take(taken, null);
        var purged = _register.Guests.Purgeable(Now);
        if (purged.IsEmpty) return;
        Log.Info("{0} guest accounts are purged", purged.Length);
        Persist(new DutyEvent.GuestsWritten([], purged, Now), Apply);
    }
}
