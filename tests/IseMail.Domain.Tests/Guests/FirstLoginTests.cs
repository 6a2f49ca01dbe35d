using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Guests;

/// <summary>Accounts whose time begins with the first login.</summary>
public sealed class FirstLoginTests
{
    private static readonly NodeName Psn = new("psn-2");
    private static readonly OpenSeal Seal = new();
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    private static readonly GuestSettings Settings = GuestSettings.Default with
    {
        Types = [new GuestType("Weekly", TimeSpan.FromDays(7), Longest, TimeSpan.FromDays(1), FromFirstLogin: true)],
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"),
    };

    [Fact]
    public void Whenever_a_guest_first_signs_in_the_account_holds_as_long_as_its_type_says_and_later_logins_change_nothing() =>
        Gen.Select(Gen.Int[0, 90 * 24 * 60 - 1], Gen.Int[1, 14 * 24], Gen.Int[0, 7 * 24 * 60]).Sample((wait, hours, later) =>
        {
            var guests = new GuestRegister();
            var guest = Create(guests, TimeSpan.FromHours(hours));
            var first = Mails.Start.AddMinutes(wait);
            guest.StateAt(first).ShouldBe(GuestState.Created);
            var active = SignIn(guests, first).ShouldBeOfType<GuestDecision.Written>().Guests[0];
            guests.Apply([active], []);
            active.Account.ShouldSatisfyAllConditions(
                account => account.ValidFrom.ShouldBe(first), account => account.ValidTo.ShouldBe(first.AddHours(hours)), account => account.FromFirstLogin.ShouldBeNull());

            var again = first.AddMinutes(later);
            if (SignIn(guests, again) is GuestDecision.Written written) written.Guests[0].Account.ShouldBe(active.Account);
            else again.ShouldBeGreaterThanOrEqualTo(active.Account.ValidTo);
        });

    [Fact]
    public void Unused_it_ends_after_90_days_and_no_notice_is_sent_before_its_time_runs()
    {
        var guests = new GuestRegister();
        var guest = Create(guests, null);
        guest.StateAt(Mails.Start.AddDays(90)).ShouldBe(GuestState.Expired);
        var memory = new ReminderMemory();
        GuestReminders.Due(guests.All, Settings, memory, Mails.Start.AddDays(89.5)).ShouldBeEmpty();

        guests.Apply(SignIn(guests, Mails.Start.AddDays(80)).ShouldBeOfType<GuestDecision.Written>().Guests, []);
        GuestReminders.Due(guests.All, Settings, memory, Mails.Start.AddDays(85)).ShouldBeEmpty();
        GuestReminders.Due(guests.All, Settings, memory, Mails.Start.AddDays(86)).ShouldHaveSingleItem().Guest.ValidTo.ShouldBe(Mails.Start.AddDays(87));
    }

    [Fact]
    public void A_sponsor_who_names_an_end_lets_its_time_begin_within_what_the_type_allows()
    {
        var guests = new GuestRegister();
        Create(guests, null);
        var now = Mails.Start.AddDays(10);
        Extend(guests, now.AddDays(15), now).ShouldBe(new GuestDecision.Refused("accounts of type Weekly hold at most 14 days"));
        Extend(guests, now.AddDays(-1), now).ShouldBe(new GuestDecision.Refused("an account is extended to a later time than now"));
        var extended = Extend(guests, now.AddDays(3), now).ShouldBeOfType<GuestDecision.Written>().Guests[0];
        extended.Account.ShouldSatisfyAllConditions(
            account => account.ValidFrom.ShouldBe(now), account => account.ValidTo.ShouldBe(now.AddDays(3)), account => account.FromFirstLogin.ShouldBeNull());
    }

    private static Guest Create(GuestRegister guests, TimeSpan? holds)
    {
        var form = new GuestForm("Anna", "Visitor", new EmailAddress("anna@visitor.example"), Holds: holds);
        var written = Decide(guests, new GuestRequest.Create("r", Psn, new EmailAddress("sponsor@contoso.example"), "Weekly", [form], false), Mails.Start).ShouldBeOfType<GuestDecision.Written>();
        guests.Apply(written.Guests, written.Removed);
        return written.Guests[0];
    }

    private static GuestDecision SignIn(GuestRegister guests, DateTimeOffset now) => Decide(guests, new GuestRequest.Act($"login {now:O}", Psn, "avisitor", GuestAction.SignIn), now);

    private static GuestDecision Extend(GuestRegister guests, DateTimeOffset until, DateTimeOffset now) =>
        Decide(guests, new GuestRequest.Act($"extend {until:O}", Psn, "avisitor", GuestAction.Extend, until), now);

    private static GuestDecision Decide(GuestRegister guests, GuestRequest request, DateTimeOffset now) => guests.Decide(request, Settings, Seal, new Random(1), now);
}
