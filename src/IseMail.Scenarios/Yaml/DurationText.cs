using System.Globalization;

namespace IseMail.Scenarios.Yaml;

/// <summary>Durations as files write them: a whole number and a unit.</summary>
internal static class DurationText
{
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9) return false;
        long? unit = text[digits..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => null,
        };
        if (unit is not { } ticks) return false;
        var count = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (count == 0 || count > 365 * TimeSpan.TicksPerDay / ticks) return false;
        span = new TimeSpan(count * ticks);
        return true;
    }
}
