using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Actions;

/// <summary>Reads <c>actions</c>: at what time what is done to which node.</summary>
internal static class ActionsSection
{
    private const string Key = "actions";

    private static readonly ImmutableArray<(string Name, Func<NodeName, ScenarioAction> Make)> Known =
    [
        ("kill", node => new ScenarioAction.Kill(node)),
        ("stop", node => new ScenarioAction.Stop(node)),
        ("start", node => new ScenarioAction.Start(node)),
        ("restart", node => new ScenarioAction.Restart(node)),
    ];

    /// <summary>The actions in the order of the file. One that cannot be read is told of and left out.</summary>
    public static ImmutableArray<ScheduledAction> Read(KeyReader root) => [.. root.Maps(Key).Select(One).OfType<ScheduledAction>()];

    /// <summary>Tells of actions that the deployment cannot carry out, in the order in which they would come.</summary>
    /// <param name="actions">All actions, in the order of the file.</param>
    /// <param name="deployment">The nodes.</param>
    /// <param name="within">When the scenario ends.</param>
    /// <param name="problems">Is told.</param>
    public static void Check(ImmutableArray<ScheduledAction> actions, Deployment deployment, TimeSpan within, FileProblems problems)
    {
        var down = new HashSet<NodeName>();
        foreach (var (index, scheduled) in actions.Index().OrderBy(one => one.Item.At))
        {
            var (action, at) = scheduled;
            var path = string.Create(CultureInfo.InvariantCulture, $"{Key}[{index}]");
            if (deployment.Find(action.Node) is null)
                problems.AddAt($"{path}.{action.Key}", $"no node is named '{action.Node}'", "one of " + string.Join(", ", deployment.Nodes.Select(node => node.Name)));
            else if (at >= within) problems.AddAt($"{path}.at", "this comes after the scenario's end", "a time before 'within', or a longer 'within'");
            else if (action is ScenarioAction.Start ? !down.Remove(action.Node) : down.Contains(action.Node))
                problems.AddAt($"{path}.{action.Key}", action is ScenarioAction.Start ? $"{action.Node} runs already at that time" : $"{action.Node} does not run at that time", "what goes before it");
            else if (action is ScenarioAction.Kill or ScenarioAction.Stop) down.Add(action.Node);
        }
    }

    private static ScheduledAction? One(KeyReader entry)
    {
        var at = entry.Duration("at", TimeSpan.Zero);
        var read = new List<ScenarioAction>();
        var given = 0;
        foreach (var (name, make) in Known)
        {
            if (entry.Take(name) is null) continue;
            given++;
            entry.Parsed<NodeName>(name, null, NodeName.Rule, text =>
            {
                if (!NodeName.TryParse(text, out var node)) return (false, node);
                read.Add(make(node));
                return (true, node);
            });
        }
        entry.Done();
        // A key that is not known may have been meant for one of them.
        if (given != 1 && entry.Keys.All(key => key == "at" || Known.Any(known => known.Name == key)))
            entry.Problems.Add(entry.Mark, given == 0 ? "this does nothing" : "this does several things at once", "one of " + string.Join(", ", Known.Select(known => known.Name)) + " with a node, such as 'kill: pan-1'");
        return given == 1 && read is [var action] ? new ScheduledAction(action, at) : null;
    }
}
