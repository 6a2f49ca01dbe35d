using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Domain.Tests.Ledger;

public sealed class DeliveryLedgerTests
{
    private static readonly DateTimeOffset Start = Mails.Start;
    private static readonly NodeName First = new("pan-1");
    private static readonly NodeName Second = new("pan-2");
    private static readonly NodeName Psn = new("psn-1");

    private static readonly Deployment Deployment = new("d", DeploymentModel.Large,
    [
        new IseNode(First, [Persona.Pan], [Persona.Pan]),
        new IseNode(Second, [Persona.Pan], []),
        new IseNode(new NodeName("mnt-1"), [Persona.Mnt], [Persona.Mnt]),
        new IseNode(Psn, [Persona.Psn], []),
    ]);

    private static readonly DutyRoster Roster = new(Deployment,
    [
        new DutyTerm(Persona.Pan, 2, Second, Start.AddMinutes(10)),
        new DutyTerm(Persona.Pan, 1, First, Start),
    ]);

    [Fact]
    public void Mail_that_arrived_once_from_its_owner_is_in_order()
    {
        var ledger = Ledger([Story(First, "a", Start.AddMinutes(1))], [Copy("a", "pan-1")]);
        ledger.Summary().EachArrivedOnce.ShouldBeTrue();
        ledger.Summary().ByPurpose[MailPurpose.GuestExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["pan-1"] = 1 });
    }

    [Fact]
    public void Mail_that_an_outbox_calls_delivered_and_no_mailbox_holds_is_lost()
    {
        var ledger = Ledger([Story(First, "a", Start.AddMinutes(1))], []);
        ledger.Lost.Single().Id.ShouldBe(Id("a"));
        ledger.Summary().EachArrivedOnce.ShouldBeFalse();
    }

    [Fact]
    public void Nothing_is_called_lost_where_the_mailboxes_cannot_be_read()
    {
        var ledger = Ledger([Story(First, "a", Start.AddMinutes(1))], null);
        ledger.Lost.ShouldBeEmpty();
        ledger.Summary().EachArrivedOnce.ShouldBeTrue();
        ledger.Summary().Total.ByNode["pan-1"].ShouldBe(1);
    }

    [Fact]
    public void A_takeover_s_first_mail_is_the_first_that_the_new_holder_took_on_in_its_term()
    {
        // The second holder sends mail of its own term; the first sends what it had taken on before, later than that.
        var ledger = Ledger(
            [Story(First, "a", Start.AddMinutes(1)), Story(Second, "b", Start.AddMinutes(12)), Story(Second, "c", Start.AddMinutes(11))],
            [Copy("a", "pan-1", 20), Copy("b", "pan-2", 13), Copy("c", "pan-2", 14)]);

        DutyTakeover.In(ledger).ShouldBe(
        [
            new DutyTakeover(Persona.Pan, First, 1, Start, Start.AddMinutes(20)),
            new DutyTakeover(Persona.Pan, Second, 2, Start.AddMinutes(10), Start.AddMinutes(13)),
        ]);
        DutyTakeover.In(Ledger([], []))[1].FirstMailAt.ShouldBeNull();
    }

    [Fact]
    public void Each_copy_beyond_the_first_is_a_duplicate()
    {
        var ledger = Ledger([Story(First, "a", Start.AddMinutes(1))], [Copy("a", "pan-1"), Copy("a", "pan-1"), Copy("a", "pan-1")]);
        ledger.Summary().Total.Duplicated.ShouldBe(2);
        ledger.Summary().EachArrivedOnce.ShouldBeFalse();
    }

    [Theory]
    [InlineData("pan-1", 5, false)]
    [InlineData("pan-1", 15, true)] // no longer primary
    [InlineData("pan-2", 5, true)] // not yet
    [InlineData("pan-2", 15, false)]
    [InlineData("psn-1", 5, true)]
    public void An_expiry_notice_is_the_duty_of_whoever_was_primary_when_it_was_taken_on(string node, int minutes, bool wrong)
    {
        var ledger = Ledger([Story(new NodeName(node), "a", Start.AddMinutes(minutes))], [Copy("a", node)]);
        ledger.Summary().Total.WrongOwner.ShouldBe(wrong ? 1 : 0);
    }

    [Fact]
    public void A_portal_s_mail_from_a_node_without_portals_comes_from_a_wrong_owner()
    {
        var story = Story(First, "a", Start.AddMinutes(1), MailPurpose.GuestNotice);
        var arrival = new Arrival(story.Entry.Id, "", "pan-1", Start);
        Ledger([story], [arrival]).Summary().Total.WrongOwner.ShouldBe(1);
    }

    [Fact]
    public void A_copy_from_a_node_that_never_took_the_mail_on_comes_from_a_wrong_owner() =>
        Ledger([Story(First, "a", Start.AddMinutes(1))], [Copy("a", "psn-1")]).Summary().Total.WrongOwner.ShouldBe(1);

    [Fact]
    public void A_mail_that_somebody_was_told_of_and_nobody_knows_any_more_is_lost_unless_it_arrived()
    {
        var (gone, arrived) = (new TakenMail(Story(First, "gone", Start).Entry.Id, MailPurpose.GuestNotice, Start), new TakenMail(Story(First, "arrived", Start).Entry.Id, MailPurpose.GuestNotice, Start));
        var ledger = DeliveryLedger.Of([], [], [Copy("arrived", "psn-1")], Roster, [gone, arrived]);
        ledger.Lost.ShouldHaveSingleItem().Id.ShouldBe(gone.Id);
        ledger.Summary().Total.ShouldSatisfyAllConditions(total => total.Accepted.ShouldBe(2), total => total.Delivered.ShouldBe(1), total => total.Lost.ShouldBe(1), total => total.Queued.ShouldBe(0));
    }

    [Fact]
    public void Who_owned_a_duty_is_judged_by_the_term_it_was_taken_on_in_and_not_by_clocks()
    {
        // Its clock is an hour ahead: by time it would have been the other's.
        var story = Story(First, "a", Start.AddHours(1));
        var term = Roster.Terms.First(one => one.Node == First).Epoch;
        DeliveryLedger.Of([story with { Entry = story.Entry with { Term = term } }], [], [Copy("a", First.Value)], Roster).WrongOwner.ShouldBeEmpty();
        var foreign = DeliveryLedger.Of([story with { Node = Second, Entry = story.Entry with { Term = term } }], [], [Copy("a", Second.Value)], Roster);
        foreign.WrongOwner.ShouldHaveSingleItem();
        foreign.TwoOwners.Mails.ShouldHaveSingleItem();
    }

    [Fact]
    public void After_a_failover_the_same_mail_in_two_outboxes_is_one_mail()
    {
        // The old primary had taken it on and died; the new one took it on again and delivered it.
        var ledger = Ledger(
            [Story(First, "a", Start.AddMinutes(9), state: MailState.Queued), Story(Second, "a", Start.AddMinutes(11))],
            [Copy("a", "pan-2")]);
        var total = ledger.Summary().Total;
        (total.Accepted, total.Delivered, total.Queued, total.WrongOwner).ShouldBe((1, 1, 0, 0));
    }

    [Fact]
    public void What_a_duty_s_holder_has_promised_and_no_outbox_has_yet_counts_as_queued()
    {
        var promised = new Cause.PasswordExpiring("operator", null, new EmailAddress("o@contoso.example"), Start, TimeSpan.FromDays(30));
        var total = DeliveryLedger.Of([], [promised], [], Roster).Summary().Total;
        (total.Accepted, total.Queued).ShouldBe((1, 1));
    }

    [Fact]
    public void A_message_that_no_outbox_knows_is_a_stray()
    {
        var ledger = Ledger([], [new Arrival(null, "<x@elsewhere.example>", null, Start), Copy("b", "pan-1")]);
        ledger.Strays.Length.ShouldBe(2);
        ledger.Summary().EachArrivedOnce.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<{0}@contoso.example>", true)]
    [InlineData("{0}@contoso.example", true)]
    [InlineData("<{0}>", false)]
    [InlineData("<x{0}@contoso.example>", false)]
    [InlineData("", false)]
    public void A_message_is_known_by_its_Message_ID(string form, bool known) =>
        Arrival.IdOf(form.Replace("{0}", Id("a").ToString(), StringComparison.Ordinal)).ShouldBe(known ? Id("a") : null);

    private static DeliveryLedger Ledger(OutboxStory[] stories, Arrival[]? arrivals) => DeliveryLedger.Of(stories, [], arrivals, Roster);

    private static MailId Id(string subject, MailPurpose purpose = MailPurpose.GuestExpiry) => MailId.Of(purpose, subject, "1");

    private static Arrival Copy(string subject, string node, int minutes = 0) => new(Id(subject), $"<{Id(subject)}@contoso.example>", node, Start.AddMinutes(minutes));

    private static OutboxStory Story(NodeName node, string subject, DateTimeOffset at, MailPurpose purpose = MailPurpose.GuestExpiry, MailState state = MailState.Delivered) =>
        new(node, new OutboxEntry
        {
            Id = Id(subject, purpose),
            Purpose = purpose,
            To = new EmailAddress("x@contoso.example"),
            Sequence = 1,
            AcceptedAt = at,
            AgesFrom = at,
            State = state,
        });
}
