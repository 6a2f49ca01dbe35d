using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Faults;
using IseMail.VirtualTime.Kernel;

namespace IseMail.Scenarios.Exploring;

/// <summary>Draws when a fault begins and ends and what it befalls, within the time that a story leaves for faults.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="chance">The random numbers of this fault alone.</param>
/// <param name="window">Every fault has ended by then.</param>
/// <param name="name">What a fault of the tenant is called, which no other is.</param>
public sealed class FaultDice(Topology topology, SeededChance chance, TimeSpan window, string name)
{
    /// <summary>The deployment.</summary>
    public Topology Topology => topology;

    /// <summary>All nodes.</summary>
    public ImmutableArray<NodeName> All => [.. topology.Deployment.Nodes.Select(node => node.Name)];

    /// <summary>The nodes of a persona.</summary>
    public ImmutableArray<NodeName> With(Persona persona) => [.. topology.Deployment.With(persona).Select(node => node.Name)];

    /// <summary>One of them.</summary>
    public NodeName OneOf(ImmutableArray<NodeName> nodes) => nodes[chance.Next(nodes.Length)];

    /// <summary>Some of them, but neither none nor all.</summary>
    public ImmutableArray<NodeName> SomeOf(ImmutableArray<NodeName> nodes)
    {
        var some = nodes.Where(_ => chance.NextDouble() < 0.5).ToImmutableArray();
        return some.Length == 0 ? [nodes[0]] : some.Length == nodes.Length && nodes.Length > 1 ? some.RemoveAt(0) : some;
    }

    /// <summary>A number.</summary>
    public double Between(double least, double greatest) => least + ((greatest - least) * chance.NextDouble());

    /// <summary>A time between two, at which something begins that has as long again.</summary>
    public (TimeSpan From, TimeSpan Until) Span(double leastSeconds, double greatestSeconds)
    {
        var lasts = TimeSpan.FromSeconds(Between(leastSeconds, greatestSeconds));
        if (lasts > window) lasts = window;
        var from = (window - lasts) * chance.NextDouble();
        return (Whole(from), Whole(from + lasts));
    }

    /// <summary>Something is done to nodes, and undone.</summary>
    public ImmutableArray<ScheduledAction> Done(NodeDeed deed, NodeDeed undone, ImmutableArray<NodeName> nodes, double least, double greatest)
    {
        var (from, until) = Span(least, greatest);
        return [new(new ScenarioAction.ToNodes(deed, nodes), from), new(new ScenarioAction.ToNodes(undone, nodes), until)];
    }

    /// <summary>Links are broken, and healed.</summary>
    public ImmutableArray<ScheduledAction> Broken(ScenarioAction how, double least, double greatest)
    {
        var (from, until) = Span(least, greatest);
        return [new(how, from), new(new ScenarioAction.Heal(), until)];
    }

    /// <summary>What some nodes send to others is lost in part.</summary>
    public ImmutableArray<ScheduledAction> Lossy(ImmutableArray<NodeName> from, ImmutableArray<NodeName> to, double loss, double least, double greatest) =>
        Broken(new ScenarioAction.Degrade(from, to, new LinkQuality(null, Math.Round(loss, 2))), least, greatest);

    /// <summary>An administrator of the tenant makes a mistake, and puts it right.</summary>
    public ImmutableArray<ScheduledAction> Mistaken(CmdletCall mistake, CmdletCall mend, double least, double greatest)
    {
        var (from, until) = Span(least, greatest);
        return [new(new ScenarioAction.InTenant(mistake), from), new(new ScenarioAction.InTenant(mend), until)];
    }

    /// <summary>A fault of the tenant.</summary>
    public ScheduledFault Fault(FaultPoint where, FaultEffect what, double least, double greatest, double rate = 1)
    {
        var (from, until) = Span(least, greatest);
        return new ScheduledFault(new Fault(name, where, what, FaultConditions.Always with { Rate = Math.Round(rate, 2) }, until - from), from);
    }

    /// <summary>The tenant's first application.</summary>
    public string Application => topology.EmbeddedTenant!.Applications[0].ClientId.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>The mailbox that submits.</summary>
    public string Mailbox => topology.EmbeddedTenant!.Mailboxes[0].Address.Value;

    // As files write times: in whole milliseconds, and not as none at all.
    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromMilliseconds(1 + Math.Floor(span.TotalMilliseconds));
}
