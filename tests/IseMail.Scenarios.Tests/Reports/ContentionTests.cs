using System.Globalization;
using CsCheck;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Tests.Reports.Records;

namespace IseMail.Scenarios.Tests.Reports;

/// <summary>Who used the mailbox, and who waited meanwhile.</summary>
public sealed class ContentionTests
{
    // psn-1 sends one mail a second; psn-2 waits 20 s for its first, and has nothing to wait for with its second; psn-3 gets nothing through.
    private static readonly RunRecord Queue = Of(
    [
        .. Enumerable.Range(0, 30).Select(i => Delivered(i, "psn-1", i, i + 1)), Delivered(100, "psn-2", 5.5, 25.5), Delivered(101, "psn-2", 90, 90.5),
        Delivered(102, "psn-3", 80, 81) with { State = MailState.Queued, Trouble = MailTrouble.Queued, Arrivals = [], Outboxes = [new OutboxRecord("psn-3", Seconds(80), null, "432 4.3.2", [])] },
    ]);

    [Fact]
    public void A_node_waits_while_messages_of_others_arrive_and_not_for_its_own()
    {
        var nodes = Contention.Of(Queue).Nodes.ToDictionary(node => node.Use.Node);
        nodes.Keys.ShouldBe(["psn-1", "psn-2", "psn-3"]);
        (nodes["psn-2"].Total, nodes["psn-2"].Longest, nodes["psn-2"].Others).ShouldBe((Seconds(20.5), Seconds(20), 20));
        (nodes["psn-1"].Total, nodes["psn-1"].Longest, nodes["psn-1"].Others).ShouldBe((Seconds(30), Seconds(1), 1));
        (nodes["psn-3"].Total, nodes["psn-3"].Longest, nodes["psn-3"].Others).ShouldBe((Seconds(20), Seconds(20), 1));
        nodes["psn-2"].Waiting(Seconds(10)).ShouldBe(1);
        nodes["psn-2"].Waiting(Seconds(30)).ShouldBe(0);
        nodes["psn-3"].Waiting(Seconds(99)).ShouldBe(1);
    }

    [Fact]
    public void What_a_person_has_to_decide_waits_no_more()
    {
        var parked = Delivered(1, "psn-1", 10, 11) with
        {
            State = MailState.Parked,
            Arrivals = [],
            Outboxes = [new OutboxRecord("psn-1", Seconds(10), null, "550", [new StepRecord(MailStepKind.Deferred, Seconds(12), "451", Seconds(20)), new StepRecord(MailStepKind.Parked, Seconds(25), "550", null)])],
        };
        Contention.Of(Of(parked)).Nodes.ShouldHaveSingleItem().Total.ShouldBe(Seconds(15));
    }

    [Fact]
    public void The_page_shows_it_by_node_and_a_node_that_sent_nothing_is_in_it()
    {
        var section = HtmlReportTests.Parse(HtmlReport.Write(Queue)).Descendants("section").Single(one => one.Attribute("id")?.Value == "budget");
        section.Descendants("tbody").Single().Elements("tr").Select(row => string.Join(" | ", row.Elements("td").Select(cell => cell.Value))).ShouldBe(
        [
            "psn-1 | 30 | 93.8 % | 30 of 30 | 0.5 | 1.00 s | 1", "psn-2 | 2 | 6.3 % | 1 of 30 | 0.34 | 20.0 s | 20", "psn-3 | 0 | 0 % | 0 of 30 | 0.33 | 20.0 s | 1",
        ]);
        // One area for each node that sent, for each that held connections, for each that waited.
        section.Descendants("path").Count(path => path.Attribute("class")!.Value.StartsWith("area ", StringComparison.Ordinal)).ShouldBe(2 + 1 + 3);
    }

    [Fact]
    public void Whatever_waits_and_arrives_nobody_waits_a_negative_time_or_longer_than_the_run() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 99], Gen.Int[0, 99]).Array[1, 60].Sample(mails =>
        {
            var record = Of(mails.Select((mail, i) => Delivered(i, "psn-" + mail.Item1.ToString(CultureInfo.InvariantCulture), mail.Item2, Math.Max(mail.Item2, mail.Item3))));
            foreach (var node in Contention.Of(record).Nodes)
            {
                node.Longest.GetValueOrDefault().ShouldBeInRange(TimeSpan.Zero, record.Length);
                node.Total.ShouldBeInRange(TimeSpan.Zero, record.Length * node.From.Length);
                node.Others.ShouldBeLessThanOrEqualTo(mails.Length - node.From.Length);
                node.Waiting(record.Length).ShouldBe(0);
            }
        });
}
