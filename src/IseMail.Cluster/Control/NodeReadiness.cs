using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Control;

/// <summary>Whether a node can do its duty: take mail on, keep it, and have it sent.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Up">Whether it is Up in its cluster.</param>
/// <param name="Journal">Whether its outbox takes mail and its journal, asked for what it holds, answers.</param>
/// <param name="Sender">Whether the sender that its outbox offers to answers.</param>
public sealed record NodeReadiness(NodeName Node, bool Up, bool Journal, bool Sender)
{
    /// <summary>Whether it lacks nothing.</summary>
    public bool IsReady => Up && Journal && Sender;

    /// <summary>What it lacks first, in a clause; <c>null</c>: nothing.</summary>
    public string? Lack => this switch
    {
        { Up: false } => "it is not Up in the cluster",
        { Journal: false } => "its journal does not answer",
        { Sender: false } => "no sender answers",
        _ => null,
    };
}
