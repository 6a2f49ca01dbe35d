using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Faults;

namespace IseMail.Scenarios.Actions;

/// <summary>
/// Goes through a scenario's actions in the order in which they would come and tells of those that could not be carried
/// out: before anything starts, each at its place in the file.
/// </summary>
/// <param name="topology">What they are done to.</param>
/// <param name="within">When the scenario ends.</param>
/// <param name="faults">The scenario's faults.</param>
/// <param name="told">Is told: the path in the file, what is wrong, what was expected.</param>
internal sealed class ActionRehearsal(Topology topology, TimeSpan within, ImmutableArray<ScheduledFault> faults, Action<string, string, string> told)
{
    private readonly HashSet<NodeName> _down = [];
    private readonly HashSet<NodeName> _paused = [];
    private bool _broken;
    private bool _databaseStopped;
    private bool _senderStopped;
    private string _path = "";

    /// <summary>
    /// Actions without those that could not be carried out at their time, and without the nodes for which that is so: what is left is what a file
    /// may say, and comes to the same.
    /// </summary>
    /// <param name="topology">What they are done to.</param>
    /// <param name="within">When the scenario ends.</param>
    /// <param name="faults">The scenario's faults.</param>
    /// <param name="actions">In any order.</param>
    /// <returns>In the order of time.</returns>
    public static ImmutableArray<ScheduledAction> Possible(Topology topology, TimeSpan within, ImmutableArray<ScheduledFault> faults, ImmutableArray<ScheduledAction> actions)
    {
        var refused = false;
        var rehearsal = new ActionRehearsal(topology, within, faults, (_, _, _) => refused = true);
        return [.. actions.OrderBy(one => one.At).Select(Fitting).OfType<ScheduledAction>()];

        ScheduledAction? Fitting(ScheduledAction scheduled)
        {
            if (scheduled.At >= within) return null;
            if (scheduled.Action is not ScenarioAction.ToNodes deed) return CutsSomething(scheduled.Action) && Fits(scheduled.Action) ? scheduled : null;
            var nodes = deed.Nodes.Where(node => Fits(deed with { Nodes = [node] })).ToImmutableArray();
            return nodes.IsEmpty ? null : nodes.Length == deed.Nodes.Length ? scheduled : scheduled with { Action = deed with { Nodes = nodes } };
        }

        bool Fits(ScenarioAction action)
        {
            refused = false;
            rehearsal.Rehearse(action);
            return !refused;
        }
    }

    /// <summary>Goes through them.</summary>
    /// <param name="actions">All, in the order of the file.</param>
    public void Run(ImmutableArray<ScheduledAction> actions)
    {
        foreach (var (index, (action, at)) in actions.Index().OrderBy(one => one.Item.At))
        {
            _path = string.Create(CultureInfo.InvariantCulture, $"{ActionsSection.Key}[{index}]");
            if (at >= within) Tell("at", "this comes after the scenario's end", "a time before 'within', or a longer 'within'");
            else Rehearse(action);
        }
    }

    // A partition of nobody from somebody is none.
    private static bool CutsSomething(ScenarioAction action) => action is not ScenarioAction.Partition partition
        || (partition.Groups.All(group => !group.IsEmpty) && partition.Groups.SelectMany(group => group).Distinct().Count() == partition.Groups.Sum(group => group.Length));

    private void Rehearse(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.ToNodes deed:
                if (deed.Nodes.All(node => IsKnown(node, deed.Deed.Key())))
                {
                    foreach (var node in deed.Nodes) Rehearse(deed.Deed, node);
                }
                break;
            case ScenarioAction.Partition partition:
                _broken |= partition.Groups.SelectMany(group => group).All(node => IsKnown(node, "partition"));
                break;
            case ScenarioAction.Isolate isolate:
                _broken |= isolate.Nodes.All(node => IsKnown(node, "isolate"));
                break;
            case ScenarioAction.Degrade degrade:
                _broken |= degrade.From.Concat(degrade.To).All(node => IsKnown(node, degrade.Quality == Cluster.Links.LinkQuality.Cut ? "cut" : "degrade"));
                break;
            case ScenarioAction.Heal when !_broken:
                Tell("heal", "no link is broken at that time", "what goes before it");
                break;
            case ScenarioAction.Heal:
                _broken = false;
                break;
            case ScenarioAction.InTenant or ScenarioAction.ToSettings { Deed: SettingsDeed.RotateSecret or SettingsDeed.SaveAgain } when topology.EmbeddedTenant is null:
                Tell("", "the topology has no tenant of its own", "a topology with 'tenant'");
                break;
            case ScenarioAction.RemoveFault remove when Faults().All(fault => fault.Name != remove.Name):
                Tell("removeFault", $"no fault is named '{remove.Name}'", Faults().Any() ? "one of " + string.Join(", ", Faults().Select(fault => fault.Name)) : "a fault under 'faults'");
                break;
            case ScenarioAction.JumpClock jump:
                IsKnown(jump.Node, "clock.node");
                break;
            case ScenarioAction.ChangeNetwork or ScenarioAction.JumpClock when topology.EmbeddedTenant is null:
                Tell("", "the topology has no tenant of its own", "a topology with 'tenant'");
                break;
            case ScenarioAction.ChangeNetwork network:
                foreach (var node in network.Nodes) IsKnown(node, "network.nodes");
                break;
            case ScenarioAction.Database database when database.Stops == _databaseStopped:
                Tell("database", database.Stops ? "the database is stopped already at that time" : "the database runs at that time", "what goes before it");
                break;
            case ScenarioAction.Database database:
                _databaseStopped = database.Stops;
                break;
            case ScenarioAction.ToSender when topology.Mail.Sender.Placement != SenderPlacement.Shared:
                Tell("sender", "each node has a sender of its own here", "'placement: shared' in the topology");
                break;
            case ScenarioAction.ToSender { Deed: SenderDeed.Stop } when _senderStopped:
                Tell("sender", "the shared sender is stopped already at that time", "'sender: move' before it");
                break;
            case ScenarioAction.ToSender sender:
                _senderStopped = sender.Deed == SenderDeed.Stop;
                break;
        }
    }

    private void Rehearse(NodeDeed deed, NodeName node)
    {
        var key = deed.Key();
        switch (deed)
        {
            case NodeDeed.Start when !_down.Remove(node):
                Tell(key, $"{node} runs already at that time", "what goes before it");
                break;
            case NodeDeed.Start:
                break;
            case NodeDeed.LoseStorage when !_down.Contains(node):
                Tell(key, $"{node} runs at that time", "a node that was killed or stopped before");
                break;
            case NodeDeed.LoseStorage:
                break;
            case not NodeDeed.Start when _down.Contains(node):
                Tell(key, $"{node} does not run at that time", "what goes before it");
                break;
            case NodeDeed.Resume when !_paused.Remove(node):
                Tell(key, $"{node} is not paused at that time", "what goes before it");
                break;
            case NodeDeed.Pause when !_paused.Add(node):
                Tell(key, $"{node} is paused already at that time", "what goes before it");
                break;
            case NodeDeed.Stop or NodeDeed.Restart or NodeDeed.Promote when _paused.Contains(node):
                Tell(key, $"{node} is paused at that time", "'resume' before it, or 'kill'");
                break;
            case NodeDeed.Promote when topology.Deployment.Find(node) is { } pan && !pan.Has(Persona.Pan):
                Tell(key, $"{node} is no PAN", "one of " + string.Join(", ", topology.Deployment.With(Persona.Pan).Select(one => one.Name)));
                break;
            case NodeDeed.Kill or NodeDeed.Stop:
                _paused.Remove(node);
                _down.Add(node);
                break;
        }
    }

    private IEnumerable<Fault> Faults() => faults.Select(one => one.Fault).Concat(topology.EmbeddedTenant?.Faults ?? []);

    private bool IsKnown(NodeName node, string key)
    {
        if (topology.Deployment.Find(node) is not null) return true;
        Tell(key, $"no node is named '{node}'", "one of " + string.Join(", ", topology.Deployment.Nodes.Select(one => one.Name)));
        return false;
    }

    private void Tell(string key, string what, string expected) => told(key.Length == 0 ? _path : $"{_path}.{key}", what, expected);
}
