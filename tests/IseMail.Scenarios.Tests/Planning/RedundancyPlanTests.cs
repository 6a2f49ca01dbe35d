using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Planning;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Planning;

/// <summary>What layouts cost and survive, as it is reckoned and as it comes to pass.</summary>
public sealed class RedundancyPlanTests
{
    private static readonly TimeSpan Person = TimeSpan.FromMinutes(30);

    // What a process takes to read its journal and write its term.
    private static readonly TimeSpan TakingUp = TimeSpan.FromSeconds(1);

    [Fact]
    public void Each_layout_costs_nodes_connections_and_mails_and_survives_what_its_rules_say() =>
        Plan("medium").Select(Row).ShouldBe(
        [
            "as it is: 7 nodes, 3 of 3, 30; expiry Takeover 1m 30s, alarm Takeover 8s, portal Takeover 1m 30s; 4 portals",
            "a single PAN: 7 nodes, 3 of 3, 30; expiry Return, alarm Takeover 8s, portal Return; 4 portals !",
            "no standby MnT: 7 nodes, 3 of 3, 30; expiry Takeover 1m 30s, alarm Return, portal Takeover 1m 30s; 4 portals !",
            "PAN and MnT on nodes of their own: 9 nodes, 3 of 3, 30; expiry Takeover 1m 30s, alarm Takeover 8s, portal Takeover 1m 30s; 4 portals",
            "one PSN fewer (4): 6 nodes, 3 of 3, 30; expiry Takeover 1m 30s, alarm Takeover 8s, portal Takeover 1m 30s; 3 portals",
            "PAN promoted by hand: 7 nodes, 3 of 3, 30; expiry Person 30m, alarm Takeover 8s, portal Person 30m; 4 portals",
            "a sender on each node: 7 nodes, 21 of 3, 30; expiry Takeover 1m 30s, alarm Takeover 8s, portal Takeover 1m 30s; 4 portals",
        ]);

    [Fact]
    public void Two_nodes_have_no_automatic_PAN_failover_and_that_is_said() =>
        Plan("small").Select(Row).ShouldBe(
        [
            "as it is: 2 nodes, 3 of 3, 30; expiry Person 30m, alarm Takeover 10s, portal Person 30m; 1 portals",
            "a single PAN: 2 nodes, 3 of 3, 30; expiry Return, alarm Takeover 10s, portal Return; 1 portals !",
            "no standby MnT: 2 nodes, 3 of 3, 30; expiry Person 30m, alarm Return, portal Person 30m; 1 portals !",
            "one PSN fewer (1): 2 nodes, 3 of 3, 30; expiry Return, alarm Return, portal Return; 0 portals !",
            "automatic PAN failover, ISE's defaults: 2 nodes, 3 of 3, 30; expiry Person 30m, alarm Takeover 10s, portal Person 30m; 1 portals !",
            "a sender on each node: 2 nodes, 6 of 3, 30; expiry Person 30m, alarm Takeover 10s, portal Person 30m; 1 portals",
        ]);

    [Fact]
    public void One_node_survives_nothing_and_a_second_one_is_proposed()
    {
        var plan = Plan("standalone");
        plan.Select(one => one.Layout.Name).ShouldBe([Layouts.AsItIs, "a second node with all personas", "a sender on each node"]);
        MailPurposes.Daily.ShouldAllBe(purpose => plan[0].Worst(purpose).Interruption == Interruption.UntilReturn);
        MailPurposes.Daily.ShouldAllBe(purpose => plan[1].Worst(purpose).Interruption.End != InterruptionEnd.Return);
        plan[1].Layout.Topology.Deployment.Model.ShouldBe(DeploymentModel.Small);
    }

    [Fact]
    public void Of_two_nodes_without_a_common_database_the_loss_of_one_stops_everything()
    {
        var topology = Read("""
            model: small
            nodes:
              - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt], address: "b.contoso.example:4053" }
              - { name: ise-2, personas: [pan, mnt, psn], address: "a.contoso.example:4053" }
            tenant: embedded
            cluster: { bind: 0.0.0.0 }
            """);
        var losses = NodeLoss.Of(topology, Person);
        losses[1].Interruptions.Values.ShouldAllBe(interruption => interruption == Interruption.UntilReturn);
        losses[0].Interruptions[MailPurpose.GuestExpiry].ShouldBe(new Interruption(InterruptionEnd.Person, Person));
    }

    [Fact]
    public void Promotion_and_a_workload_count_and_times_are_ISE_s_own_however_a_run_scales_them()
    {
        var topology = Read("""
            model: medium
            nodes:
              - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
              - { name: ise-2, personas: [pan, mnt] }
              - { name: "psn-{1..2}", personas: [psn] }
            tenant: embedded
            panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2 }
            failover: { promotion: 15m, timeScale: 0.1 }
            workload: { every: 30s }
            """);
        var plan = RedundancyPlan.Of(topology, Person);
        // 12 minutes of polls at the most, and three mails and two at each PSN twice a minute.
        plan[0].Worst(MailPurpose.PasswordExpiry).Interruption.ShouldBe(new Interruption(InterruptionEnd.Takeover, TimeSpan.FromMinutes(27)));
        plan[0].Sending.Left.ShouldBe(30 - 14);
        var fewer = plan.Single(one => one.Layout.Name.StartsWith("one PSN fewer", StringComparison.Ordinal));
        fewer.Sending.Left.ShouldBe(30 - 10);
        // The PSN that is left polls for the one that is gone.
        fewer.Layout.Topology.Failover.PanHa!.SecondaryHealthCheckNode.ShouldBe(fewer.Layout.Topology.Failover.PanHa.PrimaryHealthCheckNode);
        fewer.Layout.Objections.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TopologyNames))]
    public void Every_layout_of_a_shipped_topology_can_be_read_of_by_all_rules_and_keeps_one_primary_of_each(string name)
    {
        foreach (var layout in Plan(name).Select(one => one.Layout))
        {
            foreach (var persona in new[] { Persona.Pan, Persona.Mnt }) layout.Topology.Deployment.With(persona).Count(node => node.PrimaryFor.Contains(persona)).ShouldBe(1, layout.Name);
            (layout.Topology.Failover.PanHa?.Check(layout.Topology.Deployment) ?? []).ShouldBeEmpty(layout.Name);
            DeploymentLimits.Check(layout.Topology.Deployment).All(problem => layout.Objections.Contains(problem.What)).ShouldBeTrue(layout.Name);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(29)]
    public async Task What_is_reckoned_of_a_lost_node_comes_to_pass_in_virtual_time(int seconds)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-planning-");
        try
        {
            var file = Path.Combine(directory.FullName, "s.yaml");
            await File.WriteAllTextAsync(file, $$"""
                name: reckoned
                topology: {{TopologyFolder.File("medium")}}
                within: 10m
                expect: { duplicated: inDoubt }
                actions: [ { at: {{seconds}}s, kill: ise-1 } ]
                workload:
                  - { cause: guestExpiry, count: 60, over: 3m }
                  - { cause: alarm, count: 60, over: 3m }
                """);
            var scenario = (await ScenarioFile.ReadAsync(file, CancellationToken.None)).Value!;
            var loss = NodeLoss.Of(scenario.Topology, Person).Single(one => one.Node.Name.Value == "ise-1");
            var ended = new VirtualRun(scenario, 1, new TimingModel()).Run(CancellationToken.None).Result;
            var died = ended.Actions[0].Begun;
            foreach (var (persona, purpose) in new[] { (Persona.Pan, MailPurpose.GuestExpiry), (Persona.Mnt, MailPurpose.Alarm) })
                (ended.Takeovers.Single(one => one.Persona == persona && one.Epoch == 2).At - died).ShouldBeLessThanOrEqualTo(loss.Interruptions[purpose].Longest + TakingUp);
            (ended.Takeovers.Single(one => one.Persona == Persona.Pan && one.Epoch == 2).At - died).ShouldBeGreaterThanOrEqualTo(PanPolling.Of(scenario.Topology.Failover.PanHa!).Shortest - TakingUp);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public static TheoryData<string> TopologyNames => [.. TopologyFolder.Names];

    private static ImmutableArray<PlannedLayout> Plan(string name) => RedundancyPlan.Of(Read(File.ReadAllText(TopologyFolder.File(name))), Person);

    private static Topology Read(string text)
    {
        var reading = TopologyFile.Parse(text, "t.yaml");
        reading.Problems.ShouldBeEmpty();
        return reading.Value!;
    }

    private static string Row(PlannedLayout one) =>
        $"{one.Layout.Name}: {one.Nodes} nodes, {one.Sending.Connections} of {one.Sending.MostConnections}, {one.Sending.Left}; "
        + $"expiry {Stop(one, MailPurpose.PasswordExpiry)}, alarm {Stop(one, MailPurpose.Alarm)}, portal {Stop(one, MailPurpose.GuestNotice)}; {one.PortalsLeft} portals{(one.Layout.Objections.IsEmpty ? "" : " !")}";

    private static string Stop(PlannedLayout one, MailPurpose purpose) => one.Worst(purpose).Interruption is { End: InterruptionEnd.Return }
        ? "Return"
        : $"{one.Worst(purpose).Interruption.End} {Domain.Texts.DurationText.InParts(one.Worst(purpose).Interruption.Longest)}";
}
