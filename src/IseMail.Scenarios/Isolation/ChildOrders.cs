using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Live;

namespace IseMail.Scenarios.Isolation;

/// <summary>What nodes in processes of their own are told.</summary>
/// <param name="Topology">The deployment.</param>
/// <param name="Settings">The settings it begins with.</param>
/// <param name="Surroundings">What is added to each node's path: where the embedded tenant answers.</param>
/// <param name="Secret">The embedded tenant's client secret; <c>null</c>: there is none.</param>
/// <param name="Options">Where and how it runs; the topology's file is in it.</param>
public sealed record ChildOrders(Topology Topology, SystemSettings Settings, NodePath Surroundings, string? Secret, LiveOptions Options)
{
    /// <summary>The topology's file, which each child reads.</summary>
    public string TopologyFile => Options.TopologyFile ?? throw new InvalidOperationException("nodes in processes of their own need the topology's file");

    /// <summary>The program's arguments for <paramref name="node"/>: what everybody may see.</summary>
    public ImmutableArray<string> Arguments(IseNode node) =>
        ["node", "--topology", TopologyFile, "--name", node.Name.Value, "--data", Options.Directory.FullName, "--log", "none", "--ordered"];

    /// <summary>The orders of one that listens there and joins one of <paramref name="members"/>.</summary>
    public NodeOrders To(ClusterListener listener, ImmutableArray<NodeAddress> members) =>
        new(listener, members, Settings, Surroundings, Secret, Topology.Failover, Options.Seed, Options.RunsWorkload, Options.BreakableLinks, Tls);

    // What goes over networks goes under TLS, whatever the topology says of nodes that share a machine.
    private ClusterTls Tls => Options.Isolation == IsolationKind.Containers ? ClusterTls.Mutual : Topology.Cluster.Tls;

    /// <summary>Which deployment's, without what is secret in them.</summary>
    public override string ToString() => $"orders of the nodes of {Topology.Deployment.Name}";
}
