using IseMail.Cluster.Logging;
using IseMail.Scenarios.Isolation;

namespace IseMail.Scenarios.Live;

/// <summary>How a deployment is run live.</summary>
/// <param name="Directory">Where journals, logs and the tenant's files go; made when missing.</param>
/// <param name="Seed">Where random numbers begin.</param>
/// <param name="Console">What of the nodes' logs the console shows.</param>
/// <param name="RunsWorkload">Whether the topology's own workload arises.</param>
public sealed record LiveOptions(DirectoryInfo Directory, int Seed, ConsoleLog Console = ConsoleLog.None, bool RunsWorkload = false)
{
    /// <summary>How long it may take until every node is Up; <c>null</c>: a minute and 3 s for each node.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>How far apart the nodes are.</summary>
    public IsolationKind Isolation { get; init; }

    /// <summary>Whether links between nodes can be broken.</summary>
    public bool BreakableLinks { get; init; }

    /// <summary>The topology's file, for nodes in processes of their own.</summary>
    public string? TopologyFile { get; init; }

    /// <summary>How this program is started once more, for nodes in processes of their own.</summary>
    public ProgramCommand? Program { get; init; }

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
