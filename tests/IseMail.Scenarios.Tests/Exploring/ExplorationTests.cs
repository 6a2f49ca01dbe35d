using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;

namespace IseMail.Scenarios.Tests.Exploring;

/// <summary>Looking for a seed that breaks a promise.</summary>
public sealed class ExplorationTests
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

    [Fact]
    public void A_disk_that_acknowledges_what_it_has_not_kept_is_found_and_shrunk_to_a_few_faults()
    {
        var result = new Exploration(Failover, new TimingModel(), PlantedDefect.AcknowledgesUnrecorded).Run(1, 2_000, Environment.ProcessorCount, null, CancellationToken.None);
        var found = result.Discovery.ShouldNotBeNull();
        found.Broken.Promise.ShouldBe(Promise.NothingLost);
        found.Smallest.Strikes.Length.ShouldBeLessThanOrEqualTo(3);
        found.Smallest.Mails.ShouldBeLessThan(found.Found.Mails);
        new Exploration(Failover, new TimingModel(), PlantedDefect.AcknowledgesUnrecorded).Play(found.Smallest, CancellationToken.None).Broken!.Promise.ShouldBe(found.Broken.Promise);
        new Exploration(Failover, new TimingModel()).Play(found.Smallest, CancellationToken.None).Broken.ShouldBeNull();
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
}
