using System.Collections.Immutable;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>What is changed in a scenario's files before they are read.</summary>
/// <param name="OfScenario">In the scenario's own.</param>
/// <param name="OfTopology">In its topology's.</param>
internal sealed record ScenarioEdits(ImmutableArray<YamlEdit> OfScenario, ImmutableArray<YamlEdit> OfTopology)
{
    /// <summary>Nothing.</summary>
    public static ScenarioEdits None { get; } = new([], []);
}
