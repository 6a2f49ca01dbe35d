using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Actions;

/// <summary>What of a scenario's actions takes nodes that are further apart.</summary>
public static class IsolationFit
{
    /// <summary>Every action that nodes in <paramref name="isolation"/> cannot carry out, at its place in the file.</summary>
    public static ImmutableArray<FileProblem> Check(Reading<Scenario> reading, IsolationKind isolation) => isolation != IsolationKind.InProcess
        ? []
        : [.. (reading.Value?.Actions ?? []).Index().Where(one => one.Item.Action is ScenarioAction.ToNodes { Deed: NodeDeed.Pause })
            .Select(one => reading.At(string.Create(CultureInfo.InvariantCulture, $"{ActionsSection.Key}[{one.Index}].pause"), "nodes that share a process cannot be paused", "'--isolation processes'"))];

    /// <summary>Whether any of <paramref name="actions"/> breaks links between nodes.</summary>
    public static bool BreaksLinks(ImmutableArray<ScheduledAction> actions) =>
        actions.Any(one => one.Action is ScenarioAction.Partition or ScenarioAction.Isolate or ScenarioAction.Degrade);
}
