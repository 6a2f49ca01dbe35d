using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using IseMail.Domain.Alarms;
using IseMail.Domain.Lint;
using IseMail.Domain.Planning;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Planning;

public sealed class DeploymentCalendarTests
{
    private const string Standalone = """
        name: hq
        model: standalone
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
        mail:
          alarmSender: ise-mail@contoso.example
          guestSender: ise-mail@contoso.example
          allowedRecipients: ["@contoso.example"]
          server:
            host: smtp.office365.com
            mailbox: ise-mail@contoso.example
            oauth: { tenantId: contoso.example, clientId: 22222222-2222-2222-2222-222222222222, clientSecret: { file: client-secret }, secretExpires: 2027-03-15 }

        """;

    private const string People = """
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordExpires: 2027-03-20 }
        internalUsers:
          - { name: carl, email: carl@contoso.example, passwordExpires: 2027-03-20 }
          - { name: dora, email: dora@contoso.example, passwordExpires: 2027-03-20 }
          - { name: erin, passwordExpires: 2027-03-20 }
          - { name: finn, email: finn@contoso.example, passwordExpires: 2026-12-20 }
        passwordPolicy: { internalUsers: { remindBefore: [30d, 7d] }, timeZone: Europe/Rome }

        """;

    private static readonly DateOnly From = new(2027, 1, 1);

    [Fact]
    public void A_secret_that_ends_on_a_Monday_is_to_be_renewed_by_Friday_and_ISE_s_first_warning_is_30_days_ahead()
    {
        var entries = Calendar(Standalone).Entries;
        entries.Select(Line).ShouldBe(
        [
            "2027-02-13 Alarm: ISE warns that the client secret expires in 30d, and then each day; mailed to nobody",
            "2027-03-15 SecretExpires: the client secret expires, by the date typed on the SMTP server page",
        ]);
        entries[1].LastWorkingDay.ShouldBe(new DateOnly(2027, 3, 12));
        entries[1].WhyFree.ShouldBeNull();
    }

    [Fact]
    public void Passwords_end_and_are_reminded_of_at_the_midnights_of_the_PANs_zone()
    {
        var calendar = Calendar(Standalone + People);
        calendar.Entries.Where(entry => entry.Kind is CalendarKind.PasswordsExpire or CalendarKind.Reminders).Select(entry => $"{Line(entry)}: {string.Join(", ", entry.Who)}").ShouldBe(
        [
            "2027-02-18 Reminders: 1 administrator is reminded by mail that the password ends within 30d: ann",
            "2027-02-18 Reminders: 2 internal users are reminded by mail that the password ends within 30d: carl, dora",
            "2027-03-13 Reminders: 2 internal users are reminded by mail that the password ends within 7d: carl, dora",
            "2027-03-20 PasswordsExpire: the password of 1 administrator expires: ann",
            "2027-03-20 PasswordsExpire: the passwords of 3 internal users expire: carl, dora, erin",
        ]);
        calendar.Entries[^1].WhyFree.ShouldBe("a Saturday");
        calendar.Entries[^1].At.Offset.ShouldBe(TimeSpan.FromHours(1));
        calendar.Over.ShouldHaveSingleItem().Who.ShouldBe(["finn"]);
        calendar.Notes.ShouldBe(["1 owner of a password that expires has no e-mail address and is not reminded"]);
    }

    [Fact]
    public void However_a_year_is_cut_into_calendars_each_thing_is_in_one_of_them() =>
        Gen.Int[1, 364].Sample(cut =>
        {
            var whole = Calendar(Standalone + People, days: 365).Entries;
            Calendar(Standalone + People, days: cut).Entries.Concat(Calendar(Standalone + People, From.AddDays(cut), 365 - cut).Entries).Select(Line).ShouldBe(whole.Select(Line));
        }, iter: 40);

    [Fact]
    public void Warnings_begin_when_the_alarm_is_first_due_and_not_a_tick_before() =>
        Gen.Select(Gen.Int[1, 300].List[1, 4], Gen.Bool).Sample((days, daily) =>
        {
            var schedule = new ExpirySchedule([.. days.Select(count => TimeSpan.FromDays(count))], daily);
            var expires = new DateTimeOffset(2027, 3, 15, 0, 0, 0, TimeSpan.Zero);
            foreach (var lead in schedule.Leads) schedule.Due(expires, expires - lead).ShouldNotBe(schedule.Due(expires, expires - lead - TimeSpan.FromTicks(1)));
            // Nothing ahead is told of but what follows from these.
            var tellings = Enumerable.Range(0, 301 * 4).Select(quarter => schedule.Due(expires, expires - TimeSpan.FromHours(6 * (quarter + 1)))).OfType<string>().Distinct(StringComparer.Ordinal).Count();
            tellings.ShouldBe(daily ? days.Max() : schedule.Leads.Length);
        });

    [Fact]
    public void A_warning_that_is_switched_off_is_not_in_the_calendar() =>
        Calendar(Standalone + $"alarms: {{ settings: [{{ name: {AlarmNames.SecretExpiring}, enabled: false }}] }}\n").Entries.ShouldHaveSingleItem().Kind.ShouldBe(CalendarKind.SecretExpires);

    [Fact]
    public void What_the_topology_does_not_tell_is_noted() =>
        Calendar(Standalone.Replace(", secretExpires: 2027-03-15", "", StringComparison.Ordinal)).Notes.ShouldHaveSingleItem().ShouldStartWith("no expiry date of the client secret is typed in");

    internal static DeploymentCalendar Calendar(string topology, DateOnly? from = null, int days = 365, WorkingDays? working = null)
    {
        var reading = TopologyFile.Parse(topology, "t.yaml");
        reading.Problems.ShouldBeEmpty();
        var design = new Design(reading.Value!, DateTimeOffset.UnixEpoch, ImmutableDictionary<int, ImmutableArray<Domain.Settings.TrustedCertificate>>.Empty);
        return DeploymentCalendar.Of(design, from ?? From, days, working ?? WorkingDays.NoHolidays);
    }

    private static string Line(CalendarEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Day:yyyy-MM-dd} {entry.Kind}: {entry.What}");
}
