using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;

namespace IseMail.Scenarios.Operating;

/// <summary>What has come of the orders that were given: what the next one finds.</summary>
public static class OrdersSoFar
{
    /// <summary>
    /// Those that have taken effect. Of one that was refused, a part may have: of a cut that some node did not take in time, the rest stands, and can be healed; a node that
    /// ended and did not come back from its restart is down, and can be started.
    /// </summary>
    /// <param name="orders">All, the oldest first.</param>
    /// <param name="runs">Whether a node runs now.</param>
    public static IEnumerable<OrderTaken> Of(IEnumerable<OrderTaken> orders, Func<NodeName, bool> runs) => orders.Select(one => one switch
    {
        { Why: null } or { Order: Order.Act { Action: ScenarioAction.Partition or ScenarioAction.Isolate or ScenarioAction.Degrade } } => one,
        { Order: Order.Act { Action: ScenarioAction.ToNodes { Deed: NodeDeed.Restart } restart } } when restart.Nodes.Any(node => !runs(node)) =>
            one with { Order = new Order.Act(new ScenarioAction.ToNodes(NodeDeed.Stop, [.. restart.Nodes.Where(node => !runs(node))])) },
        _ => null,
    }).OfType<OrderTaken>();
}
