using System.Text.Json;
using System.Text.Json.Serialization;

namespace IseMail.Scenarios.Reports.Comparison;

/// <summary>A comparison as one JSON document, for programs.</summary>
public static class ComparisonJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The document.</summary>
    public static string Write(RunComparison comparison) => JsonSerializer.Serialize(
        new
        {
            Schema = RunJson.Schema,
            First = Run(comparison.First),
            Second = Run(comparison.Second),
            comparison.Settings,
            Figures = comparison.Figures.Select(one => new { one.Figure.Key, one.Figure.Title, one.Figure.Unit, one.First, one.Second, Better = one.Preferred }),
            Guarantees = comparison.First.Guarantees.Select(one => new { one.Key, one.Title, First = one.Holds, Second = comparison.Second.Guarantees.FirstOrDefault(other => other.Key == one.Key)?.Holds }),
            comparison.Caveats,
        },
        Layout);

    private static object Run(ComparedRun run) => new { run.File, run.Scenario, run.Deployment, run.Runtime, run.Seed, run.Version, run.Nodes, run.Caused, Verdict = run.Passed ? "passed" : "failed" };
}
