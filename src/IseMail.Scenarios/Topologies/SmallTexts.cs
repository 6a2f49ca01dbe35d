using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

internal static class IpAddressText
{
    public static string Read(KeyReader map, string key, string fallback)
    {
        if (map.Take(key) is not { } value) return fallback;
        var text = map.Text(key, fallback);
        if (!IPAddress.TryParse(text, out _)) map.Problems.Add(value.Mark, $"'{text}' is not an IP address", "an IP address such as 127.0.0.1");
        return text;
    }
}

internal static class DomainText
{
    public static string Read(KeyReader map, string key, string? fallback)
    {
        if (map.Take(key) is not { } value) return map.Text(key, fallback);
        var text = map.Text(key, fallback ?? "x");
        if (!EmailAddress.TryParse("x@" + text, out _)) map.Problems.Add(value.Mark, $"'{text}' is not a domain name", "a DNS name such as contoso.example");
        return text;
    }
}

/// <summary>Sizes as files write them: a whole number and a unit.</summary>
internal static class SizeText
{
    public static long Read(KeyReader map, string key, long least, long greatest, long fallback) => map.Parsed<long>(
        key, fallback, $"a size from {Written(least)} to {Written(greatest)}, such as 512KB, 35MB or 50GB", text =>
        {
            var shift = text.Length > 2 ? text[^2..] switch { "KB" => 10, "MB" => 20, "GB" => 30, _ => -1 } : -1;
            return shift > 0 && int.TryParse(text.AsSpan(0, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? ((long)number << shift >= least && (long)number << shift <= greatest, (long)number << shift)
                : (false, 0);
        });

    private static string Written(long size) => size >= 1L << 30 ? $"{size >> 30}GB" : size >= 1 << 20 ? $"{size >> 20}MB" : $"{size >> 10}KB";
}

/// <summary>Days as files write them.</summary>
internal static class DateText
{
    public static DateTimeOffset? Read(KeyReader map, string key) => map.Take(key) is null ? null : map.Parsed<DateTimeOffset>(key, default(DateTimeOffset), "a date such as 2027-03-15", text =>
        (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date), date));
}

/// <summary>Reads where a secret comes from; a secret written into the file itself is refused without being repeated.</summary>
internal static partial class SecretSection
{
    public static SecretSource Read(KeyReader map, string key, bool embedded)
    {
        SecretSource nothing = new SecretSource.Embedded();
        var rule = "'{file: path}' or '{environment: VARIABLE}'" + (embedded ? ", or 'embedded'" : "");
        if (map.Take(key, required: true) is not { } value) return nothing;
        if (value is YamlText { Value: "embedded" } && embedded) return nothing;
        if (value is not YamlMap)
        {
            map.Problems.Add(value.Mark, $"'{key}' does not say where the secret is read from", rule);
            return nothing;
        }
        var source = map.AsMap(key, map.PathOf(key), value)!;
        if (source.Has("file") == source.Has("environment")) source.Problems.Add(source.Mark, $"'{key}' does not name one source", rule);
        SecretSource read = source.Has("file") ? new SecretSource.File(source.FilePath("file")) : source.Has("environment") ? Variable(source) : nothing;
        source.Take("file");
        source.Take("environment");
        source.DoneUnrepeated(rule);
        return read;
    }

    private static SecretSource.Environment Variable(KeyReader source)
    {
        var name = source.Text("environment");
        if (name.Length > 0 && !VariableName().IsMatch(name))
            source.Problems.Add(source.Take("environment")!.Mark, "'environment' is not the name of a variable", "letters, digits and underscores, such as ISEMAIL_SECRET");
        return new SecretSource.Environment(name);
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex VariableName();
}

/// <summary>Reads a duration that may also be <c>none</c>.</summary>
internal static class DurationOrNone
{
    private const string Rule = "a duration greater than 0 and at most 365d, such as 60s, 5m or 2d, or 'none'";

    public static TimeSpan? Read(KeyReader map, string key, TimeSpan? fallback) => map.Parsed(key, fallback ?? TimeSpan.Zero, Rule, text =>
        text == "none" ? (true, TimeSpan.Zero) : (DurationText.TryParse(text, out var span), span)) is { Ticks: > 0 } read ? read : null;
}

/// <summary>Reads a time zone by its name in the IANA database.</summary>
internal static class ZoneText
{
    public static TimeZoneInfo Read(KeyReader map, string key)
    {
        if (map.Take(key) is not { } value) return TimeZoneInfo.Utc;
        var text = map.Text(key, "UTC");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)) return zone;
        map.Problems.Add(value.Mark, $"'{text}' is not a time zone of this machine", "a name such as Europe/Rome or UTC");
        return TimeZoneInfo.Utc;
    }
}

/// <summary>Reads an instant: a date, which is its first moment in a zone, or a date and time with its offset.</summary>
internal static class InstantText
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z";

    public static DateTimeOffset? Read(KeyReader map, string key, TimeZoneInfo zone)
    {
        if (map.Take(key) is not { } value || map.Text(key, "") is not { Length: > 0 } text) return null;
        if (TryParse(text, zone, out var at)) return at;
        map.Problems.Add(value.Mark, $"'{text}' is not a date", Rule);
        return null;
    }

    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset at)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            var noon = date.ToDateTime(new TimeOnly(12, 0));
            at = date.Year is >= 2000 and < 9000 ? PasswordReminders.LastMidnight(new DateTimeOffset(noon, zone.GetUtcOffset(noon)), zone) : default;
        }
        else if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
        {
            at = default;
        }
        return at.Year is >= 2000 and < 9000;
    }
}

/// <summary>Reads a list of durations.</summary>
internal static class DurationList
{
    public static ImmutableArray<TimeSpan> Read(KeyReader map, string key, ImmutableArray<TimeSpan> fallback) => !map.Has(key)
        ? Left(map, key, fallback)
        : [.. map.Texts(key, "durations greater than 0 and at most 365d, such as 12h or 30d", text => (DurationText.TryParse(text, out var span), span)).Distinct().OrderDescending()];

    private static ImmutableArray<TimeSpan> Left(KeyReader map, string key, ImmutableArray<TimeSpan> fallback)
    {
        map.Take(key);
        return fallback;
    }
}
