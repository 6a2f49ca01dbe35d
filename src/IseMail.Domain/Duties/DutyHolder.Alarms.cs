using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Duties;

/// <content>What the active MnT does beside: decides what becomes of alarms.</content>
public sealed partial class DutyHolder
{
    /// <summary>Something was noticed.</summary>
    /// <param name="signal">What.</param>
    /// <param name="answer">Called once what becomes of it is recorded; not at all while the duties are being handed over: whoever noticed it tells the next holder.</param>
    /// <param name="slot">The workload's interval it arose in; <c>null</c>: somebody noticed it.</param>
    public void RaiseAlarm(AlarmSignal signal, Action<AlarmAnswer> answer, long? slot = null)
    {
        if (_steppingDown) return;
        if (_charge.Persona != Persona.Mnt)
        {
            answer(new AlarmAnswer([], false, $"alarms are not a duty of {_charge.Persona.Role()}"));
            return;
        }
        switch (Register.Alarms.Decide(signal, _notices.Alarms, _notices.AlarmRecipients, _port.Now))
        {
            case AlarmDecision.Mailed mailed:
                _port.RecordFirst([new DutyEvent.AlarmMailed(mailed.Key, mailed.Occurrence, [.. mailed.Causes], _port.Now, slot)], happened =>
                {
                    Register.Apply(happened);
                    answer(new AlarmAnswer([.. mailed.Causes.Select(CauseIdentity.Of)], false, null));
                    HandOver(mailed.Causes);
                });
                break;
            case AlarmDecision.Suppressed suppressed:
                _port.RecordFirst([new DutyEvent.AlarmSuppressed(suppressed.Key, suppressed.Occurrence, _port.Now, slot)], happened =>
                {
                    Register.Apply(happened);
                    answer(new AlarmAnswer([], true, null));
                });
                break;
            case AlarmDecision.NotMailed nobody:
                _port.Say($"alarm '{signal.Alarm}' of {signal.Node} is mailed to nobody: {nobody.Why}");
                answer(new AlarmAnswer([], false, nobody.Why));
                break;
            default:
                answer(new AlarmAnswer([], false, null));
                break;
        }
    }
}
