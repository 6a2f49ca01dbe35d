using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>Nodes as actor systems in this process.</summary>
/// <param name="factory">Makes them.</param>
/// <param name="topology">The deployment, and where the listeners bind.</param>
public sealed class NodesInProcess(NodeFactory factory, Topology topology) : INodeIsolation
{
    private readonly string _bind = topology.Cluster.Bind;
    private readonly NodePorts _ports = new(topology.Deployment, topology.Cluster.Bind, Random.Shared);

    /// <inheritdoc/>
    public IsolationKind Kind => IsolationKind.InProcess;

    /// <inheritdoc/>
    public async Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken) =>
        new HostedNode(await factory.StartAsync(node, new ClusterListener(_bind, _bind, node.Address?.Port ?? _ports.Of(node.Name)), cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A node in this process.</summary>
/// <param name="host">It.</param>
public sealed class HostedNode(NodeHost host) : RunningNode
{
    /// <summary>The node itself.</summary>
    public NodeHost Host { get; } = host;

    /// <inheritdoc/>
    public override NodeControl Control => Host;

    /// <inheritdoc/>
    public override NodeAddress Address => new(Host.Address.Host ?? "", Host.Address.Port ?? 0);

    /// <inheritdoc/>
    public override Task WhenEnded => Host.WhenEnded;

    /// <inheritdoc/>
    public override Task JoinAsync(ImmutableArray<NodeAddress> members, CancellationToken cancellationToken) =>
        Host.JoinAsync(members.IsEmpty ? [Host.Address] : [.. members.Select(member => Host.Address.WithHost(member.Host).WithPort(member.Port))], cancellationToken);

    /// <inheritdoc/>
    public override Task KillAsync() => Host.KillAsync();

    /// <inheritdoc/>
    public override Task StopAsync() => Host.LeaveAsync();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: threads of one process cannot be paused apart.</exception>
    public override Task PauseAsync() => throw new NotSupportedException("a node that shares its process with others cannot be paused");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task ResumeAsync() => throw new NotSupportedException("a node that shares its process with others cannot be paused");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => Host.DisposeAsync();
}
