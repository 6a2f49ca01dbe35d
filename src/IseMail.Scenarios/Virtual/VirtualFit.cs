using System.Collections.Immutable;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Virtual;

/// <summary>What of a scenario only live time can do.</summary>
public static class VirtualFit
{
    /// <summary>Everything in a scenario that virtual time cannot do, at its place in the file.</summary>
    public static ImmutableArray<FileProblem> Check(Reading<Scenario> reading)
    {
        if (reading.Value is not { } scenario) return [];
        var problems = ImmutableArray.CreateBuilder<FileProblem>();
        if (scenario.Topology.EmbeddedTenant is null)
            problems.Add(reading.At("topology", "the topology has no tenant of its own, and somebody else's has no virtual time", "a topology with 'tenant', or '--runtime live'"));
        return problems.ToImmutable();
    }
}
