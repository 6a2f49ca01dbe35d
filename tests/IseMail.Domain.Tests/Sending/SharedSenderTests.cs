using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Sending;

public class SharedSenderTests
{
    private static readonly NodeName Node = new("psn-1");

    [Fact]
    public void Through_any_sequence_of_lost_senders_and_connections_no_mail_is_lost_and_every_duplicate_was_in_doubt()
    {
        Gen.Select(Gen.Int[0, 99].Array[10, 300], Gen.Int[1, 40], Gen.Int[1, 5], Gen.Bool).Sample((chances, mails, nodes, asksAhead) =>
        {
            var mailbox = new SendingRehearsal(nodes, mails, chances, asksAhead);
            mailbox.Run();

            mailbox.Undelivered.ShouldBeEmpty("every accepted mail is delivered in the end");
            foreach (var (id, copies) in mailbox.Copies)
                (copies - 1).ShouldBeLessThanOrEqualTo(mailbox.Doubts(id), "a duplicate is always one that was named as in doubt");
            mailbox.Copies.Values.Sum(copies => copies - 1).ShouldBeLessThanOrEqualTo(3 * mailbox.SendersLost + mailbox.RepliesLost);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_faults_every_mail_arrives_exactly_once_and_nothing_is_left_under_way(bool asksAhead)
    {
        var rehearsal = new SendingRehearsal(nodes: 5, mailsPerNode: 40, chances: [], asksAhead);
        rehearsal.Run();
        (rehearsal.HeldAhead > 100).ShouldBe(asksAhead);
        rehearsal.Copies.Count.ShouldBe(200);
        rehearsal.Copies.Values.ShouldAllBe(copies => copies == 1);
    }

    [Fact]
    public void Nodes_with_equally_urgent_mail_take_turns()
    {
        var sender = New(SenderSettings.Default with { Connections = 1, Budget = SendingBudget.Unlimited });
        foreach (var name in (string[])["psn-1", "psn-2", "psn-3"]) sender.Offered(new NodeName(name), new OutboxOffer(0, 100, 0));
        Open(sender);
        var asked = new List<string>();
        for (var turn = 0; turn < 9; turn++)
        {
            var ask = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
            asked.Add(ask.Node.Value);
            sender.Declined(ask.Grant, Mails.Start);
        }
        asked.GroupBy(name => name).ShouldAllBe(group => group.Count() == 3);
    }

    [Fact]
    public void The_next_mail_out_is_the_alarm_whatever_waits_on_other_nodes()
    {
        var sender = New(SenderSettings.Default);
        sender.Offered(Node, new OutboxOffer(0, 10_000, 500));
        Open(sender);
        sender.Offered(new NodeName("mnt-1"), new OutboxOffer(1, 0, 0));
        sender.Next(Mails.Start).OfType<SenderAction.Ask>().First().Node.ShouldBe(new NodeName("mnt-1"));
    }

    [Fact]
    public void A_mail_held_ahead_has_not_begun_and_makes_way_for_an_alarm()
    {
        var memory = new SenderMemory(TimeSpan.FromDays(1));
        memory.Apply(memory.Start(Mails.Start));
        var sender = new SharedSender(
            SenderSettings.Default with { Connections = 1, Budget = SendingBudget.Unlimited }, memory, new SendingPace(SendingBudget.Unlimited), asksAhead: true);
        var mails = Mails.Many(MailPurpose.GuestNotice, 2);
        var alarm = Mails.Of(MailPurpose.Alarm, 1);
        sender.Offered(Node, new OutboxOffer(0, 2, 0));
        Open(sender);
        var first = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        sender.Submitted(first.Grant, Node, mails[0].Id, 0, Mails.Start).ShouldBeOfType<SenderAnswer.Begin>();
        var ahead = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        sender.Submitted(ahead.Grant, Node, mails[1].Id, 0, Mails.Start).ShouldBe(new SenderAnswer.Hold(0));
        memory.IsBegun(mails[1].Id).ShouldBeFalse();
        sender.Holds(mails[1].Id).ShouldBeTrue();

        sender.Offered(Node, new OutboxOffer(1, 0, 0));
        var actions = sender.Next(Mails.Start);
        actions.OfType<SenderAction.GiveBack>().ShouldBe([new SenderAction.GiveBack(Node, mails[1].Id)]);
        var urgent = actions.OfType<SenderAction.Ask>().Single();
        sender.Submitted(urgent.Grant, Node, alarm.Id, 0, Mails.Start).ShouldBe(new SenderAnswer.Hold(0));
        sender.Finished(0, mails[0].Id, new SubmissionResult(new SubmissionOutcome.Delivered("250"), Usable: true), Mails.Start);
        sender.Next(Mails.Start).OfType<SenderAction.Begin>().Single().Begun.Id.ShouldBe(alarm.Id);
    }

    [Fact]
    public void An_alarm_is_the_next_mail_out_whichever_connection_becomes_free_first()
    {
        var sender = New(SenderSettings.Default with { Connections = 2, Budget = SendingBudget.Unlimited }, asksAhead: true);
        var mails = Mails.Many(MailPurpose.GuestNotice, 4);
        var alarm = Mails.Of(MailPurpose.Alarm, 1);
        sender.Offered(Node, new OutboxOffer(0, 4, 0));
        sender.Next(Mails.Start).OfType<SenderAction.Open>().Count().ShouldBe(2);
        sender.Opened(0, Mails.Start);
        sender.Opened(1, Mails.Start);
        var first = sender.Next(Mails.Start).OfType<SenderAction.Ask>().ToList();
        foreach (var (number, ask) in first.Index()) sender.Submitted(ask.Grant, Node, mails[number].Id, 0, Mails.Start).ShouldBeOfType<SenderAnswer.Begin>();

        // Both connections are busy; one asks ahead for the alarm, the other for guest mail, which comes sooner.
        sender.Offered(Node, new OutboxOffer(1, 2, 0));
        var ahead = sender.Next(Mails.Start).OfType<SenderAction.Ask>().ToList();
        sender.Submitted(ahead[1].Grant, Node, mails[2].Id, 0, Mails.Start).ShouldBe(new SenderAnswer.Hold(1));
        sender.Finished(1, mails[1].Id, new SubmissionResult(new SubmissionOutcome.Delivered("250"), Usable: true), Mails.Start);
        sender.Next(Mails.Start).OfType<SenderAction.Begin>().ShouldBeEmpty("the alarm is on its way");

        sender.Submitted(ahead[0].Grant, Node, alarm.Id, 0, Mails.Start).ShouldBe(new SenderAnswer.Hold(0));
        sender.Next(Mails.Start).OfType<SenderAction.Begin>().ShouldBe([new SenderAction.Begin(1, new MailBegun(alarm.Id, Node, Mails.Start))]);
        sender.Finished(1, alarm.Id, new SubmissionResult(new SubmissionOutcome.Delivered("250"), Usable: true), Mails.Start);
        sender.Next(Mails.Start).OfType<SenderAction.Begin>().Single().Begun.Id.ShouldBe(mails[2].Id);
    }

    [Fact]
    public void A_mail_held_for_a_connection_that_is_lost_goes_back_to_its_outbox()
    {
        var sender = New(SenderSettings.Default with { Connections = 1, Budget = SendingBudget.Unlimited }, asksAhead: true);
        var mails = Mails.Many(MailPurpose.GuestNotice, 2);
        sender.Offered(Node, new OutboxOffer(0, 2, 0));
        Open(sender);
        foreach (var mail in mails)
        {
            var ask = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
            sender.Submitted(ask.Grant, Node, mail.Id, 0, Mails.Start);
        }
        sender.Finished(0, mails[0].Id, new SubmissionResult(new SubmissionOutcome.InDoubt("lost"), Usable: false), Mails.Start);
        sender.Next(Mails.Start).ShouldContain(new SenderAction.GiveBack(Node, mails[1].Id));
        sender.Holds(mails[1].Id).ShouldBeFalse();
    }

    [Fact]
    public void A_mail_whose_delivery_is_not_recorded_yet_is_not_sent_again_though_its_outbox_gives_it_again()
    {
        var settings = SenderSettings.Default with { Connections = 2, Budget = SendingBudget.Unlimited };
        var memory = new SenderMemory(settings.Remember);
        memory.Apply(memory.Start(Mails.Start));
        var sender = new SharedSender(settings, memory, new SendingPace(settings.Budget), false);
        var mail = Mails.Of(MailPurpose.Alarm, 1);
        sender.Offered(Node, new OutboxOffer(1, 0, 0));
        Open(sender);
        var first = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        var begin = sender.Submitted(first.Grant, Node, mail.Id, 0, Mails.Start).ShouldBeOfType<SenderAnswer.Begin>();
        memory.Apply(new SenderEvent.SenderTurn([], [begin.Begun]));
        var settled = sender.Finished(begin.Slot, mail.Id, new SubmissionResult(new SubmissionOutcome.Delivered("250"), Usable: true), Mails.Start);

        sender.Offered(Node, new OutboxOffer(1, 0, 0));
        var second = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        sender.Submitted(second.Grant, Node, mail.Id, 0, Mails.Start).ShouldBeOfType<SenderAnswer.Known>().Outcome.ShouldBeOfType<SubmissionOutcome.Deferred>();
        memory.Apply(new SenderEvent.SenderTurn([settled], []));
        sender.Offered(Node, new OutboxOffer(1, 0, 0));
        var third = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        sender.Submitted(third.Grant, Node, mail.Id, 0, Mails.Start).ShouldBeOfType<SenderAnswer.Known>().Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
    }

    [Fact]
    public void With_a_budget_nothing_is_asked_for_ahead()
    {
        var sender = New(SenderSettings.Default with { Connections = 1 }, asksAhead: true);
        sender.Offered(Node, new OutboxOffer(0, 2, 0));
        Open(sender);
        var ask = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();
        sender.Submitted(ask.Grant, Node, Mails.Of(MailPurpose.GuestNotice, 1).Id, 0, Mails.Start);
        sender.Next(Mails.Start).ShouldBeEmpty();
    }

    [Fact]
    public void A_mail_that_an_earlier_sender_delivered_is_settled_and_not_sent_again()
    {
        var memory = new SenderMemory(TimeSpan.FromDays(1));
        var mail = Mails.Of(MailPurpose.GuestNotice, 1);
        memory.Apply(memory.Start(Mails.Start));
        memory.Apply(new SenderEvent.SenderTurn([], [new MailBegun(mail.Id, Node, Mails.Start)]));
        memory.Apply(new SenderEvent.SenderTurn([new MailSettled(mail.Id, SubmissionEnding.Delivered, Mails.Start)], []));
        memory.Apply(memory.Start(Mails.Start));
        var sender = new SharedSender(SenderSettings.Default, memory, new SendingPace(SendingBudget.ExchangeOnline));
        sender.Offered(Node, new OutboxOffer(0, 1, 0));
        Open(sender);
        var ask = sender.Next(Mails.Start).OfType<SenderAction.Ask>().Single();

        sender.Submitted(ask.Grant, Node, mail.Id, 0, Mails.Start)
            .ShouldBeOfType<SenderAnswer.Known>().Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
    }

    [Fact]
    public void Failing_to_connect_costs_no_mail_an_attempt_and_is_tried_at_growing_intervals_by_one_connection()
    {
        var sender = New(SenderSettings.Default);
        sender.Offered(Node, new OutboxOffer(0, 50, 0));
        var now = Mails.Start;
        sender.Next(now).OfType<SenderAction.Open>().Count().ShouldBe(3);
        var failure = new ConnectionFailure(ConnectionStage.Tcp, ConnectionFailureKind.Transient, "refused");
        for (var slot = 0; slot < 3; slot++) sender.OpenFailed(slot, failure, now, 0.5);
        var waits = new List<double>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            sender.Next(now).ShouldBeEmpty();
            var wake = sender.NextWake(now)!.Value;
            waits.Add((wake - now).TotalSeconds);
            now = wake;
            sender.OpenFailed(sender.Next(now).OfType<SenderAction.Open>().Single().Slot, failure, now, 0.5);
        }
        waits.ShouldBe(waits.Order());
        waits[^1].ShouldBeLessThanOrEqualTo(60);
    }

    [Fact]
    public void A_refused_token_is_replaced_once_at_once_before_anybody_is_called()
    {
        var sender = New(SenderSettings.Default with { Connections = 1 });
        sender.Offered(Node, new OutboxOffer(0, 1, 0));
        sender.Next(Mails.Start).ShouldBe([new SenderAction.Open(0, FreshToken: false)]);
        sender.OpenFailed(0, new ConnectionFailure(ConnectionStage.Authentication, ConnectionFailureKind.TokenRefused, "535 5.7.3"), Mails.Start, 0.5);
        sender.Next(Mails.Start).ShouldBe([new SenderAction.Open(0, FreshToken: true)]);
        sender.OpenFailed(0, new ConnectionFailure(ConnectionStage.Authentication, ConnectionFailureKind.TokenRefused, "535 5.7.3"), Mails.Start, 0.5);
        sender.Next(Mails.Start).ShouldBeEmpty();
    }

    private static SharedSender New(SenderSettings settings, bool asksAhead = false)
    {
        var memory = new SenderMemory(settings.Remember);
        memory.Apply(memory.Start(Mails.Start));
        return new SharedSender(settings, memory, new SendingPace(settings.Budget), asksAhead);
    }

    private static void Open(SharedSender sender)
    {
        foreach (var open in sender.Next(Mails.Start).OfType<SenderAction.Open>()) sender.Opened(open.Slot, Mails.Start);
    }
}
