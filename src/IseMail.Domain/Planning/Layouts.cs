using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Planning;

/// <summary>The ways to lay the same deployment out that are worth comparing: each is one step away from it.</summary>
public static class Layouts
{
    /// <summary>What the deployment itself is called among them.</summary>
    public const string AsItIs = "as it is";

    /// <summary>The deployment itself first, then those that can be made of it.</summary>
    /// <param name="topology">The deployment.</param>
    public static ImmutableArray<Layout> Of(Topology topology) =>
    [
        Layout.OfSettings(AsItIs, topology),
        .. new[]
        {
            SecondNode(topology), Without(topology, Persona.Pan, "a single PAN"), Without(topology, Persona.Mnt, "no standby MnT"),
            Together(topology), Apart(topology), OnePsnFewer(topology), OtherPromotion(topology), OtherSender(topology),
        }.OfType<Layout>(),
    ];

    private static Layout? SecondNode(Topology topology) => topology.Deployment.Nodes is [var only]
        ? Layout.OfNodes("a second node with all personas", topology, [only, new IseNode(Named(topology, $"{only.Name}-2"), only.Personas, [])])
        : null;

    /// <summary>The standby's node goes where it does nothing else.</summary>
    private static Layout? Without(Topology topology, Persona persona, string name) => topology.Deployment.With(persona).ToList() is [_, var standby]
        ? Layout.OfNodes(name, topology, Relieved(topology.Deployment.Nodes, standby, persona))
        : null;

    private static Layout? Together(Topology topology)
    {
        var (pans, monitors) = (topology.Deployment.With(Persona.Pan).ToList(), topology.Deployment.With(Persona.Mnt).ToList());
        if (pans.Count != monitors.Count || pans.Intersect(monitors).Any()) return null;
        var nodes = monitors.Aggregate(topology.Deployment.Nodes, (left, monitor) => Relieved(left, monitor, Persona.Mnt));
        return Layout.OfNodes("PAN and MnT on the same nodes", topology, [.. nodes.Select(node => pans.FindIndex(pan => pan.Name == node.Name) switch
        {
            -1 => node,
            0 => node with { Personas = node.Personas.Add(Persona.Mnt), PrimaryFor = node.PrimaryFor.Add(Persona.Mnt) },
            _ => node with { Personas = node.Personas.Add(Persona.Mnt) },
        })]);
    }

    private static Layout? Apart(Topology topology)
    {
        var both = topology.Deployment.Nodes.Where(node => node.Has(Persona.Pan) && node.Has(Persona.Mnt)).ToList();
        if (both.Count == 0 || topology.Deployment.Nodes.Length <= 2) return null;
        var monitors = both.Select(node => new IseNode(
            Named(topology, $"{node.Name}-mnt"), [Persona.Mnt], node.PrimaryFor.Contains(Persona.Mnt) ? [Persona.Mnt] : ImmutableSortedSet<Persona>.Empty));
        var nodes = both.Aggregate(topology.Deployment.Nodes, (left, node) => Relieved(left, node, Persona.Mnt));
        return Layout.OfNodes("PAN and MnT on nodes of their own", topology, [.. nodes, .. monitors]);
    }

    private static Layout? OnePsnFewer(Topology topology)
    {
        var portals = topology.Deployment.With(Persona.Psn).ToList();
        if (portals.Count < 2) return null;
        // One that polls a PAN is the last to go, and another then polls for it.
        var automatic = topology.Failover.PanHa;
        var gone = portals.FindLast(node => node.Name != automatic?.PrimaryHealthCheckNode && node.Name != automatic?.SecondaryHealthCheckNode) ?? portals[^1];
        var nodes = Relieved(topology.Deployment.Nodes, gone, Persona.Psn);
        var left = portals.First(node => node != gone).Name;
        var failover = automatic is null || nodes.Any(node => node.Name == gone.Name) ? topology.Failover : topology.Failover with
        {
            PanHa = automatic with
            {
                PrimaryHealthCheckNode = automatic.PrimaryHealthCheckNode == gone.Name ? left : automatic.PrimaryHealthCheckNode,
                SecondaryHealthCheckNode = automatic.SecondaryHealthCheckNode == gone.Name ? left : automatic.SecondaryHealthCheckNode,
            },
        };
        return Layout.OfNodes(string.Create(CultureInfo.InvariantCulture, $"one PSN fewer ({portals.Count - 1})"), topology with { Failover = failover }, nodes);
    }

    private static Layout? OtherPromotion(Topology topology)
    {
        if (topology.Failover.PanHa is not null) return Layout.OfSettings("PAN promoted by hand", topology with { Failover = topology.Failover with { PanHa = null } });
        if (topology.Deployment.With(Persona.Pan).Count() < 2) return null;
        const string name = "automatic PAN failover, ISE's defaults";
        return Layout.Automatic(topology.Deployment) is { } automatic
            ? Layout.OfSettings(name, topology with { Failover = topology.Failover with { PanHa = automatic } })
            : new Layout(name, topology, [FailoverAssumptions.NobodyPolls]);
    }

    private static Layout OtherSender(Topology topology)
    {
        var sender = topology.Mail.Sender;
        var (name, other) = sender.Placement == SenderPlacement.Shared ? ("a sender on each node", SenderPlacement.Node) : ("one shared sender", SenderPlacement.Shared);
        return Layout.OfSettings(name, topology with { Mail = topology.Mail with { Sender = sender with { Placement = other } } });
    }

    /// <summary>The nodes without a persona of one of them; a node that has no other is gone.</summary>
    private static ImmutableArray<IseNode> Relieved(ImmutableArray<IseNode> nodes, IseNode node, Persona persona) =>
        [.. nodes.Select(one => one.Name == node.Name ? one with { Personas = one.Personas.Remove(persona), PrimaryFor = one.PrimaryFor.Remove(persona) } : one).Where(one => !one.Personas.IsEmpty)];

    /// <summary>A name that no node has yet, like <paramref name="wish"/>.</summary>
    private static NodeName Named(Topology topology, string wish)
    {
        var stem = wish.Length > NodeName.MaxLength - 4 ? wish[^(NodeName.MaxLength - 4)..].TrimStart('-') : wish;
        return Enumerable.Range(1, topology.Deployment.Nodes.Length + 1)
            .Select(number => new NodeName(number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}")))
            .First(name => topology.Deployment.Find(name) is null);
    }
}
