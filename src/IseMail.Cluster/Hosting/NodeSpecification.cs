using IseMail.Cluster.Certificates;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Texts;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using Serilog;

namespace IseMail.Cluster.Hosting;

/// <summary>All that one node of a deployment is made of.</summary>
public sealed record NodeSpecification
{
    /// <summary>The deployment it belongs to.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The name of its deployment's cluster.</summary>
    public required ClusterName Cluster { get; init; }

    /// <summary>Which node.</summary>
    public required IseNode Node { get; init; }

    /// <summary>Its cluster listener.</summary>
    public required ClusterListener Listener { get; init; }

    /// <summary>What it shows the other nodes, and which of theirs it believes; <c>null</c>: connections between nodes are not protected.</summary>
    public NodeCertificate? Certificate { get; init; }

    /// <summary>Where it journals.</summary>
    public required NodeStorage Storage { get; init; }

    /// <summary>What the topology says of the settings: its server, or the embedded tenant's own.</summary>
    public required SystemSettings Settings { get; init; }

    /// <summary>What is added to the path of each node: where the embedded tenant answers, and its authority.</summary>
    public required NodePath Surroundings { get; init; }

    /// <summary>Reads secrets when they are needed.</summary>
    public required ReadSecret ReadSecret { get; init; }

    /// <summary>The deployment's key.</summary>
    public required ITextSeal Seal { get; init; }

    /// <summary>The texts of its mail.</summary>
    public INoticeTexts Texts { get; init; } = LiquidTexts.Shipped;

    /// <summary>The node's logger; not disposed of with the node.</summary>
    public required ILogger Log { get; init; }

    /// <summary>How much its guest.log takes.</summary>
    public DebugLevels Levels { get; init; } = new();

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the node's random numbers begin.</summary>
    public int Seed { get; init; }

    /// <summary>Whether its links to other nodes can be broken; all nodes of a deployment or none.</summary>
    public bool BreakableLinks { get; init; }

    /// <summary>Whether the topology's workload arises on this node.</summary>
    public bool RunsWorkload { get; init; }
}
