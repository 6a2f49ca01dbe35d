using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Planning;

/// <summary>What stops when one node is lost while all others live, each where the topology has it at the start. Times are ISE's own, not scaled.</summary>
/// <param name="Node">The node.</param>
/// <param name="Holds">What it holds of what the deployment has only once, in words: <c>primary PAN</c>.</param>
/// <param name="Interruptions">For how long which daily purpose stops in the deployment.</param>
/// <param name="PortalsLeft">How many PSNs' portals are left.</param>
public sealed record NodeLoss(IseNode Node, ImmutableArray<string> Holds, ImmutableDictionary<MailPurpose, Interruption> Interruptions, int PortalsLeft)
{
    /// <summary>The losses of all nodes, in the deployment's order.</summary>
    /// <param name="topology">The deployment.</param>
    /// <param name="person">How long it takes until a person promotes the other PAN.</param>
    public static ImmutableArray<NodeLoss> Of(Topology topology, TimeSpan person)
    {
        var unscaled = topology with { Failover = topology.Failover with { TimeScale = 1 } };
        return [.. topology.Deployment.Nodes.Select(node => Of(unscaled, node, person))];
    }

    private static NodeLoss Of(Topology topology, IseNode node, TimeSpan person)
    {
        var deployment = topology.Deployment;
        var pan = Holds(Persona.Pan) ? Pan(topology, person) : Interruption.None;
        var all = Holding(topology, node);
        return new NodeLoss(
            node, [.. Words()],
            MailPurposes.Daily.ToImmutableDictionary(purpose => purpose, purpose => all.Or(Duty.Owner(purpose) switch
            {
                Persona.Pan => pan,
                Persona.Mnt => Holds(Persona.Mnt) ? Singleton(topology, Persona.Mnt) : Interruption.None,
                // Accounts are written on the primary PAN; people go to another portal if there is one.
                _ => deployment.With(Persona.Psn).Any(portal => portal != node) ? pan : Interruption.UntilReturn,
            })),
            deployment.With(Persona.Psn).Count(portal => portal != node));

        bool Holds(Persona persona) => deployment.With(persona).First() == node;

        IEnumerable<string> Words()
        {
            if (Holds(Persona.Pan)) yield return Persona.Pan.Holder();
            if (Holds(Persona.Mnt)) yield return Persona.Mnt.Holder();
            if (SenderHost(topology) == node) yield return "shared sender";
            if (HealthCheckNode.Is(node.Name, topology.Failover)) yield return "health-check node";
        }
    }

    private static Interruption Pan(Topology topology, TimeSpan person)
    {
        if (topology.Deployment.With(Persona.Pan).Count() < 2) return Interruption.UntilReturn;
        var promotion = topology.Failover.PromotionTakes;
        return topology.Failover.PanHa is { } automatic
            ? new Interruption(InterruptionEnd.Takeover, PanPolling.Of(automatic).Longest + promotion)
            : new Interruption(InterruptionEnd.Person, person + promotion);
    }

    /// <summary>What stops every purpose: the loss of whoever sends, or of the node without which the other ends itself.</summary>
    private static Interruption Holding(Topology topology, IseNode node)
    {
        if (topology.Deployment.Nodes.Length == 1 || EndsTheOther(topology, node)) return Interruption.UntilReturn;
        return SenderHost(topology) == node ? Singleton(topology, topology.Mail.Sender.Host) : Interruption.None;
    }

    private static Interruption Singleton(Topology topology, Persona persona) => topology.Deployment.With(persona).Count() < 2
        ? Interruption.UntilReturn
        : new Interruption(InterruptionEnd.Takeover, topology.SingletonTakeover);

    private static IseNode? SenderHost(Topology topology) => topology.Mail.Sender.Placement == SenderPlacement.Shared
        ? topology.Deployment.InStartOrder().First(node => node.Has(topology.Mail.Sender.Host))
        : null;

    /// <summary>Of two nodes without a lease, the one with the lowest address goes on alone, and the other never does (<see cref="SurvivorRule"/>).</summary>
    private static bool EndsTheOther(Topology topology, IseNode node) =>
        topology.Deployment.Nodes.Length == 2 && topology.Survivor == SurvivorRule.Majority
        && topology.Deployment.Nodes.MinBy(one => (one.Address?.Host ?? "", one.Address?.Port ?? 0)) == node;
}
