using System.Collections.Immutable;

namespace IseMail.Domain.Alarms;

/// <summary>
/// When the expiry of a secret or a certificate is told of. Cisco's lead time and repetition are not published; 30 days
/// ahead and then daily is a suggestion.
/// </summary>
/// <param name="Before">How long before the expiry; at least one, each greater than zero.</param>
/// <param name="Daily">Whether it is repeated each day from the first of them on, and after the expiry.</param>
public sealed record ExpirySchedule(ImmutableArray<TimeSpan> Before, bool Daily)
{
    /// <summary>30 days ahead, then daily.</summary>
    public static ExpirySchedule Default { get; } = new([TimeSpan.FromDays(30)], true);

    /// <summary>How long ahead tellings begin, the first one first: where they are daily that one alone, for each day's follows from it.</summary>
    public ImmutableArray<TimeSpan> Leads => Daily ? [Before.Max()] : [.. Before.Distinct().OrderDescending()];

    /// <summary>
    /// Which telling of an expiry at <paramref name="expires"/> is due at <paramref name="now"/>: a text that is the same
    /// for as long as it is the same telling; <c>null</c>: none yet. A telling that was missed is not made good: the next
    /// says more.
    /// </summary>
    public string? Due(DateTimeOffset expires, DateTimeOffset now)
    {
        var left = expires - now;
        if (left <= TimeSpan.Zero) return Daily ? Day("expired", -left) : "expired";
        var first = Before.Max();
        if (left > first) return null;
        if (Daily) return Day("ahead", first - left);
        var passed = Before.Where(before => left <= before).Min();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{passed.TotalMinutes:0} min ahead");
    }

    private static string Day(string what, TimeSpan since) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}, day {(long)since.TotalDays}");
}
