using IseMail.Domain.Alarms;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>What watches on a node whether names have addresses, in virtual time.</summary>
internal sealed class NameWatchRunner : ProcessRunner<NameWatchTimer>, INameWatchPort
{
    private readonly VirtualDeployment _deployment;
    private readonly NameWatching _process;

    public NameWatchRunner(VirtualDeployment deployment, VirtualNode node)
        : base(deployment.World, node, ProcessKind.NameWatch)
    {
        _deployment = deployment;
        _process = new NameWatching(node.Name, deployment.World.Topology.Notices.Alarms.UnresolvedNameAfter, this);
    }

    /// <summary>An attempt to open a connection looked names up.</summary>
    /// <param name="unknown">The name that has no address; <c>null</c>: all had.</param>
    public void LookedUp(string? unknown) => Hear(() => _process.LookedUp(unknown));

    /// <inheritdoc/>
    public void Notice(AlarmSignal signal) => _deployment.Noticed(Node, signal);

    /// <inheritdoc/>
    protected override void Fire(NameWatchTimer timer) => _process.Fire();
}
