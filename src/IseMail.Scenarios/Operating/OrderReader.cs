using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Operating;

/// <summary>
/// Reads an order as the entry of a scenario file that it is, in YAML or JSON: <c>{ "actions": [{ "kill": "psn-1" }] }</c>, <c>{ "faults": [{ … }] }</c> or
/// <c>{ "workload": [{ … }] }</c>. What the file would be refused for is refused here.
/// </summary>
internal static class OrderReader
{
    /// <summary>What problems name instead of a file.</summary>
    public const string Name = "order";

    private const string Wanted = "one entry of 'actions', 'faults' or 'workload', such as { \"actions\": [{ \"kill\": \"psn-1\" }] }";

    // An order is carried out at once, and there is no end before which it has to be.
    private static readonly TimeSpan NoEnd = TimeSpan.FromDays(36_500);

    /// <summary>Reads it.</summary>
    /// <param name="text">The order.</param>
    /// <param name="topology">Whose nodes it may name.</param>
    /// <param name="before">What was ordered before it and carried out, in that order: a node that was killed cannot be killed again.</param>
    /// <param name="at">When it comes, counted from the beginning.</param>
    public static Reading<Order> Read(string text, Topology topology, IReadOnlyList<OrderTaken> before, TimeSpan at)
    {
        var problems = new FileProblems(Name);
        if (YamlFile.Root(text, problems) is not { } root) return problems.Reading<Order>(null);
        var actions = root.Has(ActionsSection.Key) ? ActionsSection.Read(root) : [];
        var faults = root.Has(FaultSection.Key) ? FaultSection.ReadScheduled(root) : [];
        var workload = root.Has(WorkloadSection.Key) ? root.Maps(WorkloadSection.Key).Select(WorkloadSection.Read).ToImmutableArray() : [];
        root.Done();
        if (problems.Any) return problems.Reading<Order>(null);
        Order? order = (actions, faults, workload) switch
        {
            ([var action], [], []) => new Order.Act(action.Action),
            ([], [var fault], []) => new Order.Break(fault.Fault),
            ([], [], [var causes]) => new Order.Load(causes with { At = TimeSpan.Zero }),
            _ => null,
        };
        if (order is null) problems.Add(root.Mark, "this is not one order", Wanted);
        else Check(order, topology, before, at, problems);
        return problems.Reading(order);
    }

    private static void Check(Order order, Topology topology, IReadOnlyList<OrderTaken> before, TimeSpan at, FileProblems problems)
    {
        var faults = before.Select(one => one.Order is Order.Break broken ? new ScheduledFault(broken.Fault, one.At) : null).OfType<ScheduledFault>().ToImmutableArray();
        switch (order)
        {
            case Order.Act act:
                var earlier = before.Select(one => one.Order is Order.Act done ? new ScheduledAction(done.Action, one.At) : null).OfType<ScheduledAction>().ToImmutableArray();
                // Of what came before, nobody wants to hear once more.
                var own = $"{ActionsSection.Key}[{earlier.Length}]";
                new ActionRehearsal(topology, NoEnd, faults, (path, what, expected) =>
                {
                    if (path.StartsWith(own, StringComparison.Ordinal)) problems.AddAt(ActionsSection.Key + "[0]" + path[own.Length..], what, expected);
                }).Run(earlier.Add(new ScheduledAction(act.Action, at)));
                break;
            case Order.Break when topology.EmbeddedTenant is null:
                problems.AddAt(FaultSection.Key, "faults happen in the embedded tenant, and the topology has none", "a topology with 'tenant'");
                break;
            case Order.Load load:
                WorkloadSection.Check([load.Causes], topology, problems);
                break;
        }
    }
}
