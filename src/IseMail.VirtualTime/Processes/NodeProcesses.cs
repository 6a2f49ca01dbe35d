using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Settings;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>What runs on one node.</summary>
internal sealed class NodeProcesses
{
    public NodeProcesses(VirtualDeployment deployment, VirtualNode node)
    {
        var world = deployment.World;
        Alarms = new AlarmReportRunner(deployment, node);
        Names = new NameWatchRunner(deployment, node);
        if (world.Topology.Mail.Sender.Placement == SenderPlacement.Node) Sender = new SenderRunner(deployment, node, $"sender-{node.Name}", node.Name);
        Outbox = new OutboxRunner(deployment, node, node);
        if (node.Node.Has(Persona.Pan)) Pan = new PanRunner(deployment, node);
        if (node.Node.Has(Persona.Psn)) Portals = new PortalRunner(deployment, node);
        if (node.Node.Has(Persona.Mnt)) Expiry = new ExpiryRunner(deployment, node);
        var failover = world.Topology.Failover;
        if (failover is { PanHa: { } automatic, PollEvery: { } every } && HealthCheckNode.Is(node.Name, failover)) _ = new HealthCheckRunner(deployment, node, automatic, every);
    }

    public OutboxRunner Outbox { get; set; }

    public SenderRunner? Sender { get; set; }

    public PanRunner? Pan { get; }

    public PortalRunner? Portals { get; }

    public AlarmReportRunner Alarms { get; }

    public NameWatchRunner Names { get; }

    public ExpiryRunner? Expiry { get; }
}
