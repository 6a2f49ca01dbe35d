using System.Globalization;
using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Notices;

public sealed class RemindersTests
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
    private static readonly EmailAddress Address = new("ann@contoso.example");

    [Theory]
    [InlineData("Europe/Rome", "2026-03-29T00:30:00Z", "2026-03-28T23:00:00Z")] // clocks go forward at 02:00
    [InlineData("Europe/Rome", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z")] // and back at 03:00
    [InlineData("Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z")] // midnight is skipped
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z")] // midnight comes twice
    [InlineData("UTC", "2026-02-02T00:00:00Z", "2026-02-02T00:00:00Z")]
    public void A_day_begins_at_its_zone_s_first_moment(string zone, string now, string midnight) =>
        PasswordReminders.LastMidnight(At(now), TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(At(midnight));

    [Fact]
    public void A_reminder_falls_due_at_the_primary_s_midnight_and_not_before()
    {
        var owner = new PasswordOwner("ann", "Ann Abel", Address, new PasswordAge.Changed(At("2026-02-02T10:25:00Z")));
        var policy = new PasswordPolicy(TimeSpan.FromDays(45), [TimeSpan.FromDays(30)]);
        // Expires on 19 March at 10:25, 30 days before is 17 February at 10:25, and the next midnight in Rome is at 23:00 UTC.
        Due("2026-02-17T22:59:59Z").ShouldBeEmpty();
        var due = Due("2026-02-17T23:00:00Z").ShouldHaveSingleItem();
        due.ShouldSatisfyAllConditions(reminder => reminder.Alias.ShouldBe("Ann Abel"), reminder => reminder.ExpiresAt.ShouldBe(At("2026-03-19T10:25:00Z")), reminder => reminder.IsAdministrator.ShouldBeTrue());
        Due("2026-03-19T10:25:00Z").ShouldBeEmpty();

        IEnumerable<Cause.PasswordExpiring> Due(string now) => PasswordReminders.Due([owner], true, policy, Rome, new ReminderMemory(), At(now));
    }

    [Fact]
    public void A_password_that_never_expires_and_an_owner_without_an_address_cause_no_mail()
    {
        PasswordOwner[] owners = [new("ann", null, Address, new PasswordAge.Never()), new("bob", null, null, new PasswordAge.Expires(At("2026-02-03T00:00:00Z")))];
        PasswordReminders.Due(owners, false, PasswordPolicy.InternalUsers, Rome, new ReminderMemory(), At("2026-02-02T12:00:00Z")).ShouldBeEmpty();
    }

    [Fact]
    public void However_often_the_duties_move_every_reminder_is_told_once_and_none_twice_or_early() =>
        Gen.Select(Gen.Int[0, 400 * 24], Gen.Select(Gen.Int[1, 12], Gen.Int[0, 3]).Array[200, 400]).Sample((offset, steps) =>
        {
            // Hours of a year in a zone that changes its clocks twice, with a holder that is away now and then.
            var expires = At("2026-01-15T00:00:00Z").AddHours(offset);
            var policy = new PasswordPolicy(TimeSpan.FromDays(60), [TimeSpan.FromDays(14), TimeSpan.FromDays(7)]);
            var owner = new PasswordOwner("ann", null, Address, new PasswordAge.Expires(expires));
            var register = new DutyRegister(Persona.Pan);
            var told = new List<(DateTimeOffset At, TimeSpan Ahead)>();
            var now = expires - TimeSpan.FromDays(40);
            foreach (var (hours, kind) in steps)
            {
                now += TimeSpan.FromHours(hours);
                if (kind == 0) register = Next(register);
                var due = PasswordReminders.Due([owner], false, policy, Rome, register.Reminders, now);
                if (register.Take(due, now, due: true) is not { } taken) continue;
                told.AddRange(taken.Causes.Cast<Cause.PasswordExpiring>().Select(cause => (now, cause.Ahead)));
                register.Apply(taken);
                register.Apply(register.Close(taken.Causes.Select(CauseIdentity.Of), now)!);
            }
            now.ShouldBeGreaterThan(expires - TimeSpan.FromDays(33));
            told.Select(one => one.Ahead).Distinct().Count().ShouldBe(told.Count);
            told.ShouldAllBe(one => one.At >= expires - one.Ahead && one.At < expires);
            if (now >= expires) told.Select(one => one.Ahead.TotalDays).ShouldBe([14, 7]);
        });

    [Fact]
    public void A_guest_is_told_once_whatever_the_failovers_again_after_an_extension_and_not_when_suspended() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 8].Array[150, 150]).Sample((minutes, kinds) =>
        {
            var settings = GuestSettings.Default with { Types = [new GuestType("Daily", TimeSpan.FromDays(1), TimeSpan.FromDays(5), TimeSpan.FromHours(6))] };
            var register = new DutyRegister(Persona.Pan);
            var now = Mails.Start;
            Write(new GuestRequest.Register("r", new NodeName("psn-1"), new GuestForm("Ann", "Abel", Address)));
            var told = new List<DateTimeOffset>();
            foreach (var (kind, i) in kinds.Select((kind, i) => (kind, i)))
            {
                now += TimeSpan.FromMinutes(minutes);
                if (kind == 0) register = Next(register);
                if (i == 40) Write(new GuestRequest.Act("s", new NodeName("psn-1"), "aabel", GuestAction.Suspend));
                if (i == 60) Write(new GuestRequest.Act("e", new NodeName("psn-1"), "aabel", GuestAction.Reinstate));
                if (i == 90) Write(new GuestRequest.Act("x", new NodeName("psn-1"), "aabel", GuestAction.Extend, Mails.Start.AddDays(2)));
                var due = GuestReminders.Due(register.Guests.All, settings, register.Reminders, now);
                if (i is >= 40 and < 60) due.ShouldBeEmpty();
                if (register.Take(due, now, due: true) is not { } taken) continue;
                told.AddRange(taken.Causes.Cast<Cause.GuestAccountExpiring>().Select(cause => cause.Guest.ValidTo));
                register.Apply(taken);
                register.Apply(register.Close(taken.Causes.Select(CauseIdentity.Of), now)!);
            }
            told.Distinct().Count().ShouldBe(told.Count);
            var end = Mails.Start.AddMinutes(minutes * 150);
            if (end >= Mails.Start.AddDays(2).AddHours(-6) && minutes * 90 < 24 * 60) told.ShouldContain(Mails.Start.AddDays(2));

            void Write(GuestRequest request)
            {
                if (register.Guests.Decide(request, settings, new OpenSeal(), new Random(1), now) is GuestDecision.Written written)
                    register.Apply(new DutyEvent.GuestsWritten(written.Guests, written.Removed, now));
            }
        });

    private static DutyRegister Next(DutyRegister register)
    {
        var next = new DutyRegister(Persona.Pan);
        next.Restore(register.Snapshot());
        return next;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
