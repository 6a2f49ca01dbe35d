using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Campaigns;

/// <summary>What a campaign does to deployments.</summary>
public enum CampaignKind
{
    /// <summary>Nodes are killed and come back.</summary>
    Kills,

    /// <summary>Nodes are restarted in order, PANs promoted by hand, the shared sender moved.</summary>
    Handovers,

    /// <summary>The links between nodes are cut and healed.</summary>
    Partitions,
}

/// <summary>
/// Makes the scenarios of a campaign: mail of every purpose, and something that goes wrong in the middle of it at a time that
/// chance chooses. What goes wrong comes in turn, so that each kind of node is hit: the primary PAN, the node with the shared
/// sender, both PANs one after the other, and any.
/// </summary>
/// <param name="topology">The deployment.</param>
/// <param name="kind">What goes wrong.</param>
/// <param name="seed">Where random numbers begin.</param>
public sealed class CampaignScenarios(Reading<Topology> topology, CampaignKind kind, int seed)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan MailFor = TimeSpan.FromSeconds(17);
    private const int MailsOfPurpose = 8;
    // The first mail of another owner cannot leave before it arises: what is to take 2 s at most is not measured by a mail each 2 s.
    private const int MailsOfPurposeWhileHandedOver = 40;

    private readonly Topology _topology = topology.Value ?? throw new ArgumentException("a topology with problems", nameof(topology));

    /// <summary>Nothing is lost, every second copy was in doubt, and no duty ever has two owners.</summary>
    public static Expectation Promise { get; } = Expectation.Standard with { Mail = MailExpectation.Standard with { Duplicated = CountRule.Doubted } };

    /// <summary>The scenario of run <paramref name="number"/>, counted from 0; the same seed and number make the same.</summary>
    public Scenario Of(int number)
    {
        var random = new Random(HashCode.Of(seed, number));
        return new Scenario(
            string.Create(CultureInfo.InvariantCulture, $"campaign-{seed}-{number}"), "", _topology, topology, random.Next(), Within, "visitors.example",
            [.. MailPurposes.Daily.Select(purpose => new ScheduledCauses(new ScenarioCause.Sample(purpose), kind == CampaignKind.Handovers ? MailsOfPurposeWhileHandedOver : MailsOfPurpose, TimeSpan.Zero, MailFor))])
        {
            Actions = kind switch
            {
                CampaignKind.Kills => Kills(number, random),
                CampaignKind.Handovers => Handovers(number, random),
                CampaignKind.Partitions => Partitions(number, random),
                _ => throw new InvalidOperationException("no such campaign"),
            },
            Expected = Promise,
        };
    }

    private ImmutableArray<ScheduledAction> Kills(int number, Random random)
    {
        var pans = _topology.Deployment.With(Persona.Pan).Select(node => node.Name).ToList();
        var at = TimeSpan.FromMilliseconds(random.Next(200, 4_000));
        var back = at + TimeSpan.FromMilliseconds(random.Next(500, 9_000));
        return (number % 4) switch
        {
            0 => Down(pans[0], at, back),
            // The shared sender runs on the oldest node of its persona.
            1 => Down(_topology.Deployment.With(_topology.Mail.Sender.Host).First().Name, at, back),
            2 => InTurn(pans[0], pans[1], random),
            _ => Down(_topology.Deployment.Nodes[random.Next(_topology.Deployment.Nodes.Length)].Name, at, back),
        };
    }

    /// <summary>
    /// The second is killed when the first is back: a node that joins does not get in while another is
    /// dead and has not been given up, so whoever dies before that has nobody to take over.
    /// </summary>
    private static ImmutableArray<ScheduledAction> InTurn(NodeName first, NodeName second, Random random)
    {
        var at = TimeSpan.FromMilliseconds(random.Next(200, 2_500));
        var back = at + TimeSpan.FromMilliseconds(random.Next(500, 7_000));
        var then = back + TimeSpan.FromSeconds(1);
        return
        [
            .. Down(first, at, back),
            new(new ScenarioAction.ToNodes(NodeDeed.Kill, [second]), then) { Behind = [first] },
            new(new ScenarioAction.ToNodes(NodeDeed.Start, [second]), then + TimeSpan.FromMilliseconds(random.Next(3_000, 12_000))),
        ];
    }

    private ImmutableArray<ScheduledAction> Handovers(int number, Random random)
    {
        var pans = _topology.Deployment.With(Persona.Pan).Select(node => node.Name).ToList();
        var at = TimeSpan.FromMilliseconds(random.Next(200, 6_000));
        return (number % 3) switch
        {
            // There and back, the second time when the first is certainly over.
            0 => [new(new ScenarioAction.ToNodes(NodeDeed.Promote, [pans[1]]), at), new(new ScenarioAction.ToNodes(NodeDeed.Promote, [pans[0]]), at + TimeSpan.FromSeconds(6))],
            1 => [new(new ScenarioAction.ToNodes(NodeDeed.Restart, [_topology.Deployment.With(Persona.Mnt).First().Name]), at)],
            _ => [new(new ScenarioAction.ToSender(SenderDeed.Move), at)],
        };
    }

    private ImmutableArray<ScheduledAction> Partitions(int number, Random random)
    {
        var nodes = _topology.Deployment.Nodes.Select(node => node.Name).ToArray();
        var at = TimeSpan.FromMilliseconds(random.Next(200, 4_000));
        var heal = new ScheduledAction(new ScenarioAction.Heal(), at + TimeSpan.FromMilliseconds(random.Next(1_000, 14_000)));
        ScenarioAction cut;
        switch (number % 3)
        {
            case 0:
                cut = new ScenarioAction.Isolate([nodes[number / 3 % nodes.Length]]);
                break;
            case 1:
                random.Shuffle(nodes);
                var split = random.Next(1, nodes.Length);
                cut = new ScenarioAction.Partition([[.. nodes[..split]], [.. nodes[split..]]]);
                break;
            default:
                random.Shuffle(nodes);
                cut = new ScenarioAction.Degrade([nodes[0]], [.. nodes[1..]], Cluster.Links.LinkQuality.Cut);
                break;
        }
        return [new ScheduledAction(cut, at), heal];
    }

    private static ImmutableArray<ScheduledAction> Down(NodeName node, TimeSpan at, TimeSpan back) =>
    [
        new(new ScenarioAction.ToNodes(NodeDeed.Kill, [node]), at), new(new ScenarioAction.ToNodes(NodeDeed.Start, [node]), back),
    ];

    // The runtime's own is drawn anew in each process.
    private static class HashCode
    {
        public static int Of(int seed, int number)
        {
            unchecked
            {
                var mixed = ((uint)seed * 0x9E3779B1u) ^ ((uint)number * 0x85EBCA77u);
                mixed ^= mixed >> 15;
                mixed *= 0xC2B2AE3Du;
                return (int)(mixed ^ (mixed >> 13));
            }
        }
    }
}
