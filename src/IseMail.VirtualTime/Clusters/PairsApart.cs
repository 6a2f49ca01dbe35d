using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Clusters;

/// <summary>
/// Pairs of members that do not hear each other while others hear both. What one of them notices all others are told, so both count as
/// unreachable; and as nobody can say which of the two is to be believed, the resolver gives both of them up: they are "indirectly
/// connected" (Akka.NET, "Split Brain Resolver").
/// </summary>
/// <param name="world">Where.</param>
/// <param name="chance">Random numbers.</param>
/// <param name="observer">Is told.</param>
/// <param name="giveUp">Gives both up.</param>
internal sealed class PairsApart(VirtualWorld world, SeededChance chance, IClusterObserver observer, Action<VirtualNode, VirtualNode> giveUp)
{
    private readonly Dictionary<(VirtualNode One, VirtualNode Other), Pair> _pairs = [];

    /// <summary>Whether any of them has been noticed.</summary>
    public bool AnyNoticed => _pairs.Values.Any(pair => pair.Noticed);

    /// <summary>The members that meet, if only through others, are these.</summary>
    /// <param name="components">Which.</param>
    public void Reassess(List<HashSet<VirtualNode>> components)
    {
        var apart = world.Links.AreWhole ? [] : components.SelectMany(Within).ToDictionary(pair => (pair.One, pair.Other), pair => pair.Component);
        foreach (var (key, pair) in _pairs.Where(pair => !apart.ContainsKey(pair.Key)).ToList())
        {
            _pairs.Remove(key);
            pair.Next?.Cancel();
            if (!pair.Noticed) continue;
            foreach (var node in new[] { key.One, key.Other })
            {
                var hears = components.Find(component => component.Contains(node));
                if (hears is not null && !_pairs.Any(other => other.Value.Noticed && (other.Key.One == node || other.Key.Other == node))) observer.Regained(hears, node);
            }
        }
        foreach (var (key, component) in apart)
        {
            if (!_pairs.ContainsKey(key)) Begin(key, component);
        }
    }

    private static IEnumerable<(VirtualNode One, VirtualNode Other, HashSet<VirtualNode> Component)> Of(HashSet<VirtualNode> component)
    {
        var nodes = component.OrderBy(node => node.Number).ToList();
        for (var i = 0; i < nodes.Count; i++)
        {
            for (var j = i + 1; j < nodes.Count; j++) yield return (nodes[i], nodes[j], component);
        }
    }

    private IEnumerable<(VirtualNode One, VirtualNode Other, HashSet<VirtualNode> Component)> Within(HashSet<VirtualNode> component) => Of(component).Where(pair => !world.Meet(pair.One, pair.Other));

    private void Begin((VirtualNode One, VirtualNode Other) key, HashSet<VirtualNode> component)
    {
        var pair = _pairs[key] = new Pair();
        var failover = world.Topology.Failover;
        pair.Next = world.Queue.After(failover.SilenceOf(world.Nodes.Length) + world.Timing.Heartbeat.Draw(chance), new EventLabel(VirtualEventKind.Membership, key.One.Label, Detail: 1), () =>
        {
            pair.Noticed = true;
            observer.Lost(component, key.One);
            observer.Lost(component, key.Other);
            pair.Next = world.Queue.After(failover.StableAfterOf(world.Nodes.Length) + world.Timing.Resolver.Draw(chance), new EventLabel(VirtualEventKind.Membership, key.One.Label, Detail: 2), () =>
            {
                _pairs.Remove(key);
                giveUp(key.One, key.Other);
            });
        });
    }

    private sealed class Pair
    {
        public bool Noticed { get; set; }

        public ScheduledEvent? Next { get; set; }
    }
}
