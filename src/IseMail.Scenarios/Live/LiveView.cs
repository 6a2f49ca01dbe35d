using System.Collections.Immutable;
using IseMail.Cluster.Sending;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Scenarios.Live;

/// <summary>How one running node stands.</summary>
/// <param name="Node">Which.</param>
/// <param name="MembersUp">How many members it sees in its cluster, itself included.</param>
/// <param name="Outbox">Its outbox by purpose; empty while it is being restarted.</param>
/// <param name="Holds">Personas whose cluster-wide duties it holds.</param>
public sealed record NodeView(IseNode Node, int MembersUp, ImmutableDictionary<MailPurpose, MailCensus> Outbox, ImmutableArray<Persona> Holds)
{
    /// <summary>Its outbox over all purposes.</summary>
    public MailCensus Total => Outbox.Values.Aggregate(default(MailCensus), static (sum, one) => sum + one);
}

/// <summary>How a live deployment stands.</summary>
/// <param name="Nodes">Its running nodes by name.</param>
/// <param name="Sender">The sender the first of them sees; <c>null</c>: it does not answer.</param>
/// <param name="Arrived">Messages in the tenant's mailboxes; <c>null</c>: they cannot be read.</param>
public sealed record LiveView(ImmutableArray<NodeView> Nodes, SenderReport? Sender, int? Arrived)
{
    /// <summary>Over all nodes.</summary>
    public MailCensus Total => Nodes.Aggregate(default(MailCensus), static (sum, node) => sum + node.Total);
}
