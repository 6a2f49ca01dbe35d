using Akka.Actor;
using Akka.Event;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Nodes;

/// <content>What the active MnT does beside: decides what becomes of alarms.</content>
public sealed partial class DutyActor
{
    private void RaiseAlarm(AlarmSignal signal, IActorRef asker, long? slot = null)
    {
        // No answer: whoever noticed it tells the next holder.
        if (_steppingDown) return;
        if (_options.Persona != Persona.Mnt)
        {
            asker.Tell(new AlarmAnswered(signal, [], false, $"alarms are not a duty of {_options.Persona.Role()}"));
            return;
        }
        switch (_register.Alarms.Decide(signal, _options.Notices.Alarms, _options.Notices.AlarmRecipients, Now))
        {
            case AlarmDecision.Mailed mailed:
                Persist(new DutyEvent.AlarmMailed(mailed.Key, mailed.Occurrence, [.. mailed.Causes], Now, slot), happened =>
                {
                    Apply(happened);
                    asker.Tell(new AlarmAnswered(signal, [.. happened.Causes.Select(CauseIdentity.Of)], false, null));
                    HandOver(happened.Causes);
                });
                break;
            case AlarmDecision.Suppressed suppressed:
                Persist(new DutyEvent.AlarmSuppressed(suppressed.Key, suppressed.Occurrence, Now, slot), happened =>
                {
                    Apply(happened);
                    asker.Tell(new AlarmAnswered(signal, [], true, null));
                });
                break;
            case AlarmDecision.NotMailed nobody:
                Log.Info("alarm '{0}' of {1} is mailed to nobody: {2}", signal.Alarm, signal.Node, nobody.Why);
                asker.Tell(new AlarmAnswered(signal, [], false, nobody.Why));
                break;
            default:
                asker.Tell(new AlarmAnswered(signal, [], false, null));
                break;
        }
    }
}
