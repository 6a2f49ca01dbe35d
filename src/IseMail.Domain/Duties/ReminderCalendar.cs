using System.Collections.Immutable;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Duties;

/// <summary>
/// When the primary PAN has to look at which account, so that it need not look at all of them all the time. What is due is
/// <see cref="GuestReminders"/>' and <see cref="PasswordReminders"/>' to say.
/// </summary>
/// <param name="notices">What is mailed and why.</param>
internal sealed class ReminderCalendar(NoticeSettings notices)
{
    private readonly PriorityQueue<string, DateTimeOffset> _guests = new();
    private readonly PriorityQueue<string, DateTimeOffset> _purges = new();
    private readonly bool _owners = !notices.Administrators.IsEmpty || !notices.InternalUsers.IsEmpty;
    private DateTimeOffset _dayFrom = DateTimeOffset.MaxValue;
    private DateTimeOffset _dayUntil = DateTimeOffset.MinValue;

    /// <summary>Accounts were written.</summary>
    public void Learn(IEnumerable<Guest> written)
    {
        foreach (var guest in written)
        {
            if (GuestReminders.DueAt(guest, notices.Guests) is { } due) _guests.Enqueue(guest.UserName, due);
            _purges.Enqueue(guest.UserName, guest.KeptUntil);
        }
    }

    /// <summary>When to look next; <c>null</c>: not before another account is written.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        DateTimeOffset? next = _guests.TryPeek(out _, out var due) ? due : null;
        if (_purges.TryPeek(out _, out var purge) && !(next <= purge)) next = purge;
        if (!_owners) return next;
        var day = now >= _dayFrom && now < _dayUntil ? _dayUntil : now;
        return next <= day ? next : day;
    }

    /// <summary>The reminders that are due and not taken on yet.</summary>
    public ImmutableArray<Cause> Due(DutyRegister register, DateTimeOffset now)
    {
        var looked = new HashSet<string>(StringComparer.Ordinal);
        while (_guests.TryPeek(out var userName, out var due) && due <= now) looked.Add(_guests.Dequeue());
        return
        [
            .. GuestReminders.Due(looked.Select(register.Guests.Find).OfType<Guest>(), notices.Guests, register.Reminders, now),
            .. Passwords(register, now),
        ];
    }

    /// <summary>Login names of accounts whose time has been over for so long that they are purged.</summary>
    public ImmutableArray<string> Purgeable(GuestRegister guests, DateTimeOffset now)
    {
        if (!_purges.TryPeek(out _, out var first) || first > now) return [];
        var purged = new SortedSet<string>(StringComparer.Ordinal);
        while (_purges.TryPeek(out var userName, out var at) && at <= now)
        {
            _purges.Dequeue();
            if (guests.Find(userName) is { } guest && guest.KeptUntil <= now) purged.Add(userName);
        }
        return [.. purged];
    }

    // What is due of passwords changes where a day begins.
    private IEnumerable<Cause> Passwords(DutyRegister register, DateTimeOffset now)
    {
        if (!_owners || (now >= _dayFrom && now < _dayUntil)) return [];
        var passwords = notices.Passwords;
        _dayFrom = PasswordReminders.LastMidnight(now, passwords.Zone);
        _dayUntil = PasswordReminders.NextMidnight(now, passwords.Zone);
        return PasswordReminders.Due(notices.Administrators, true, passwords.Administrators, passwords.Zone, register.Reminders, now)
            .Concat(PasswordReminders.Due(notices.InternalUsers, false, passwords.InternalUsers, passwords.Zone, register.Reminders, now));
    }
}
