using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;

namespace IseMail.Domain.Duties;

/// <content>What the primary PAN does beside: writes guests' accounts, and reminds guests and owners of passwords.</content>
public sealed partial class DutyHolder
{
    /// <summary>A portal asks for accounts to be written.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="notAfter">When whoever asked has given up, and been told that nothing happened.</param>
    /// <param name="answer">Called once it is recorded, or refused.</param>
    public void WriteGuests(GuestRequest request, DateTimeOffset notAfter, Action<GuestAnswer> answer)
    {
        if (_charge.Persona != Persona.Pan || _steppingDown)
        {
            answer(new GuestAnswer([], $"{_charge.Node} is not the primary PAN"));
            return;
        }
        // Whoever stood at the portal was told that nothing happened.
        if (_port.Now > notAfter) return;
        switch (Register.Guests.Decide(request, _notices.Guests, _charge.Seal, _charge.Random, _port.Now))
        {
            case GuestDecision.Written written:
                _port.RecordFirst([new DutyEvent.GuestsWritten(written.Guests, written.Removed, _port.Now)], happened =>
                {
                    Register.Apply(happened);
                    _calendar.Learn(written.Guests);
                    answer(new GuestAnswer(written.Guests, null));
                    ScheduleBeat();
                });
                break;
            case GuestDecision.Read read:
                answer(new GuestAnswer(read.Guests, null));
                break;
            case GuestDecision.Refused refused:
                answer(new GuestAnswer([], refused.Why));
                break;
        }
    }

    /// <summary>Takes on the reminders that fell due, and purges accounts that have long been over.</summary>
    private void KeepGuests()
    {
        var now = _port.Now;
        if (Register.Take(_calendar.Due(Register, now), now, due: true) is { } taken) Take(taken, null);
        var purged = _calendar.Purgeable(Register.Guests, now);
        if (purged.IsEmpty) return;
        _port.Say($"{purged.Length} guest accounts are purged");
        _port.RecordFirst([new DutyEvent.GuestsWritten([], purged, now)], Register.Apply);
    }
}
