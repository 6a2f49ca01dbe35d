using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>
/// Which reminders of an expiry have been taken on, so that a reminder that is computed again is told once. What is
/// remembered of an account is its nearest reminder: it stands for all that lie further ahead.
/// </summary>
public sealed class ReminderMemory
{
    private readonly Dictionary<string, ToldReminder> _told = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _expiries = new();

    /// <summary>All that is remembered.</summary>
    public ImmutableArray<ToldReminder> Told => [.. _told.Values.OrderBy(told => told.Subject, StringComparer.Ordinal)];

    /// <summary>What a cause reminds of; <c>null</c>: it is no reminder.</summary>
    public static ToldReminder? Of(Cause cause) => cause switch
    {
        Cause.GuestAccountExpiring guest => new(GuestSubject(guest.Guest.UserName), guest.Guest.ValidTo, guest.Ahead),
        Cause.PasswordExpiring password => new(PasswordSubject(password.UserName, password.IsAdministrator), password.ExpiresAt, password.Ahead),
        _ => null,
    };

    /// <summary>Whether the reminder of <paramref name="cause"/>, or one nearer to the same expiry, was taken on.</summary>
    public bool Knows(Cause cause) =>
        Of(cause) is { } reminder && _told.TryGetValue(reminder.Subject, out var told) && told.ExpiresAt == reminder.ExpiresAt && told.Ahead <= reminder.Ahead;

    /// <summary>The reminder of <paramref name="cause"/> was taken on at <paramref name="at"/>; what has expired by then is forgotten.</summary>
    public void Note(Cause cause, DateTimeOffset at)
    {
        while (_expiries.TryPeek(out var subject, out var expired) && expired < at)
        {
            _expiries.Dequeue();
            if (_told.TryGetValue(subject, out var told) && told.ExpiresAt < at) _told.Remove(subject);
        }
        if (Of(cause) is { } reminder) Remember(reminder);
    }

    /// <summary>Makes an empty memory what a snapshot says.</summary>
    public void Restore(IEnumerable<ToldReminder> told)
    {
        foreach (var one in told) Remember(one);
    }

    private void Remember(ToldReminder reminder)
    {
        _told[reminder.Subject] = reminder;
        _expiries.Enqueue(reminder.Subject, reminder.ExpiresAt);
    }

    private static string GuestSubject(string userName) => $"guest {userName}";

    private static string PasswordSubject(string userName, bool administrator) => $"{(administrator ? "administrator" : "user")} {userName}";
}

/// <summary>A reminder that was taken on.</summary>
/// <param name="Subject">Of which account.</param>
/// <param name="ExpiresAt">Of which expiry: an extended account expires anew.</param>
/// <param name="Ahead">How long before it.</param>
public sealed record ToldReminder(string Subject, DateTimeOffset ExpiresAt, TimeSpan Ahead);
