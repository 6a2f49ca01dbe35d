using IseMail.Cluster.Failover;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Scenarios.Administration;

/// <summary>What nodes are at the moment, as ISE's Deployment page says it.</summary>
public static class NodeRoles
{
    /// <summary>The roles of a node.</summary>
    /// <param name="node">Which.</param>
    /// <param name="pan">How its Administration persona stands; <c>null</c>: it has none, or does not answer.</param>
    /// <param name="active">The active MnT; <c>null</c>: none acts.</param>
    public static IEnumerable<string> Of(IseNode node, PanReport? pan, NodeName? active)
    {
        if (pan is not null) yield return pan.Role switch { PanRole.Primary => "primary PAN", PanRole.BeingPromoted => "PAN, being promoted", PanRole.Retiring => "PAN, handing over", PanRole.Starting => "PAN, starting", _ => "secondary PAN" };
        if (node.Has(Persona.Mnt)) yield return active == node.Name ? "active MnT" : "standby MnT";
        if (node.Has(Persona.Psn)) yield return "PSN";
    }
}
