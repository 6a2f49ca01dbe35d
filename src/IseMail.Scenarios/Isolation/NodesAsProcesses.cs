using System.Diagnostics;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// Nodes as child processes: this program once more for each, told on its standard input what to be. A child ends by itself
/// when that input ends, so none is left behind however this process ends.
/// </summary>
/// <param name="orders">What each is told.</param>
/// <param name="program">How the program is started.</param>
public sealed class NodesAsProcesses(ChildOrders orders, ProgramCommand program) : INodeIsolation
{
    private readonly string _bind = orders.Topology.Cluster.Bind;
    private readonly NodePorts _ports = new(orders.Topology.Deployment, orders.Topology.Cluster.Bind, Random.Shared);

    /// <inheritdoc/>
    public IsolationKind Kind => IsolationKind.Processes;

    /// <inheritdoc/>
    public Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken)
    {
        var process = StandardStreams.Start(program.FileName, program.Arguments.AddRange(orders.Arguments(node)));
        var listener = new ClusterListener(_bind, _bind, node.Address?.Port ?? _ports.Of(node.Name));
        return Task.FromResult<RunningNode>(new ProcessNode(node, process, listener, orders));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A node in a child process.</summary>
internal sealed class ProcessNode(IseNode node, Process process, ClusterListener listener, ChildOrders orders) : ChildNode(node, process, listener, orders)
{
    public override async Task KillAsync()
    {
        // SIGKILL, where the operating system has signals.
        if (!Process.HasExited) Process.Kill();
        await WhenEnded;
    }

    public override Task PauseAsync()
    {
        Posix.Stop(Process);
        return Task.CompletedTask;
    }

    public override Task ResumeAsync()
    {
        Posix.Continue(Process);
        return Task.CompletedTask;
    }
}
