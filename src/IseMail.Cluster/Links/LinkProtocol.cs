using System.Collections.Immutable;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Links;

/// <summary>To a node: from now on your links to other nodes are like this, and all others are whole. Answered with <see cref="LinksSet"/>.</summary>
/// <param name="Links">The links that are not whole.</param>
public sealed record SetLinks(ImmutableArray<LinkState> Links);

/// <summary>A node's links are as they were told to be.</summary>
/// <param name="Why">Why they are not; <c>null</c>: they are.</param>
public sealed record LinksSet(string? Why);

/// <summary>How a node's link to another one is.</summary>
/// <param name="Peer">Where the other one listens.</param>
/// <param name="Sends">What happens to what the node sends to it.</param>
/// <param name="Receives">What happens to what the node receives from it.</param>
public sealed record LinkState(NodeAddress Peer, LinkQuality Sends, LinkQuality Receives);

/// <summary>How good one direction of a link is.</summary>
/// <param name="BytesPerSecond">How much gets through in a second; <c>null</c>: as much as there is; 0: nothing.</param>
/// <param name="Loss">Which share of it gets lost, from 0 to 1.</param>
public sealed record LinkQuality(int? BytesPerSecond, double Loss)
{
    /// <summary>Everything gets through.</summary>
    public static LinkQuality Whole { get; } = new(null, 0);

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public static LinkQuality Cut { get; } = new(0, 0);
}
