using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Domain.Notices;

/// <summary>
/// What templates are filled with. Every value is made safe to stand on its line before a template sees it, so that
/// whatever a guest types stays on the line that a template gives it.
/// </summary>
internal static class NoticeFields
{
    private const string Seconds = "yyyy-MM-dd HH:mm:ss";

    /// <summary>The samples that ISE's test mail shows (Cisco document 225520, test from the self-registered portal).</summary>
    public static NoticeValues Sample { get; } = Of(
        ("userName", "username"), ("password", "password"), ("firstName", "firstname"), ("lastName", "lastname"), ("mobile", "NA"),
        ("validFrom", "2014-11-12 02:06:00"), ("validTo", "2016-11-12 02:06:00"), ("duration", ""), ("personVisited", ""), ("reasonForVisit", ""), ("unusedUntil", ""));

    public static NoticeValues Guest(GuestAccount guest, params ReadOnlySpan<(string, string)> more) => Of(
    [
        ("userName", Name(guest.UserName)), ("firstName", Name(guest.FirstName)), ("lastName", Name(guest.LastName)),
        ("mobile", guest.Mobile.Length == 0 ? "NA" : Name(guest.Mobile)),
        .. Times(guest),
        ("personVisited", Name(guest.PersonVisited)), ("reasonForVisit", Detail(guest.ReasonForVisit)),
        ("unusedUntil", guest.ValidTo.ToString("MM/dd/yyyy HH:mm", CultureInfo.InvariantCulture)),
        .. more,
    ]);

    // An account whose time begins with the first login has no times to tell before it.
    private static (string, string)[] Times(GuestAccount guest) => guest.FromFirstLogin is { } holds
        ? [("validFrom", "first login"), ("validTo", $"{Whole(holds)} after the first login"), ("duration", Whole(holds))]
        : [("validFrom", Time(guest.ValidFrom)), ("validTo", Time(guest.ValidTo)), ("duration", Whole(guest.ValidTo - guest.ValidFrom))];

    public static NoticeValues Of(params ReadOnlySpan<(string Name, string Value)> values)
    {
        var lines = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) lines.Add(name, value);
        return new NoticeValues(lines.ToImmutable(), ImmutableDictionary<string, ImmutableArray<string>>.Empty);
    }

    public static string Name(string text) => NoticeText.OneLine(text, NoticeText.MaxName);

    public static string Detail(string text) => NoticeText.OneLine(text, NoticeText.MaxDetail);

    public static string Time(DateTimeOffset at) => at.ToString(Seconds, CultureInfo.InvariantCulture);

    public static string Whole(TimeSpan span)
    {
        var (count, unit) = span switch
        {
            { TotalDays: >= 1 } => ((long)span.TotalDays, "day"),
            { TotalHours: >= 1 } => ((long)span.TotalHours, "hour"),
            _ => ((long)span.TotalMinutes, "minute"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }
}
