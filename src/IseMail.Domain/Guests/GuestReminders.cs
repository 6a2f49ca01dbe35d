using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>
/// Which guests are to be told that their account is about to expire. Computed by whoever is primary PAN from the
/// accounts it holds, so that what fell due while there was none is made good while the account still lives.
/// </summary>
public static class GuestReminders
{
    /// <summary>The notices due at <paramref name="now"/> that <paramref name="memory"/> does not know.</summary>
    public static IEnumerable<Cause.GuestAccountExpiring> Due(IEnumerable<Guest> guests, GuestSettings settings, ReminderMemory memory, DateTimeOffset now)
    {
        if (!settings.Notifications) yield break;
        foreach (var guest in guests)
        {
            if (settings.Type(guest.Type)?.ExpiryNotice is not { } ahead) continue;
            // Before the first login its time does not run.
            if (guest.Account.FromFirstLogin is not null) continue;
            if (guest.StateAt(now) is not (GuestState.Created or GuestState.Active) || guest.Account.ValidTo - ahead > now) continue;
            var due = new Cause.GuestAccountExpiring(guest.Account, ahead);
            if (!memory.Knows(due)) yield return due;
        }
    }
}
