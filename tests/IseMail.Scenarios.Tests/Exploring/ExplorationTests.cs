using System.Collections.Immutable;
using System.Text.RegularExpressions;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Reports.Sequences;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.Scenarios.Tests.Exploring;

/// <summary>Looking for a seed that breaks a promise.</summary>
public sealed partial class ExplorationTests
{
    private static readonly Scenario Failover =
        ScenarioFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "primary-pan-dies.yaml"), CancellationToken.None).GetAwaiter().GetResult().Value!;

    [Fact]
    public void Three_hundred_unlucky_days_break_no_promise()
    {
        var result = new Exploration(Failover, new TimingModel()).Run(1, 300, Environment.ProcessorCount, null, CancellationToken.None);
        (result.Discovery is { } found ? $"seed {found.Seed}: {found.Broken}" : "none").ShouldBe("none");
        result.Seeds.ShouldBe(300);
        result.Strikes.Count.ShouldBeGreaterThan(60);
    }

    [Theory]
    [InlineData(PlantedDefect.AcknowledgesUnrecorded)]
    [InlineData(PlantedDefect.DropsARecord)]
    public void A_journal_that_acknowledges_what_it_has_not_kept_is_found_and_shrunk_to_a_few_faults_and_mails(PlantedDefect defect)
    {
        var found = Find(defect);
        found.Broken.Promise.ShouldBe(Promise.NothingLost);
        found.Smallest.Faults.ShouldBeLessThanOrEqualTo(3);
        found.Smallest.Mails.ShouldBeLessThan(found.Found.Mails);
        new Exploration(Failover, new TimingModel(), defect).Play(found.Smallest, CancellationToken.None).Broken!.Promise.ShouldBe(found.Broken.Promise);
        new Exploration(Failover, new TimingModel()).Play(found.Smallest, CancellationToken.None).Broken.ShouldBeNull();
        // Without anything that goes wrong, nobody notices.
        new Exploration(Failover, new TimingModel(), defect).Play(found.Smallest with { Strikes = [], Scenario = Failover with { Actions = [] } }, CancellationToken.None).Broken.ShouldBeNull();
    }

    [Fact]
    public void What_is_found_does_not_depend_on_how_many_are_played_at_the_same_time()
    {
        var one = new Exploration(Failover, new TimingModel(), PlantedDefect.DropsARecord).Run(1, 500, 1, null, CancellationToken.None);
        var several = new Exploration(Failover, new TimingModel(), PlantedDefect.DropsARecord).Run(1, 500, 4, null, CancellationToken.None);
        several.Discovery!.Seed.ShouldBe(one.Discovery!.Seed);
        several.Discovery.Tried.ShouldBe(one.Discovery.Tried);
        several.Discovery.Broken.ShouldBe(one.Discovery.Broken);
        (several.Seeds, several.Events, several.Mails, several.Lasted).ShouldBe((one.Seeds, one.Events, one.Mails, one.Lasted));
        several.Strikes.ShouldBe(one.Strikes);
    }

    [Fact]
    public void A_discovery_is_told_from_the_mail_s_acceptance_to_the_promise_that_it_breaks()
    {
        // Nothing leaves for a while, and meanwhile all portals lose their power and come back.
        var psns = Failover.Topology.Deployment.With(Persona.Psn).Select(node => node.Name).ToImmutableArray();
        var story = new Story(Failover with { Workload = [new ScheduledCauses(new ScenarioCause.Sample(MailPurpose.GuestNotice), 20, TimeSpan.Zero, Seconds(10))], Actions = [] }, 1,
        [
            Strike.Of(new ScheduledFault(new Fault("nothing-leaves", FaultPoint.Connect, new FaultEffect.Reset(), FaultConditions.Always, Seconds(60)), Seconds(0.001))),
            Strike.Of([new(new ScenarioAction.ToNodes(NodeDeed.Kill, psns), Seconds(12)), new(new ScenarioAction.ToNodes(NodeDeed.Start, psns), Seconds(14))]),
        ]);
        var exploration = new Exploration(Failover, new TimingModel(), PlantedDefect.DropsARecord);
        var broken = exploration.Play(story, CancellationToken.None).Broken.ShouldNotBeNull();
        broken.Promise.ShouldBe(Promise.NothingLost);
        var sequence = exploration.Retell(new Discovery(1, broken, story, story, 0), CancellationToken.None);
        var lines = SequenceText.Lines(sequence, 100);
        lines.Length.ShouldBeInRange(5, 60);
        lines.ShouldAllBe(line => line.Length <= 100);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].ShouldBe("tenant");
        var accepted = Row("outbox journals: accepted");
        var killed = Row("kill psn-");
        var gone = Row("this mail is not in it");
        accepted.ShouldBeLessThan(gone);
        killed.ShouldBeLessThan(gone);
        lines.ShouldContain(line => line.Contains("… ", StringComparison.Ordinal) && line.EndsWith(" events", StringComparison.Ordinal));
        lines[^1].ShouldContain("NothingLost is broken: ");

        var diagram = MermaidText.Write(sequence, "a title; with #1 and <2>").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        diagram[0].ShouldBe("sequenceDiagram");
        diagram[1].ShouldBe("    title a title#59; with #35;1 and #60;2#62;");
        diagram.Skip(2).ShouldAllBe(line => Statement().IsMatch(line));
        diagram.Length.ShouldBe(2 + sequence.Lifelines.Length + sequence.Steps.Length);

        int Row(string what) => lines.Select((line, index) => (line, index)).First(one => one.line.Contains(what, StringComparison.Ordinal)).index;
    }

    [Fact]
    public void A_mail_that_leaves_is_drawn_from_its_outbox_over_the_sender_to_the_mailbox_and_back()
    {
        var story = new Story(Failover with { Workload = [new ScheduledCauses(new ScenarioCause.Sample(MailPurpose.GuestNotice), 3, TimeSpan.Zero, Seconds(3))], Actions = [] }, 1, []);
        var exploration = new Exploration(Failover, new TimingModel());
        var steps = new List<VirtualStep>();
        exploration.Play(story, CancellationToken.None, steps.Add).Broken.ShouldBeNull();
        // The second, whose PSN is not the one with the sender.
        var mail = steps.Where(step => step.Kind == VirtualStepKind.Arrived).ElementAt(1).Mails[0];
        var sequence = exploration.Retell(new Discovery(1, new BrokenPromise(Promise.CopiesExplained, VirtualRun.UsualBegin + Seconds(4), "as if", mail), story, story, 0), CancellationToken.None);
        sequence.Lifelines.ShouldBe(["psn-2", "sender", "tenant"]);
        sequence.Steps.Where(step => step.Mark != SequenceMark.Fold).Select(step => (step.From, step.To, step.Mark, Starts: step.Full.Split(": ")[0])).ShouldBe(
        [
            (0, 0, SequenceMark.Record, "psn-2"), (0, 0, SequenceMark.Plain, "psn-2"), (0, 1, SequenceMark.Plain, "psn-2"), (1, 1, SequenceMark.Record, "sender on psn-1"),
            (1, 2, SequenceMark.Plain, "sender on psn-1"), (2, 2, SequenceMark.Plain, "tenant"), (2, 1, SequenceMark.Answer, "tenant"), (1, 1, SequenceMark.Record, "sender on psn-1"),
            (1, 0, SequenceMark.Plain, "sender on psn-1"), (0, 0, SequenceMark.Record, "psn-2"), (0, 2, SequenceMark.Trouble, "CopiesExplained is broken"),
        ]);
        var drawn = SequenceText.Lines(sequence, 120);
        drawn.ShouldContain(line => line.Contains("├──────►│       │       psn-2: gives it to the sender", StringComparison.Ordinal));
        drawn.ShouldContain(line => line.Contains("│       │◄┄┄┄┄┄┄┤       tenant: 250 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_fault_is_documented_with_what_it_comes_from()
    {
        var rows = File.ReadAllLines(Path.Combine(TopologyFolder.Directory, "..", "docs", "exploring.md")).Where(line => line.Contains("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == 4)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (Key: cells[2].Trim('`'), Cause: cells[3]));
        rows.ShouldBe(FaultKinds.All.Select(kind => (kind.Key, kind.Cause)), ignoreOrder: true);
    }

    [Fact]
    public void The_same_seed_is_the_same_story()
    {
        Story.Of(Failover, 7).Strikes.Select(strike => strike.Kind).ShouldBe(Story.Of(Failover, 7).Strikes.Select(strike => strike.Kind));
        FaultKinds.All.Select(kind => kind.Key).ShouldBeUnique();
        FaultKinds.All.Length.ShouldBeGreaterThanOrEqualTo(65);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Discovery Find(PlantedDefect defect) => new Exploration(Failover, new TimingModel(), defect).Run(1, 2_000, Environment.ProcessorCount, null, CancellationToken.None).Discovery.ShouldNotBeNull();

    // As Mermaid's grammar has them: somebody takes part, an arrow, a note; the text up to the end of the line, in which a semicolon ends an entity alone.
    [GeneratedRegex(@"^    (participant p\d+ as |p\d+-?->>p\d+: |Note over p\d+(,p\d+)?: )([^;#]|#\d+;)+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Statement();
}
