using System.Text;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Tests.Live;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Failover;

/// <summary>What becomes of two nodes that lose each other: neither is a majority, so the one that takes the lease in their database goes on.</summary>
public sealed class TwoNodesTests
{
    private const string Topology = """
        name: test
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms, greatest: 1s } }
        tenant: { limits: none }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whichever_of_the_two_is_killed_the_other_goes_on_with_alarms_and_its_actor_system_is_not_restarted(bool lowerIsKilled)
    {
        await using var live = await StartAsync();
        var (lower, higher) = ByAddress(live);
        var (killed, survivor) = lowerIsKilled ? (lower, higher) : (higher, lower);
        await live.RaiseAsync(MailPurpose.Alarm, 2);
        await live.LedgerAsync(summary => summary.Total is { Delivered: 2, Queued: 0 });

        await live.Deployment.KillNodeAsync(killed.Node.Name);
        await live.RaiseAsync(MailPurpose.Alarm, 3);
        // Where the survivor was the active MnT anyway, alarms go on before anything is decided.
        await live.UntilAsync(() => survivor.WhenEnded.IsCompleted || Log(live, survivor).Contains("this node has the lease and goes on", StringComparison.Ordinal));
        await live.RaiseAsync(MailPurpose.Alarm, 1);

        var ledger = await live.LedgerAsync(summary => summary.Total is { Delivered: 6, Queued: 0 });
        ledger.Summary().EachArrivedOnce.ShouldBeTrue(ledger.Summary().Total.ToString());
        OneOwner(ledger);
        ledger.Terms.Last(term => term.Persona == Persona.Mnt).Node.ShouldBe(survivor.Node.Name);
        survivor.WhenEnded.IsCompleted.ShouldBeFalse();
        live.Node(survivor.Node.Name.Value).ShouldBeSameAs(survivor);
    }

    [Fact]
    public async Task Of_two_that_are_cut_apart_exactly_one_goes_on_the_other_comes_back_when_the_links_are_whole_and_survives_the_first_one_s_death()
    {
        await using var live = await StartAsync(breakableLinks: true);
        var (one, other) = ByAddress(live);
        await live.RaiseAsync(MailPurpose.Alarm, 2);
        await live.LedgerAsync(summary => summary.Total is { Delivered: 2, Queued: 0 });

        await live.Deployment.ChangeLinksAsync(links => links.Partition([[one.Node.Name], [other.Node.Name]]), live.Cancellation);
        var raising = live.RaiseAsync(MailPurpose.Alarm, 6);
        await Task.WhenAny(one.WhenEnded, other.WhenEnded).WaitAsync(live.Cancellation);
        var (survivor, gaveWay) = one.WhenEnded.IsCompleted ? (other, one) : (one, other);
        await live.UntilAsync(() => !live.Deployment.Running.ContainsKey(gaveWay.Node.Name));
        Log(live, survivor).ShouldContain("this node has the lease and goes on");
        Log(live, gaveWay).ShouldContain($"{survivor.Address.Host}:{survivor.Address.Port} has the lease and goes on; this node ends itself");

        await live.Deployment.ChangeLinksAsync(links => links.Heal(), live.Cancellation);
        await raising;
        await live.UntilAsync(() => live.Deployment.Running.ContainsKey(gaveWay.Node.Name) && survivor.MembersUp() == 2);
        survivor.WhenEnded.IsCompleted.ShouldBeFalse();
        live.Node(survivor.Node.Name.Value).ShouldBeSameAs(survivor);
        var apart = await live.LedgerAsync(summary => summary.Total is { Delivered: 8, Queued: 0 });
        // What the one that gave way had just sent may have been in doubt, and then came twice.
        apart.Summary().EachArrived.ShouldBeTrue(apart.Summary().Total.ToString());
        OneOwner(apart);

        // The one that is killed has the lease now, and had it renewed until it died.
        var back = live.Node(gaveWay.Node.Name.Value);
        await live.Deployment.KillNodeAsync(survivor.Node.Name);
        await live.RaiseAsync(MailPurpose.Alarm, 3);
        var ledger = await live.LedgerAsync(summary => summary.Total is { Delivered: 11, Queued: 0 });
        ledger.Summary().EachArrived.ShouldBeTrue(ledger.Summary().Total.ToString());
        OneOwner(ledger);
        back.WhenEnded.IsCompleted.ShouldBeFalse();
        live.Node(back.Node.Name.Value).ShouldBeSameAs(back);
    }

    [Fact]
    public async Task A_node_that_loses_the_other_and_the_database_ends_itself_says_why_and_goes_on_when_the_database_is_back()
    {
        await using var live = await StartAsync();
        var (survivor, killed) = ByAddress(live);
        await using (await live.Deployment.Storage.StopAsync(live.Cancellation))
        {
            await live.Deployment.KillNodeAsync(killed.Node.Name);
            await survivor.WhenEnded.WaitAsync(live.Cancellation);
        }
        Log(live, survivor).ShouldContain("there is no lease: the database that they share cannot be used");
        await live.UntilAsync(() => live.Deployment.Running.ContainsKey(survivor.Node.Name));
        await live.RaiseAsync(MailPurpose.Alarm, 2);
        (await live.LedgerAsync(summary => summary.Total is { Delivered: 2, Queued: 0 })).Summary().EachArrivedOnce.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", SurvivorRule.Lease)]
    [InlineData("storage: { postgresql: { connectionString: { environment: ISEMAIL_DATABASE } } }\ncluster: { bind: 10.0.0.1 }", SurvivorRule.Lease)]
    [InlineData("cluster: { bind: 10.0.0.1 }", SurvivorRule.Majority)]
    public void A_lease_decides_where_both_nodes_reach_the_database_it_stands_in(string more, SurvivorRule expected)
    {
        var apart = more.Length == 0 ? Topology : Topology.Replace("{ name: ise-", "{ address: \"{name}:4053\", name: ise-", StringComparison.Ordinal);
        Rule($"{apart}\n{more}\n").ShouldBe(expected);
    }

    [Fact]
    public void Of_three_nodes_a_majority_goes_on_and_no_database_is_asked() => Rule("""
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: psn-1, personas: [psn] }
        tenant: embedded
        """).ShouldBe(SurvivorRule.Majority);

    /// <summary>Two nodes, each of which has the settings: one that never got them from the primary PAN could send nothing without it.</summary>
    private static async Task<LiveFixture> StartAsync(bool breakableLinks = false)
    {
        var live = await LiveFixture.StartAsync(Topology, breakableLinks: breakableLinks);
        await live.SettingsAsync(settings => settings.Version.Version > 0 && settings.Nodes.Count == 2 && settings.Nodes.Values.All(version => version == settings.Version.Version));
        return live;
    }

    private static SurvivorRule Rule(string topology)
    {
        var reading = TopologyFile.Parse(topology, "test.yaml");
        reading.Problems.ShouldBeEmpty();
        return reading.Value!.Survivor;
    }

    /// <summary>The cluster's order: Akka compares hosts, then ports.</summary>
    private static (NodeHost Lower, NodeHost Higher) ByAddress(LiveFixture live)
    {
        var nodes = new[] { live.Node("ise-1"), live.Node("ise-2") }.OrderBy(node => node.Address.Port).ToList();
        return (nodes[0], nodes[1]);
    }

    private static void OneOwner(Domain.Ledger.DeliveryLedger ledger)
    {
        ledger.TwoOwners.Terms.ShouldBeEmpty();
        ledger.TwoOwners.Mails.ShouldBeEmpty();
    }

    private static string Log(LiveFixture live, NodeHost node)
    {
        using var stream = new FileStream(Path.Combine(live.Directory, "logs", node.Node.Name.Value, Cluster.Logging.NodeLogs.NodeFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
