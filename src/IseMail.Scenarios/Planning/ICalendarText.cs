using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IseMail.Domain.Planning;

namespace IseMail.Scenarios.Planning;

/// <summary>Writes a deployment's calendar as an iCalendar object (RFC 5545), for calendars that people look at anyway.</summary>
public static class ICalendarText
{
    // RFC 5545, section 3.1: octets of a line without its break.
    private const int LongestLine = 75;

    // When people are there to be reminded.
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>
    /// An event for each entry, with an alarm in the morning of the last working day before it. An event is the same one (<c>UID</c>) whenever the calendar
    /// is written: a secret that was renewed moves its event.
    /// </summary>
    /// <param name="deployment">The deployment's name.</param>
    /// <param name="calendar">What happens.</param>
    /// <param name="now">When it is written.</param>
    public static string Write(string deployment, DeploymentCalendar calendar, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN", "VCALENDAR");
        Line("VERSION", "2.0");
        Line("PRODID", "-//IseMailCluster//isemail//EN");
        Line("CALSCALE", "GREGORIAN");
        foreach (var entry in calendar.Entries)
        {
            Line("BEGIN", "VEVENT");
            Line("UID", Uid(deployment, entry));
            Line("DTSTAMP", Instant(now));
            Line("DTSTART", Instant(entry.At));
            Line("SUMMARY", Escaped($"{deployment}: {entry.What}"));
            if (Details(entry) is { Length: > 0 } details) Line("DESCRIPTION", Escaped(details));
            Line("CATEGORIES", entry.IsExpiry ? "EXPIRY" : "NOTICE");
            Line("TRANSP", "TRANSPARENT");
            Line("BEGIN", "VALARM");
            Line("ACTION", "DISPLAY");
            Line("TRIGGER;VALUE=DATE-TIME", Instant(Reminder(entry, calendar.Zone)));
            Line("DESCRIPTION", Escaped($"{deployment}: {entry.What}"));
            Line("END", "VALARM");
            Line("END", "VEVENT");
        }
        Line("END", "VCALENDAR");
        return text.ToString();

        void Line(string name, string value) => Fold(text, $"{name}:{value}");
    }

    private static string Uid(string deployment, CalendarEntry entry) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{deployment}\n{entry.Kind}\n{entry.Identity}")).AsSpan(0, 16)) + "@isemail";

    private static string Details(CalendarEntry entry)
    {
        var lines = new List<string>();
        if (entry is { IsExpiry: true, WhyFree: { } free })
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"It falls on {free}; the last working day before is {entry.LastWorkingDay:yyyy-MM-dd}."));
        if (!entry.Who.IsEmpty) lines.Add(string.Join(", ", entry.Who));
        return string.Join('\n', lines);
    }

    private static DateTimeOffset Reminder(CalendarEntry entry, TimeZoneInfo zone)
    {
        var morning = entry.LastWorkingDay.ToDateTime(Morning);
        return new DateTimeOffset(morning, zone.GetUtcOffset(morning));
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A value of type TEXT (RFC 5545, section 3.3.11), which has no control character but the tab.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            if (c is '\\' or ';' or ',') escaped.Append('\\').Append(c);
            else if (c == '\n') escaped.Append("\\n");
            else escaped.Append(char.IsControl(c) && c != '\t' ? ' ' : c);
        }
        return escaped.ToString();
    }

    /// <summary>Breaks a line after as many octets as one may have, and never within a character.</summary>
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                // The blank that marks what follows as a continuation is the first of its octets.
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
