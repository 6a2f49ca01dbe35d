using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Actions;

/// <summary>What of a scenario's actions takes nodes that are further apart.</summary>
public static class IsolationFit
{
    /// <summary>The longest scenario that is run live: a longer one was not meant to be waited for.</summary>
    public static TimeSpan LongestLive { get; } = TimeSpan.FromDays(1);

    /// <summary>Everything that cannot be done live with nodes in <paramref name="isolation"/>, at its place in the file.</summary>
    public static ImmutableArray<FileProblem> Check(Reading<Scenario> reading, IsolationKind isolation) => reading.Value is { } scenario && OnPaper(scenario.TopologyReading) is { } paper ? [paper]
        : reading.Value?.Within > LongestLive
        ? [reading.At("within", $"live this takes {DurationText.Of(reading.Value.Within)}, as it says", $"at most {DurationText.Of(LongestLive)}, or '--runtime virtual'")]
        : OfActions(reading, isolation);

    /// <summary>That a deployment is larger than ISE's and cannot be started; <c>null</c>: it can.</summary>
    public static FileProblem? OnPaper(Reading<Topology> reading) => reading.Value?.Deployment.Model == DeploymentModel.Paper
        ? reading.At("model", "a deployment that ISE does not allow is on paper alone, and cannot be started", "'--runtime virtual'")
        : null;

    private static ImmutableArray<FileProblem> OfActions(Reading<Scenario> reading, IsolationKind isolation) => isolation switch
    {
        IsolationKind.InProcess => [.. Of(reading, action => action is ScenarioAction.ToNodes { Deed: NodeDeed.Pause } ? "pause" : null, "nodes that share a process cannot be paused", "'--isolation processes'")],
        IsolationKind.Containers when reading.Value?.Topology.Deployment.Nodes.Length > NodesAsContainers.MostWithBreakableLinks => [.. Of(
            reading, Key, "each link between containers has a network of its own, and these are too many nodes for that",
            string.Create(CultureInfo.InvariantCulture, $"at most {NodesAsContainers.MostWithBreakableLinks} nodes, or '--isolation processes'"))],
        _ => [],
    };

    /// <summary>The nearest isolation in which all of a scenario's actions can be carried out.</summary>
    public static IsolationKind Nearest(Reading<Scenario> reading) => Check(reading, IsolationKind.InProcess).IsEmpty ? IsolationKind.InProcess : IsolationKind.Processes;

    /// <summary>Whether any of <paramref name="actions"/> breaks links between nodes.</summary>
    public static bool BreaksLinks(ImmutableArray<ScheduledAction> actions) =>
        actions.Any(one => one.Action is ScenarioAction.Partition or ScenarioAction.Isolate or ScenarioAction.Degrade);

    private static IEnumerable<FileProblem> Of(Reading<Scenario> reading, Func<ScenarioAction, string?> key, string what, string expected) =>
        from one in (reading.Value?.Actions ?? []).Index()
        let unfit = key(one.Item.Action)
        where unfit is not null
        select reading.At(string.Create(CultureInfo.InvariantCulture, $"{ActionsSection.Key}[{one.Index}].{unfit}"), what, expected);

    private static string? Key(ScenarioAction action) => action switch
    {
        ScenarioAction.Partition => "partition",
        ScenarioAction.Isolate => "isolate",
        ScenarioAction.Degrade { Quality.BytesPerSecond: 0 } => "cut",
        ScenarioAction.Degrade => "degrade",
        _ => null,
    };
}
