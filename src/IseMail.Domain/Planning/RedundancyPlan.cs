using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Lint;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Planning;

/// <summary>What one layout costs and what it survives.</summary>
/// <param name="Layout">The layout.</param>
/// <param name="Sending">What its senders take of the mailbox.</param>
/// <param name="Losses">What stops with each of its nodes.</param>
/// <param name="Findings">Rules of lint about redundancy, failover and sending that find something in it, by their ids.</param>
public sealed record PlannedLayout(Layout Layout, SendingCost Sending, ImmutableArray<NodeLoss> Losses, ImmutableSortedSet<string> Findings)
{
    /// <summary>Its number of nodes.</summary>
    public int Nodes => Layout.Topology.Deployment.Nodes.Length;

    /// <summary>The fewest PSNs' portals that are left when one node is lost.</summary>
    public int PortalsLeft => Losses.Min(loss => loss.PortalsLeft);

    /// <summary>The longest for which a purpose stops when one node is lost, and the node; the first of several.</summary>
    public (Interruption Interruption, IseNode Node) Worst(MailPurpose purpose)
    {
        var worst = Losses.MaxBy(loss => loss.Interruptions[purpose].Longest)!;
        return (worst.Interruptions[purpose], worst.Node);
    }
}

/// <summary>The ways to lay a deployment out, side by side.</summary>
public static class RedundancyPlan
{
    // The first digits of rules that a layout can change: redundancy, failover, what the mailbox carries.
    private static readonly string[] Subjects = ["ISE1", "ISE2", "ISE3"];

    /// <summary>The deployment itself first, then what can be made of it.</summary>
    /// <param name="topology">The deployment.</param>
    /// <param name="person">How long it takes until a person promotes the other PAN.</param>
    public static ImmutableArray<PlannedLayout> Of(Topology topology, TimeSpan person) =>
        [.. Layouts.Of(topology).Select(layout => new PlannedLayout(layout, SendingCost.Of(layout.Topology), NodeLoss.Of(layout.Topology, person), Findings(layout.Topology)))];

    private static ImmutableSortedSet<string> Findings(Topology topology) => DesignLint.Rules
        .Where(rule => Subjects.Any(subject => rule.Id.StartsWith(subject, StringComparison.Ordinal)) && rule.Look(Design.Of(topology)).Any())
        .Select(rule => rule.Id).ToImmutableSortedSet(StringComparer.Ordinal);
}
