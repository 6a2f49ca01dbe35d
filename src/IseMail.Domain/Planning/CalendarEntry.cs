using System.Collections.Immutable;

namespace IseMail.Domain.Planning;

/// <summary>What a calendar tells of.</summary>
public enum CalendarKind
{
    /// <summary>A client secret ends.</summary>
    SecretExpires,

    /// <summary>A trusted certificate ends.</summary>
    CertificateExpires,

    /// <summary>Passwords end.</summary>
    PasswordsExpire,

    /// <summary>ISE begins to warn of an end by an alarm.</summary>
    Alarm,

    /// <summary>ISE reminds the owners of passwords.</summary>
    Reminders,
}

/// <summary>Something that happens on a day.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Identity">What it is about, the same whenever the calendar is made: unique among entries of its kind.</param>
/// <param name="At">When, in the zone of the PANs.</param>
/// <param name="What">What happens, in a sentence without its full stop.</param>
/// <param name="Who">Login names of those whom it concerns; empty: nobody by name.</param>
/// <param name="WhyFree">Why nobody is there on its day; <c>null</c>: somebody is.</param>
/// <param name="LastWorkingDay">The last working day before its day.</param>
public sealed record CalendarEntry(CalendarKind Kind, string Identity, DateTimeOffset At, string What, ImmutableArray<string> Who, string? WhyFree, DateOnly LastWorkingDay)
{
    /// <summary>Its day in the zone of the PANs.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.DateTime);

    /// <summary>Whether something ends, before which somebody has to act.</summary>
    public bool IsExpiry => Kind is CalendarKind.SecretExpires or CalendarKind.CertificateExpires or CalendarKind.PasswordsExpire;
}

/// <summary>Something that recurs and whose days follow from what happens, not from the calendar.</summary>
/// <param name="What">What recurs.</param>
/// <param name="HowOften">How often, or when.</param>
/// <param name="Source">Where that is known from.</param>
public sealed record Cadence(string What, string HowOften, string Source);
