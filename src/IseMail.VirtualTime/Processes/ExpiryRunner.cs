using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>What looks from an MnT at the dates in the settings, in virtual time: live every minute, here when a day begins, for the dates are days.</summary>
internal sealed class ExpiryRunner : ProcessRunner<ExpiryTimer>
{
    private readonly VirtualDeployment _deployment;
    private readonly ExpiringSettings _expiring;

    public ExpiryRunner(VirtualDeployment deployment, VirtualNode node)
        : base(deployment.World, node, ProcessKind.ExpiryWatch)
    {
        _deployment = deployment;
        _expiring = new ExpiringSettings(deployment.World.Topology.Deployment.With(Persona.Pan).First().Name, deployment.World.Topology.Notices.Alarms);
        Look();
    }

    /// <summary>The settings, or the node's clock, may be others.</summary>
    public void Look()
    {
        var now = Now;
        foreach (var signal in _expiring.Look(_deployment.Settings.InUse, now)) _deployment.Noticed(Node, signal);
        Set(ExpiryTimer.Look, now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime);
    }

    /// <inheritdoc/>
    protected override void Fire(ExpiryTimer timer) => Look();
}

/// <summary>What a look at dates is set a timer for.</summary>
internal enum ExpiryTimer
{
    /// <summary>A day begins.</summary>
    Look,
}
