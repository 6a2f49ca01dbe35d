using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Clusters;

/// <summary>What a part of the members has lost sight of.</summary>
internal sealed class Sight(HashSet<VirtualNode> members, HashSet<VirtualNode> lost)
{
    public HashSet<VirtualNode> Members { get; } = members;

    public HashSet<VirtualNode> Lost { get; } = lost;

    public HashSet<VirtualNode> Told { get; init; } = [];

    public bool Detected { get; set; }

    /// <summary>When their silence is noticed.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>The others have given its members up, which they do not know.</summary>
    public bool IsOutcast { get; set; }

    public ScheduledEvent? Next { get; set; }

    public bool IsOf(HashSet<VirtualNode> component) => Members.SetEquals(component);

    public void Cancel() => Next?.Cancel();
}
