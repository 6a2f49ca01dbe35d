using System.Collections.Immutable;

namespace IseMail.Domain.Planning;

/// <summary>On which days somebody is there to act: all but Saturdays, Sundays and the holidays that were named.</summary>
/// <param name="Holidays">Holidays by their day, with their names; a name may be empty.</param>
public sealed record WorkingDays(ImmutableSortedDictionary<DateOnly, string> Holidays)
{
    /// <summary>No holidays are known.</summary>
    public static WorkingDays NoHolidays { get; } = new(ImmutableSortedDictionary<DateOnly, string>.Empty);

    /// <summary>Why nobody is there on <paramref name="day"/>, in words that follow "on"; <c>null</c>: somebody is.</summary>
    public string? WhyFree(DateOnly day) => Holidays.TryGetValue(day, out var name)
        ? name.Length > 0 ? name : "a holiday"
        : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? $"a {day.DayOfWeek}" : null;

    /// <summary>The last working day before <paramref name="day"/>.</summary>
    public DateOnly LastBefore(DateOnly day)
    {
        do
        {
            // Before it there is no calendar.
            if (day == DateOnly.MinValue) return day;
            day = day.AddDays(-1);
        }
        while (WhyFree(day) is not null);
        return day;
    }
}
