using IseMail.Domain.Deployments;

namespace IseMail.Domain.Outbox;

/// <summary>
/// Which outboxes of PSNs that died the oldest PSN takes in hand, so that what waited in them does not wait for their return. Every PSN
/// keeps in mind who died, for the oldest one may be next.
/// </summary>
public sealed class OutboxInheritance
{
    private readonly SortedSet<NodeName> _dead = [];
    private readonly HashSet<NodeName> _adopted = [];

    /// <summary>A PSN is no member any more.</summary>
    /// <param name="node">Which.</param>
    /// <param name="inOrder">Whether it left in order: then it comes back, or was meant to go.</param>
    public void Gone(NodeName node, bool inOrder)
    {
        if (!inOrder) _dead.Add(node);
    }

    /// <summary>A PSN is there and has its own outbox again.</summary>
    /// <returns>Whether its outbox was in hand here and is to be given back.</returns>
    public bool Returned(NodeName node)
    {
        _dead.Remove(node);
        return _adopted.Remove(node);
    }

    /// <summary>The outboxes that are to be taken in hand now.</summary>
    /// <param name="isOldest">Whether this PSN is the oldest there is.</param>
    public IReadOnlyList<NodeName> Adopt(bool isOldest) => isOldest ? [.. _dead.Where(_adopted.Add)] : [];
}
