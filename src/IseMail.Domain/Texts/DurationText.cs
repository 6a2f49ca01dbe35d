using System.Globalization;

namespace IseMail.Domain.Texts;

/// <summary>Durations as people write them: a whole number and a unit.</summary>
public static class DurationText
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d";

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>A duration of whole milliseconds as it would be written, in the greatest unit that leaves a whole number.</summary>
    public static string Of(TimeSpan span)
    {
        var (name, ticks) = Array.Find(Units, unit => span.Ticks % unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / ticks}{name}");
    }

    /// <summary>A duration as people say it, to the second: <c>1h 2m 30s</c>; for reading, not for writing into a file.</summary>
    public static string InParts(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds);
        if (seconds == 0) return "0s";
        var parts = new[] { (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s") };
        return string.Join(' ', parts.Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1}{part.Item2}")));
    }

    /// <summary>Takes <paramref name="text"/> as a duration if it is one.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9) return false;
        var ticks = Array.Find(Units, unit => unit.Name == text[digits..]).Ticks;
        if (ticks == 0) return false;
        var count = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (count == 0 || count > 365 * TimeSpan.TicksPerDay / ticks) return false;
        span = new TimeSpan(count * ticks);
        return true;
    }
}
