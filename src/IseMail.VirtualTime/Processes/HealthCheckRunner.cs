using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>A health-check node's part in virtual time.</summary>
internal sealed class HealthCheckRunner : ProcessRunner<HealthCheckTimer>, IHealthCheckPort
{
    private readonly VirtualDeployment _deployment;
    private readonly HealthCheckNode _process;

    public HealthCheckRunner(VirtualDeployment deployment, VirtualNode node, PanHighAvailability settings, TimeSpan every)
        : base(deployment.World, node, ProcessKind.HealthCheck)
    {
        _deployment = deployment;
        _process = new HealthCheckNode(node.Name, deployment.World.Topology.Deployment, settings, every, this);
        _process.Begin();
    }

    /// <summary>A PAN answers a poll.</summary>
    public void Answered(NodeName pan, bool isPrimary) => Hear(() => _process.Answered(pan, isPrimary));

    /// <summary>A PAN agrees to be promoted.</summary>
    public void Agreed(NodeName pan) => Hear(() => _process.Agreed(pan));

    /// <inheritdoc/>
    public void Poll(NodeName pan)
    {
        foreach (var runner in _deployment.Pans)
        {
            if (runner.Node.Name == pan && _deployment.Cluster.Sees(Node, runner.Node)) World.Send(Node, runner.Node, (int)MessageKind.Poll, () => runner.Polled(this));
        }
    }

    /// <inheritdoc/>
    public void AskForPromotion(NodeName failed, int failedPolls)
    {
        foreach (var runner in _deployment.Pans)
        {
            if (_deployment.Cluster.Sees(Node, runner.Node)) World.Send(Node, runner.Node, (int)MessageKind.Promotion, () => runner.Asked(this, failed, failedPolls));
        }
    }

    /// <inheritdoc/>
    public void Raise(AlarmSignal signal) => _deployment.Noticed(Node, signal);

    /// <inheritdoc/>
    public void Say(string what)
    {
    }

    /// <inheritdoc/>
    protected override void Fire(HealthCheckTimer timer) => _process.Fire();
}
