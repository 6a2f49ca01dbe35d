using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Outbox;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>Outboxes of PSNs that died: where the topology says so, the oldest PSN has them at work.</summary>
/// <param name="deployment">Whose.</param>
internal sealed class AdoptedOutboxes(VirtualDeployment deployment)
{
    private readonly OutboxInheritance _inheritance = new();
    private readonly Dictionary<NodeName, OutboxRunner> _atWork = [];

    /// <summary>The outbox of that node, at work on another; <c>null</c>: on none.</summary>
    public OutboxRunner? Of(NodeName node) => _atWork.GetValueOrDefault(node) is { IsAlive: true } adopted ? adopted : null;

    /// <summary>A node has its own outbox again.</summary>
    public void Returned(NodeName node)
    {
        _inheritance.Returned(node);
        if (_atWork.Remove(node, out var adopted)) adopted.End();
    }

    /// <summary>A PSN has been given up.</summary>
    public void Died(NodeName node) => _inheritance.Gone(node, inOrder: false);

    /// <summary>The oldest PSN takes in hand what is in nobody's.</summary>
    public void Adopt()
    {
        var world = deployment.World;
        if (world.Topology.Failover.WaitingMail != WaitingMail.Adopted || deployment.Cluster.Members.FirstOrDefault(member => member.Node.Has(Persona.Psn)) is not { State: NodeState.Up } oldest) return;
        // What was in hand on a PSN that has died since is in nobody's.
        foreach (var name in _atWork.Where(one => !one.Value.IsAlive).Select(one => one.Key).ToList())
        {
            _atWork.Remove(name);
            if (_inheritance.Returned(name)) Died(name);
        }
        foreach (var name in _inheritance.Adopt(isOldest: true)) _atWork[name] = new OutboxRunner(deployment, oldest, world.Node(name));
    }
}
