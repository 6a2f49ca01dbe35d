using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>Somebody whose password ISE keeps: an administrator, or an internal network user.</summary>
/// <param name="Name">Login name; unique among administrators, and among users.</param>
/// <param name="Alias">The name printed in mails (<c>accountNameAlias</c>, C-IU); <c>null</c>: the login name.</param>
/// <param name="Address">Where mail goes; <c>null</c>: nobody is told.</param>
/// <param name="Password">When it expires.</param>
/// <param name="IncludeSystemAlarms">"Include system alarms in e-mails" (<c>includeSystemAlarmsInEmail</c>, C-AU); administrators only.</param>
public sealed record PasswordOwner(string Name, string? Alias, EmailAddress? Address, PasswordAge Password, bool IncludeSystemAlarms = false);

/// <summary>How old a password is.</summary>
public abstract record PasswordAge
{
    private PasswordAge() { }

    /// <summary>It was last changed then, and expires by the policy's lifetime.</summary>
    public sealed record Changed(DateTimeOffset At) : PasswordAge;

    /// <summary>It expires then.</summary>
    public sealed record Expires(DateTimeOffset At) : PasswordAge;

    /// <summary>It does not expire (<c>passwordNeverExpires</c>, C-IU), or nobody knows when.</summary>
    public sealed record Never : PasswordAge;
}

/// <summary>
/// Lifetime and reminders of passwords. The defaults are recollections: 45 days for administrators (W-LIT), 60 for
/// internal users (C-IU's sample), a reminder 30 days ahead.
/// </summary>
/// <param name="Lifetime">How long a password holds.</param>
/// <param name="RemindBefore">How long before its end its owner is reminded; empty: not at all.</param>
public sealed record PasswordPolicy(TimeSpan Lifetime, ImmutableArray<TimeSpan> RemindBefore)
{
    /// <summary>For administrators.</summary>
    public static PasswordPolicy Administrators { get; } = new(TimeSpan.FromDays(45), [TimeSpan.FromDays(30)]);

    /// <summary>For internal network users.</summary>
    public static PasswordPolicy InternalUsers { get; } = new(TimeSpan.FromDays(60), [TimeSpan.FromDays(30)]);
}

/// <summary>
/// Which reminders of passwords are due. ISE's time of day and repetition are not published: here they are computed for
/// the last midnight of the primary PAN's zone, each threshold once. Whoever is primary computes the same, so what fell
/// due while there was none is made good; of several thresholds passed meanwhile, the nearest speaks for all.
/// </summary>
public static class PasswordReminders
{
    /// <summary>The reminders due at <paramref name="now"/> that <paramref name="memory"/> does not know.</summary>
    public static IEnumerable<Cause.PasswordExpiring> Due(
        IEnumerable<PasswordOwner> owners, bool administrators, PasswordPolicy policy, TimeZoneInfo zone, ReminderMemory memory, DateTimeOffset now)
    {
        var midnight = LastMidnight(now, zone);
        foreach (var owner in owners)
        {
            if (owner.Address is not { } address || ExpiresAt(owner, policy) is not { } expires || expires <= now) continue;
            var passed = policy.RemindBefore.Where(before => expires - before <= midnight).ToList();
            if (passed.Count == 0) continue;
            // Printed in the zone of the node that sends it.
            var due = new Cause.PasswordExpiring(owner.Name, owner.Alias, address, TimeZoneInfo.ConvertTime(expires, zone), passed.Min(), administrators);
            if (!memory.Knows(due)) yield return due;
        }
    }

    /// <summary>When the password of <paramref name="owner"/> expires; <c>null</c>: never.</summary>
    public static DateTimeOffset? ExpiresAt(PasswordOwner owner, PasswordPolicy policy) => owner.Password switch
    {
        PasswordAge.Changed changed => changed.At + policy.Lifetime,
        PasswordAge.Expires expires => expires.At,
        _ => null,
    };

    /// <summary>The instant at which the day after that of <paramref name="now"/> begins in <paramref name="zone"/>.</summary>
    /// <remarks>A day has 23 to 25 hours, or where a zone skips midnight a little less or more.</remarks>
    public static DateTimeOffset NextMidnight(DateTimeOffset now, TimeZoneInfo zone) => LastMidnight(LastMidnight(now, zone).AddHours(26), zone);

    /// <summary>The instant at which the day of <paramref name="now"/> began in <paramref name="zone"/>; where clocks skip midnight, the first instant after it.</summary>
    public static DateTimeOffset LastMidnight(DateTimeOffset now, TimeZoneInfo zone)
    {
        var start = TimeZoneInfo.ConvertTime(now, zone).Date;
        while (zone.IsInvalidTime(start)) start = start.AddMinutes(15);
        // Where clocks go back over midnight it comes twice; the day begins with the first.
        var offset = zone.IsAmbiguousTime(start) ? zone.GetAmbiguousTimeOffsets(start).Max() : zone.GetUtcOffset(start);
        return new DateTimeOffset(start, offset);
    }
}
