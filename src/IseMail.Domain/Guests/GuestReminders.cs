using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>
/// Which guests are to be told that their account is about to expire. Computed by whoever is primary PAN from the
/// accounts it holds, so that what fell due while there was none is made good while the account still lives.
/// </summary>
public static class GuestReminders
{
    /// <summary>When <paramref name="guest"/> is to be told of its account's end; <c>null</c>: not at all, or its time does not run before the first login.</summary>
    public static DateTimeOffset? DueAt(Guest guest, GuestSettings settings) =>
        settings.Notifications && guest.Account.FromFirstLogin is null && settings.Type(guest.Type)?.ExpiryNotice is { } ahead ? guest.Account.ValidTo - ahead : null;

    /// <summary>The notices due at <paramref name="now"/> that <paramref name="memory"/> does not know.</summary>
    public static IEnumerable<Cause.GuestAccountExpiring> Due(IEnumerable<Guest> guests, GuestSettings settings, ReminderMemory memory, DateTimeOffset now)
    {
        foreach (var guest in guests)
        {
            if (DueAt(guest, settings) is not { } at || at > now || guest.StateAt(now) is not (GuestState.Created or GuestState.Active)) continue;
            var due = new Cause.GuestAccountExpiring(guest.Account, guest.Account.ValidTo - at);
            if (!memory.Knows(due)) yield return due;
        }
    }
}
