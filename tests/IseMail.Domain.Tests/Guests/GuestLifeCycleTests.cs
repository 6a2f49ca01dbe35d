using System.Collections.Immutable;
using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Guests;

public sealed class GuestLifeCycleTests
{
    // The table of docs/notices.md; what is not in it is refused.
    private static readonly HashSet<(GuestState, GuestAction, GuestState)> Table =
    [
        (GuestState.PendingApproval, GuestAction.Approve, GuestState.Created),
        (GuestState.PendingApproval, GuestAction.Deny, GuestState.Denied),
        (GuestState.Created, GuestAction.SignIn, GuestState.Active),
        (GuestState.Created, GuestAction.Suspend, GuestState.Suspended),
        (GuestState.Created, GuestAction.Extend, GuestState.Created),
        (GuestState.Created, GuestAction.ResetPassword, GuestState.Created),
        (GuestState.Active, GuestAction.SignIn, GuestState.Active),
        (GuestState.Active, GuestAction.ChangePassword, GuestState.Active),
        (GuestState.Active, GuestAction.Suspend, GuestState.Suspended),
        (GuestState.Active, GuestAction.Extend, GuestState.Active),
        (GuestState.Active, GuestAction.ResetPassword, GuestState.Active),
        (GuestState.Suspended, GuestAction.Reinstate, GuestState.Active),
        (GuestState.Suspended, GuestAction.Reinstate, GuestState.Created),
        (GuestState.Expired, GuestAction.Extend, GuestState.Active),
        (GuestState.Expired, GuestAction.Extend, GuestState.Created),
    ];

    private static readonly NodeName Psn = new("psn-2");
    private static readonly OpenSeal Seal = new();
    private static readonly EmailAddress Sponsor = new("sponsor@contoso.example");
    private static readonly GuestSettings WithApproval = GuestSettings.Default with
    {
        SelfRegistration = SelfRegistration.Default with { Approval = new ApprovalSettings([], ApprovalSettings.UsualLinksHold), Type = "Contractor", Validity = TimeSpan.FromDays(10) },
    };

    [Fact]
    public void Whatever_is_tried_in_whatever_order_no_account_moves_but_by_the_table_and_resend_is_offered_exactly_as_said() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 9], Gen.Int[0, 60 * 24]).Array[0, 40]).Sample((approval, steps) =>
        {
            var settings = approval ? WithApproval : GuestSettings.Default;
            var guests = new GuestRegister();
            var random = new Random(1);
            var now = Mails.Start;
            Apply(guests, guests.Decide(new GuestRequest.Register("r", Psn, Form(), Sponsor), settings, Seal, random, now));
            var changed = false;
            foreach (var ((action, minutes), i) in steps.Select((step, i) => (((GuestAction)step.Item1, step.Item2), i)))
            {
                now += TimeSpan.FromMinutes(minutes);
                if (guests.All.SingleOrDefault() is not { } before) return;
                var state = before.StateAt(now);
                (state == GuestState.Expired).ShouldBe(before.State is GuestState.Created or GuestState.Active or GuestState.Suspended && now >= before.Account.ValidTo);
                GuestRequest request = action == GuestAction.Resend
                    ? new GuestRequest.Resend($"s-{i}", Psn, before.UserName)
                    : new GuestRequest.Act($"s-{i}", Psn, before.UserName, action, now.AddDays(1) > before.Account.ValidTo ? now.AddDays(1) : before.Account.ValidTo.AddHours(1), Seal.Seal("chosen"));
                var decision = guests.Decide(request, settings, Seal, random, now);
                if (action == GuestAction.Resend)
                {
                    (decision is GuestDecision.Read).ShouldBe(state is GuestState.Created or GuestState.Active && !changed);
                    continue;
                }
                if (decision is not GuestDecision.Written written)
                {
                    // An account's type bounds how long it can be extended, and what is over cannot be approved any more.
                    if (action != GuestAction.Extend && !(action == GuestAction.Approve && now >= before.Account.ValidTo)) Table.ShouldNotContain(step => step.Item1 == state && step.Item2 == action);
                    continue;
                }
                Apply(guests, written);
                if (action == GuestAction.Delete)
                {
                    guests.All.ShouldBeEmpty();
                    return;
                }
                Table.ShouldContain((state, action, guests.All.Single().StateAt(now)));
                changed = action switch { GuestAction.ChangePassword => true, GuestAction.ResetPassword => false, _ => changed };
            }
        }, iter: 4000);

    [Fact]
    public void A_request_that_is_sent_again_makes_no_second_account_and_tells_the_same_password()
    {
        var guests = new GuestRegister();
        var request = new GuestRequest.Create("r", Psn, Sponsor, "Contractor", [Form(), Form()], true);
        var made = Apply(guests, guests.Decide(request, GuestSettings.Default, Seal, new Random(1), Mails.Start));
        var again = guests.Decide(request, GuestSettings.Default, Seal, new Random(2), Mails.Start.AddMinutes(1)).ShouldBeOfType<GuestDecision.Read>();

        made.Select(guest => guest.UserName).ShouldBe(["avisitor", "avisitor01"]);
        again.Guests.ShouldBe(made);
        GuestMail.Of(request, again.Guests, GuestSettings.Default, Seal).Select(CauseIdentity.Of).ShouldBe(GuestMail.Of(request, made, GuestSettings.Default, Seal).Select(CauseIdentity.Of));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void A_sponsor_makes_1_to_200_accounts_at_once(int count)
    {
        var request = new GuestRequest.Create("r", Psn, Sponsor, "Contractor", [.. Enumerable.Repeat(Form(), count)], false);
        new GuestRegister().Decide(request, GuestSettings.Default, Seal, new Random(1), Mails.Start).ShouldBe(new GuestDecision.Refused($"{count} accounts cannot be created at once: 1 to 200 can"));
    }

    [Fact]
    public void A_resend_is_up_to_three_mails_and_the_summary_holds_no_password()
    {
        var guests = new GuestRegister();
        var made = Apply(guests, guests.Decide(new GuestRequest.Create("r", Psn, Sponsor, "Contractor", [Form()], false), GuestSettings.Default, Seal, new Random(1), Mails.Start));
        GuestMail.Of(new GuestRequest.Create("r", Psn, Sponsor, "Contractor", [Form()], false), made, GuestSettings.Default, Seal).ShouldBeEmpty();

        var mails = GuestMail.Of(new GuestRequest.Resend("s", Psn, made[0].UserName, Sponsor, CopyMe: true, Summary: true), made, GuestSettings.Default, Seal).ToList();
        mails.Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.GuestNotice, MailPurpose.SponsorNotice, MailPurpose.SponsorNotice]);
        mails[2].ShouldBeOfType<Cause.CredentialsSummarised>();
        GuestMail.Of(new GuestRequest.Resend("s", Psn, made[0].UserName), made, GuestSettings.Default, Seal).ShouldHaveSingleItem();
        // Without guest mail, sponsors still get theirs.
        GuestMail.Of(new GuestRequest.Resend("s", Psn, made[0].UserName, Sponsor, CopyMe: true, Summary: true), made, GuestSettings.Default with { Notifications = false }, Seal).Count().ShouldBe(2);
    }

    [Fact]
    public void A_guest_whose_time_is_over_is_not_approved_any_more_and_gets_no_credentials()
    {
        var guests = new GuestRegister();
        var pending = Apply(guests, guests.Decide(new GuestRequest.Register("r", Psn, Form(), Sponsor), WithApproval, Seal, new Random(1), Mails.Start))[0];
        GuestDecision Approve(DateTimeOffset at) => guests.Decide(new GuestRequest.Act("a", Psn, pending.UserName, GuestAction.Approve), WithApproval, Seal, new Random(1), at);

        Approve(pending.Account.ValidTo).ShouldBeOfType<GuestDecision.Refused>().Why.ShouldStartWith("the time that the account was asked for is over");
        Approve(pending.Account.ValidTo.AddSeconds(-1)).ShouldBeOfType<GuestDecision.Written>();
    }

    [Fact]
    public void Where_approval_is_required_its_links_decide_once_and_for_a_day()
    {
        var guests = new GuestRegister();
        var register = new GuestRequest.Register("r", Psn, Form(), Sponsor);
        var pending = Apply(guests, guests.Decide(register, WithApproval, Seal, new Random(1), Mails.Start))[0];
        var asked = GuestMail.Of(register, [pending], WithApproval, Seal).ShouldHaveSingleItem().ShouldBeOfType<Cause.ApprovalRequested>();
        asked.Sponsor.ShouldBe(Sponsor);
        var proof = asked.Links!.Token.Proof;

        Open("x", "0000", Mails.Start).ShouldBe(new GuestDecision.Refused("the link is not of this account"));
        Open("x", proof, Mails.Start.AddMinutes(1440)).ShouldBe(new GuestDecision.Refused("the link no longer holds: decide in the sponsor portal"));
        var approved = Apply(guests, Open("a", proof, Mails.Start.AddMinutes(1439)));
        approved[0].State.ShouldBe(GuestState.Created);
        GuestMail.Of(new GuestRequest.OpenLink("a", Psn, pending.UserName, true, proof), approved, WithApproval, Seal).ShouldHaveSingleItem().ShouldBeOfType<Cause.ApprovalDecided>().Password.ShouldNotBeNull();
        Open("b", proof, Mails.Start.AddMinutes(1439)).ShouldBeOfType<GuestDecision.Refused>();
        guests.Decide(register with { Id = "n", PersonVisited = null }, WithApproval, Seal, new Random(1), Mails.Start)
            .ShouldBe(new GuestDecision.Refused("the person being visited has to approve, and no address of that person was typed"));

        GuestDecision Open(string id, string proof, DateTimeOffset at) =>
            guests.Decide(new GuestRequest.OpenLink(id, Psn, pending.UserName, true, proof), WithApproval, Seal, new Random(1), at);
    }

    [Fact]
    public void Times_are_told_in_the_zone_of_the_guests_location_also_across_a_change_of_clocks()
    {
        var rome = GuestSettings.Default with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") };
        var guest = Apply(new GuestRegister(), new GuestRegister().Decide(new GuestRequest.Create("r", Psn, Sponsor, "Contractor", [Form()], true), rome, Seal, new Random(1), Mails.Start))[0];
        guest.Account.ValidFrom.ToString("yyyy-MM-dd HH:mm", null).ShouldBe("2026-02-02 11:25");
        // Summer time in May.
        guest.Account.ValidTo.ToString("yyyy-MM-dd HH:mm", null).ShouldBe("2026-05-03 12:25");
    }

    private static ImmutableArray<Guest> Apply(GuestRegister guests, GuestDecision decision)
    {
        var written = decision.ShouldBeOfType<GuestDecision.Written>();
        guests.Apply(written.Guests, written.Removed);
        return written.Guests;
    }

    private static GuestForm Form() => new("Anna", "Visitor", new EmailAddress("anna@visitor.example"));
}
