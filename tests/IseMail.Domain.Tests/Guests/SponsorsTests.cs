using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Guests;

/// <summary>Who may have which guests.</summary>
public sealed class SponsorsTests
{
    private static readonly NodeName Psn = new("psn-2");
    private static readonly OpenSeal Seal = new();
    private static readonly Sponsor Sara = new("sara", new EmailAddress("sara@contoso.example"), "OWN_ACCOUNTS");
    private static readonly Sponsor Sven = new("sven", new EmailAddress("sven@contoso.example"), "OWN_ACCOUNTS");
    private static readonly Sponsor Rico = new("rico", new EmailAddress("rico@contoso.example"), "Reception");
    private static readonly Sponsor Rita = new("rita", new EmailAddress("rita@contoso.example"), "Reception");
    private static readonly Sponsor Max = new("max", new EmailAddress("max@contoso.example"), "ALL_ACCOUNTS");

    private static readonly GuestSettings Settings = GuestSettings.Default with
    {
        SelfRegistration = SelfRegistration.Default with { Approval = new ApprovalSettings([Max.Address], ApprovalSettings.UsualLinksHold) },
        Sponsors = new Sponsors(
            [Sara, Sven, Rico, Rita, Max],
            [.. SponsorGroup.BuiltIn, new SponsorGroup("Reception", ManagedAccounts.Group, true, ["Daily"], 2)]),
    };

    public static TheoryData<string, string, bool> Managing => new()
    {
        { "sara", "sara", true }, { "sara", "sven", false }, { "sara", "rico", false }, { "sara", "max", true },
        { "rico", "rita", true }, { "rico", "sara", false }, { "rico", "max", true }, { "max", "rico", false },
    };

    [Theory]
    [MemberData(nameof(Managing))]
    public void A_sponsor_manages_all_accounts_those_of_the_group_or_the_own_as_the_group_says(string maker, string manager, bool allowed)
    {
        var (guests, made) = Made(new GuestRequest.Create("r", Psn, Named(maker), "Daily", [Form()], false));
        var by = Named(manager);
        GuestRequest[] wanted =
        [
            new GuestRequest.Act("reset", Psn, made[0].UserName, GuestAction.ResetPassword, By: by),
            new GuestRequest.Resend("again", Psn, made[0].UserName, by, CopyMe: true),
        ];
        foreach (var request in wanted)
        {
            var decision = Decide(guests, request);
            if (allowed) decision.ShouldNotBeOfType<GuestDecision.Refused>();
            else decision.ShouldBe(new GuestDecision.Refused($"sponsors of {Settings.Sponsors.GroupOf(by)!.Name} do not manage this account"));
        }
        // An administrator does whatever there is to do.
        Decide(guests, new GuestRequest.Act("admin", Psn, made[0].UserName, GuestAction.Suspend)).ShouldBeOfType<GuestDecision.Written>();
    }

    [Theory]
    [InlineData("nobody@contoso.example", "Daily", 1, "nobody@contoso.example is not a sponsor")]
    [InlineData("rico@contoso.example", "Weekly", 1, "sponsors of Reception make no accounts of type Weekly")]
    [InlineData("rico@contoso.example", "Daily", 3, "3 accounts cannot be created at once: 1 to 2 can")]
    [InlineData("sara@contoso.example", "Weekly", 201, "201 accounts cannot be created at once: 1 to 200 can")]
    public void What_a_sponsor_s_group_does_not_allow_is_refused(string sponsor, string type, int count, string why) =>
        Decide(new GuestRegister(), new GuestRequest.Create("r", Psn, new EmailAddress(sponsor), type, [.. Enumerable.Repeat(Form(), count)], false)).ShouldBe(new GuestDecision.Refused(why));

    [Fact]
    public void A_group_may_tell_guests_without_the_sponsor_s_saying_so_and_others_tell_them_where_asked_to()
    {
        Told(new GuestRequest.Create("r", Psn, Rico.Address, "Daily", [Form()], false)).ShouldHaveSingleItem().ShouldBeOfType<Cause.CredentialsIssued>().Guest.Sponsor.ShouldBe(Rico.Address);
        Told(new GuestRequest.Create("r", Psn, Sara.Address, "Daily", [Form()], false)).ShouldBeEmpty();
        Told(new GuestRequest.Create("r", Psn, Sara.Address, "Daily", [Form()], true)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Whoever_approves_a_guest_is_its_sponsor_from_then_on_and_not_every_sponsor_may()
    {
        var (guests, made) = Made(new GuestRequest.Register("r", Psn, Form()));
        var name = made.ShouldHaveSingleItem().UserName;
        made[0].Account.Sponsor.ShouldBeNull();
        Decide(guests, new GuestRequest.Act("a", Psn, name, GuestAction.Approve, By: Sara.Address)).ShouldBe(new GuestDecision.Refused("sponsors of OWN_ACCOUNTS do not manage this account"));

        var approved = Decide(guests, new GuestRequest.Act("b", Psn, name, GuestAction.Approve, By: Max.Address)).ShouldBeOfType<GuestDecision.Written>().Guests[0];
        approved.ShouldSatisfyAllConditions(guest => guest.State.ShouldBe(GuestState.Created), guest => guest.Account.Sponsor.ShouldBe(Max.Address));
    }

    [Fact]
    public void Where_no_sponsors_are_listed_whoever_names_an_address_is_one()
    {
        var anybody = new EmailAddress("anybody@contoso.example");
        Sponsors.Anybody.MakingRefusal(anybody, "Daily", 200).ShouldBeNull();
        Sponsors.Anybody.ManagingRefusal(anybody, null).ShouldBeNull();
    }

    private static EmailAddress Named(string name) => Settings.Sponsors.Find(name)!.Address;

    private static IReadOnlyList<Cause> Told(GuestRequest.Create create) => [.. GuestMail.Of(create, Made(create).Made, Settings, Seal)];

    private static (GuestRegister Guests, ImmutableArray<Guest> Made) Made(GuestRequest request)
    {
        var guests = new GuestRegister();
        var written = Decide(guests, request).ShouldBeOfType<GuestDecision.Written>();
        guests.Apply(written.Guests, written.Removed);
        return (guests, written.Guests);
    }

    private static GuestDecision Decide(GuestRegister guests, GuestRequest request) => guests.Decide(request, Settings, Seal, new Random(1), Mails.Start);

    private static GuestForm Form() => new("Anna", "Visitor", new EmailAddress("anna@visitor.example"));
}
