using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Domain.Planning;

/// <summary>A way to lay a deployment out.</summary>
/// <param name="Name">What is different about it, in a few words.</param>
/// <param name="Topology">The topology that it would be.</param>
/// <param name="Objections">Why Cisco or ISE would not have it, each in a clause; empty: they would.</param>
public sealed record Layout(string Name, Topology Topology, ImmutableArray<string> Objections)
{
    /// <summary>
    /// A layout of other nodes: its model is the smallest that allows them, and automatic PAN failover is left out, which is an objection, where ISE would
    /// refuse it.
    /// </summary>
    /// <param name="name">What is different about it.</param>
    /// <param name="topology">The topology that it comes from.</param>
    /// <param name="nodes">Its nodes.</param>
    public static Layout OfNodes(string name, Topology topology, ImmutableArray<IseNode> nodes)
    {
        var (model, problems) = DeploymentLimits.Fitting(nodes);
        return Of(name, topology with { Deployment = topology.Deployment with { Model = model, Nodes = nodes } }, problems);
    }

    /// <summary>A layout of the same nodes with another setting.</summary>
    /// <param name="name">What is different about it.</param>
    /// <param name="topology">The topology that it would be.</param>
    public static Layout OfSettings(string name, Topology topology) => Of(name, topology, []);

    private static Layout Of(string name, Topology topology, ImmutableArray<Problem> problems)
    {
        var refused = topology.Failover.PanHa?.Check(topology.Deployment).ToList() ?? [];
        var able = refused.Count == 0 ? topology : topology with { Failover = topology.Failover with { PanHa = null } };
        return new Layout(name, able, [.. problems.Concat(refused).Select(problem => problem.What).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>ISE's defaults of automatic PAN failover, polled by nodes that are neither PAN nor, where that can be, MnT.</summary>
    /// <param name="deployment">The nodes.</param>
    /// <returns>The setting; <c>null</c>: no node could poll.</returns>
    public static PanHighAvailability? Automatic(Deployment deployment)
    {
        var pollers = deployment.Nodes.Where(node => !node.Has(Persona.Pan)).OrderBy(node => node.Has(Persona.Mnt)).Select(node => node.Name).ToList();
        return pollers.Count == 0 ? null : new PanHighAvailability(pollers[0], pollers.Count > 1 ? pollers[1] : pollers[0], PanPolling.Standard.Interval, PanPolling.Standard.FailedAttempts);
    }
}
