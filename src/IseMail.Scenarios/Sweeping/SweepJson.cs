using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Scenarios.Reports;

namespace IseMail.Scenarios.Sweeping;

/// <summary>A sweep as one JSON document, for programs. docs/sweeps.md says what each part means.</summary>
public static class SweepJson
{
    /// <summary>The document's schema: a part that goes or changes its meaning makes the next; a part that is added does not.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The document.</summary>
    public static string Write(SweepResult result)
    {
        var grid = result.Grid;
        var figures = result.Figures;
        return JsonSerializer.Serialize(
            new
            {
                Schema,
                Scenario = grid.Points[0].Scenario.Name,
                grid.File,
                RunRecording.Version,
                Command = SweepText.Command(grid),
                Verdict = result.Passed ? "passed" : result.Ended < grid.Runs ? "stopped" : "failed",
                grid.Runs,
                result.Ended,
                result.Held,
                Seconds = Math.Round(result.Took.TotalSeconds, 3),
                VirtualSeconds = Math.Round(result.Virtual.TotalSeconds, 3),
                Sweeps = grid.Axes.Select(axis => new { axis.Key, Values = axis.Values.Select(value => value.Text) }),
                Figures = figures.Select(figure => new { figure.Key, figure.Title, figure.Unit, figure.Better }),
                Rows = result.Rows.Select(row => new
                {
                    Values = grid.Axes.Zip(row.Point.Values, (axis, value) => KeyValuePair.Create(axis.Key, value)).ToDictionary(),
                    row.Held,
                    Figures = figures.ToDictionary(figure => figure.Key, figure => row[figure.Key]),
                    Runs = row.Runs.Select(run => new
                    {
                        run.Seed,
                        run.Held,
                        run.Failed,
                        run.Events,
                        Sha256 = run.Hash,
                        VirtualSeconds = Math.Round(run.Virtual.TotalSeconds, 3),
                        Figures = figures.ToDictionary(figure => figure.Key, figure => run[figure.Key]),
                    }),
                }),
            },
            Layout);
    }
}
