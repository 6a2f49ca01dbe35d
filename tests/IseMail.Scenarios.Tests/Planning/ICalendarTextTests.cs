using System.Collections.Immutable;
using System.Text;
using CsCheck;
using IseMail.Domain.Planning;
using IseMail.Scenarios.Planning;

namespace IseMail.Scenarios.Tests.Planning;

/// <summary>The calendar file as a program that keeps calendars reads it (RFC 5545).</summary>
public sealed class ICalendarTextTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    [Fact]
    public void An_expiry_is_an_event_with_an_alarm_in_the_morning_of_the_last_working_day()
    {
        var entry = new CalendarEntry(
            CalendarKind.SecretExpires, "typed", new DateTimeOffset(2027, 3, 14, 1, 0, 0, TimeSpan.FromHours(1)), "the client secret expires; soon, \\ too", ["ann", "bob"], "a Sunday", new DateOnly(2027, 3, 12));
        Unfolded(Write(entry)).ShouldBe(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//IseMailCluster//isemail//EN", "CALSCALE:GREGORIAN",
            "BEGIN:VEVENT", Uid(entry), "DTSTAMP:20270101T120000Z", "DTSTART:20270314T000000Z",
            @"SUMMARY:hq: the client secret expires\; soon\, \\ too",
            @"DESCRIPTION:It falls on a Sunday\; the last working day before is 2027-03-12.\nann\, bob",
            "CATEGORIES:EXPIRY", "TRANSP:TRANSPARENT",
            "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER;VALUE=DATE-TIME:20270312T080000Z", @"DESCRIPTION:hq: the client secret expires\; soon\, \\ too", "END:VALARM",
            "END:VEVENT", "END:VCALENDAR",
        ]);
    }

    [Fact]
    public void The_same_thing_is_the_same_event_also_when_its_day_has_moved_and_different_things_are_different_events()
    {
        var entry = Entry("x");
        Uid(entry).ShouldBe(Uid(entry with { At = entry.At.AddDays(365) }));
        var others = new[] { entry, entry with { Identity = "other" }, entry with { Kind = CalendarKind.Alarm } }.Select(Uid).ToList();
        others.ShouldBeUnique();
        others.ShouldAllBe(uid => uid.StartsWith("UID:", StringComparison.Ordinal) && uid.EndsWith("@isemail", StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_a_text_holds_no_line_is_too_long_or_broken_and_the_text_comes_back() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ä€;,\\ a\n"], 0, 300]).Sample(text =>
        {
            // What is no text at all cannot be written as UTF-8.
            var what = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
            var written = Write(Entry(what));
            written.ShouldEndWith("\r\n");
            var lines = written.Split("\r\n")[..^1];
            lines.Max(Encoding.UTF8.GetByteCount).ShouldBeLessThanOrEqualTo(75);
            string.Concat(lines).ShouldNotContain(c => char.IsControl(c) && c != '\t');
            var summary = Unfolded(written).Single(line => line.StartsWith("SUMMARY:", StringComparison.Ordinal))["SUMMARY:hq: ".Length..];
            Unescaped(summary).ShouldBe(string.Concat(what.ReplaceLineEndings("\n").Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? ' ' : c)));
        });

    private static CalendarEntry Entry(string what) => new(CalendarKind.CertificateExpires, "root", Now.AddDays(60), what, [], null, new DateOnly(2027, 3, 1));

    private static string Write(CalendarEntry entry) => ICalendarText.Write("hq", new DeploymentCalendar(Rome, [entry], [], ImmutableArray<string>.Empty), Now);

    private static string Uid(CalendarEntry entry) => Unfolded(Write(entry)).Single(line => line.StartsWith("UID:", StringComparison.Ordinal));

    private static string[] Unfolded(string text) => text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else plain.Append(text[++i] == 'n' ? '\n' : text[i]);
        }
        return plain.ToString();
    }
}
