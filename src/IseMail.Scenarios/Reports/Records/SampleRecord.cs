using System.Collections.Immutable;

namespace IseMail.Scenarios.Reports.Records;

/// <summary>How the deployment stood at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Nodes">The nodes that ran.</param>
/// <param name="Senders">The senders that answered: one for all nodes, or each node's own.</param>
public sealed record SampleRecord(TimeSpan At, ImmutableArray<NodeSample> Nodes, ImmutableArray<SenderSample> Senders)
{
    /// <summary>How many mails waited.</summary>
    public long Waiting => Nodes.Sum(static node => node.Queued ?? 0);
}

/// <summary>How one node stood.</summary>
/// <param name="Node">Which.</param>
/// <param name="MembersUp">How many members it saw in its cluster, itself included.</param>
/// <param name="Queued">Mails that waited in its outbox; <c>null</c>: the outbox did not answer.</param>
/// <param name="Parked">Mails put aside for a person.</param>
/// <param name="InDoubt">Mails held in doubt.</param>
/// <param name="Delivered">Mails delivered so far.</param>
public sealed record NodeSample(string Node, int MembersUp, long? Queued, long Parked, long InDoubt, long Delivered);

/// <summary>How one sender stood.</summary>
/// <param name="Node">Where it ran.</param>
/// <param name="Connections">Its open connections.</param>
/// <param name="UnderWay">Mails being submitted.</param>
/// <param name="Waiting">Mails that were offered to it.</param>
public sealed record SenderSample(string Node, int Connections, int UnderWay, int Waiting);
