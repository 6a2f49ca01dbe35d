using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>Lets the steps of a node's transport take their time, until the transport ends.</summary>
/// <param name="world">Where.</param>
/// <param name="node">Whose transport.</param>
/// <param name="chance">Its random numbers.</param>
internal sealed class TransportClock(VirtualWorld world, VirtualNode node, SeededChance chance)
{
    private bool _ended;

    /// <summary>Its random numbers.</summary>
    public SeededChance Chance => chance;

    /// <summary>At once, but after what is under way.</summary>
    public void Soon(Action what) => After(TimeSpan.Zero, what);

    /// <summary>After some time.</summary>
    public void After(TimeSpan after, Action what) => world.Queue.After(after, new EventLabel(VirtualEventKind.Token, node.Label), () =>
    {
        if (!_ended) what();
    });

    /// <summary>Nobody waits any more.</summary>
    public void End() => _ended = true;
}
