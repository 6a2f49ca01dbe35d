using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.VirtualTime.Tracing;

/// <summary>Something that happened in a run, as whoever retells it would say it.</summary>
/// <param name="At">When.</param>
/// <param name="Events">How many events there had been by then, the one that it was part of among them.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="From">Who did it.</param>
/// <param name="To">Whom it came to; the same as <paramref name="From"/>: nobody else.</param>
/// <param name="Mails">The mails it is about; empty: it is about a node, or about the deployment.</param>
/// <param name="What">In words.</param>
public sealed record VirtualStep(DateTimeOffset At, long Events, VirtualStepKind Kind, VirtualParty From, VirtualParty To, ImmutableArray<MailId> Mails, string What);

/// <summary>What kind of thing happened.</summary>
public enum VirtualStepKind
{
    /// <summary>Something was said to somebody, and heard.</summary>
    Said,

    /// <summary>The tenant answered, or the connection to it ended.</summary>
    Answered,

    /// <summary>A record is durable, by its journal's word.</summary>
    Recorded,

    /// <summary>A node's outbox has read its journal; the mails are all that it knows.</summary>
    Recovered,

    /// <summary>A copy has come to its mailbox.</summary>
    Arrived,

    /// <summary>Something was done to it from outside.</summary>
    Befell,

    /// <summary>It stands otherwise than before.</summary>
    Became,
}

/// <summary>Who takes part in a run.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">Which node, or the node that it is on; <c>null</c>: it is on none.</param>
public readonly record struct VirtualParty(VirtualPartyKind Kind, NodeName? Node)
{
    /// <summary>The tenant.</summary>
    public static VirtualParty Tenant { get; } = new(VirtualPartyKind.Tenant, null);

    /// <summary>Whoever is no part of the deployment; of what is done to it, all of it.</summary>
    public static VirtualParty Outside { get; } = new(VirtualPartyKind.Outside, null);

    /// <summary>A node.</summary>
    public static VirtualParty Of(NodeName node) => new(VirtualPartyKind.Node, node);

    /// <summary>The sender on a node.</summary>
    public static VirtualParty Sender(NodeName node) => new(VirtualPartyKind.Sender, node);
}

/// <summary>What somebody is who takes part.</summary>
public enum VirtualPartyKind
{
    /// <summary>A node with its outbox, its duties and its portals.</summary>
    Node,

    /// <summary>A sender.</summary>
    Sender,

    /// <summary>The tenant.</summary>
    Tenant,

    /// <summary>Whoever is no part of the deployment.</summary>
    Outside,
}
