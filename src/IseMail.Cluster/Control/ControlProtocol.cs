using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Control;

/// <summary>What of a node is asked.</summary>
public enum NodePart
{
    /// <summary>Its outbox.</summary>
    Outbox,

    /// <summary>The sender that its outbox offers to.</summary>
    Sender,

    /// <summary>Whoever keeps the deployment's settings.</summary>
    Settings,

    /// <summary>Its Administration persona.</summary>
    Pan,

    /// <summary>Whoever holds the duties of the primary PAN.</summary>
    PrimaryPanDuties,

    /// <summary>Whoever holds the duties of the active MnT.</summary>
    MonitoringDuties,

    /// <summary>Its portals.</summary>
    Portals,

    /// <summary>Its event stream: what is told is put on it.</summary>
    Events,

    /// <summary>Its place in the cluster.</summary>
    Membership,

    /// <summary>Its links to other nodes.</summary>
    Links,

    /// <summary>Its own journal.</summary>
    Journal,
}

/// <summary>To a node: say how you stand in the cluster. Answered with <see cref="MembershipReport"/>.</summary>
public sealed record TellMembership : INoSerializationVerificationNeeded;

/// <summary>How a node stands in its cluster.</summary>
/// <param name="IsUp">Whether it is Up.</param>
/// <param name="MembersUp">How many members it sees Up and reachable, itself included.</param>
public sealed record MembershipReport(bool IsUp, int MembersUp) : INoSerializationVerificationNeeded;

/// <summary>To a node: say whom you see in the cluster. Answered with <see cref="MembersReport"/>.</summary>
public sealed record TellMembers : INoSerializationVerificationNeeded;

/// <summary>Whom a node sees in its cluster.</summary>
/// <param name="Addresses">Where each member that is Up and reachable is reached, the node itself among them.</param>
public sealed record MembersReport(ImmutableArray<NodeAddress> Addresses) : INoSerializationVerificationNeeded;

/// <summary>To a node: say who you are. Answered with <see cref="NodeReport"/>.</summary>
public sealed record TellNode : INoSerializationVerificationNeeded;

/// <summary>Who a node is.</summary>
/// <param name="Name">Its name in the deployment.</param>
/// <param name="Personas">Its personas.</param>
public sealed record NodeReport(NodeName Name, ImmutableArray<Persona> Personas) : INoSerializationVerificationNeeded;

/// <summary>To a node: find out whether your journal answers. Answered with <see cref="JournalProbed"/>.</summary>
public sealed record ProbeJournal : INoSerializationVerificationNeeded;

/// <summary>Whether a node's journal answers what its storage holds.</summary>
public sealed record JournalProbed(bool Answers) : INoSerializationVerificationNeeded;

/// <summary>To a node: leave the cluster in order, and end. Answered with <see cref="Published"/> when it has begun.</summary>
public sealed record LeaveCluster : INoSerializationVerificationNeeded;

/// <summary>It was put on the node's event stream.</summary>
public sealed record Published : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static Published Instance { get; } = new();
}
