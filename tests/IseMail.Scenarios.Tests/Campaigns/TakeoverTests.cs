using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Campaigns;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Campaigns;

/// <summary>Kills in virtual time: many more than anybody would wait for live, and at moments that chance would seldom find.</summary>
public sealed class TakeoverTests
{
    private const int Promotions = 1_500;
    private const double Late = 1.3;
    private static readonly NodeName First = new("ise-1");
    private static readonly NodeName Second = new("ise-2");

    [Fact]
    public async Task Whoever_is_killed_when_is_replaced_within_what_is_configured()
    {
        var reading = await ReadAsync();
        var topology = reading.Value!;
        var scenarios = new CampaignScenarios(reading, CampaignKind.Kills, 1);
        var slow = Enumerable.Range(0, 2_000).AsParallel().SelectMany(number => Run(number, scenarios.Of(number)).FirstMails
            .Where(one => one.Took > Late * (one.Persona == Persona.Pan ? topology.Failover.PanTakeover : topology.SingletonTakeover))
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"run {number}: {one.Persona} after {one.Took.TotalSeconds:0.0} s")));
        slow.ShouldBeEmpty();
    }

    /// <summary>
    /// The first PAN is back about when the second is promoted in its place, and that one dies for good: before it has been polled as the
    /// primary, before it has told the first, before it has begun to act, or after.
    /// </summary>
    [Fact]
    public async Task A_PAN_that_dies_at_any_moment_of_its_promotion_is_replaced_by_the_one_that_is_back()
    {
        var reading = await ReadAsync();
        var topology = reading.Value!;
        var scenarios = new CampaignScenarios(reading, CampaignKind.Kills, 1);
        var missed = Enumerable.Range(0, Promotions).AsParallel().Select(number =>
        {
            var promoted = TimeSpan.FromSeconds(1) + topology.Failover.PanTakeover!.Value;
            var random = new Random(number);
            var back = promoted - TimeSpan.FromSeconds(4 * random.NextDouble());
            var killed = promoted + TimeSpan.FromSeconds(1.5 * random.NextDouble());
            var run = Run(number, scenarios.Of(number) with
            {
                Actions =
                [
                    new ScheduledAction(new ScenarioAction.ToNodes(NodeDeed.Kill, [First]), TimeSpan.FromSeconds(1)),
                    new ScheduledAction(new ScenarioAction.ToNodes(NodeDeed.Start, [First]), back),
                    new ScheduledAction(new ScenarioAction.ToNodes(NodeDeed.Kill, [Second]), killed) { Behind = [First] },
                ],
            });
            var result = run.Result!;
            var death = result.Actions[^1].Begun;
            var acts = result.Takeovers.Where(one => one.Persona == Persona.Pan).OrderBy(one => one.Epoch).Last();
            var late = acts.FirstMailAt is not { } mail || acts.Node != First || mail - death > Late * topology.Failover.PanTakeover;
            return late ? string.Create(CultureInfo.InvariantCulture, $"run {number}: killed after {(death - result.Begin).TotalSeconds:0.00} s: {acts.Node} after {(acts.FirstMailAt - death)?.TotalSeconds:0.0} s") : null;
        });
        missed.OfType<string>().ShouldBeEmpty();
    }

    private static CampaignRun Run(int number, Scenario scenario) =>
        new(number, new VirtualRun(scenario, scenario.Seed, new TimingModel()).Run(CancellationToken.None).Result, null);

    private static Task<Reading<Topology>> ReadAsync() => TopologyFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "campaign.yaml"), CancellationToken.None);
}
