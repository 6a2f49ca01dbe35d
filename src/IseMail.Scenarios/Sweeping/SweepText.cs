using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.Reports.Html;

namespace IseMail.Scenarios.Sweeping;

/// <summary>The words in which a sweep is told, on a terminal as on a page.</summary>
public static class SweepText
{
    /// <summary>The figures that everybody asks for first, with a short title for the head of a column.</summary>
    public static ImmutableArray<(string Key, string Title)> Columns { get; } =
    [
        ("accepted", "Accepted"), ("delivered", "Delivered"), ("lost", "Lost"), ("inDoubt", "In doubt"), ("failedAttempts", "Failed attempts"),
        ("longestWait", "Longest wait"), ("allMedian", "Median"), ("allMost95", "95 %"), ("allMost99", "99 %"), ("alarm99", "Alarms 99 %"),
        ("deepestOutbox", "Deepest outbox"), ("busiest", "Busiest minute"), ("connections", "Connections"),
    ];

    /// <summary>How many runs of which values are made.</summary>
    public static string Plan(SweepGrid grid) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(grid.Runs, "run")}: {string.Join(" × ", grid.Axes.Select(axis => $"{axis.Key} with {Count(axis.Values.Length, "value")}"))}{(grid.Seeds > 1 ? $" × {Count(grid.Seeds, "seed")}" : "")}");

    /// <summary>A figure over the runs of a combination: one value, or the least and the greatest where seeds differ.</summary>
    public static string Of(SweptFigure? figure, string unit) => figure switch
    {
        null => "–",
        { } one when one.Least == one.Greatest || Of(one.Least, unit) == Of(one.Greatest, unit) => Of(one.Median, unit),
        { } several => $"{Of(several.Least, unit)} to {Of(several.Greatest, unit)}",
    };

    /// <summary>A value of a figure.</summary>
    public static string Of(double value, string unit) => unit switch
    {
        "s" => Markup.Span(TimeSpan.FromSeconds(value)),
        "" => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.#", CultureInfo.InvariantCulture) + " " + unit,
    };

    /// <summary>Whether what was expected came to pass: yes, no, or in how many runs.</summary>
    public static string Held(SweepRow row) => row.Runs.Length switch
    {
        0 => "not run",
        1 => row.Held == 1 ? "✔ yes" : "✘ no",
        var runs => string.Create(CultureInfo.InvariantCulture, $"{(row.Held == runs ? "✔" : "✘")} {row.Held} of {runs}"),
    };

    /// <summary>The values of a combination: <c>nodes.psn=5, mail.placement=node</c>.</summary>
    public static string Name(SweepGrid grid, SweepRow row) => string.Join(", ", grid.Axes.Zip(row.Point.Values, (axis, value) => $"{axis.Key}={value}"));

    /// <summary>The command that runs the sweep again.</summary>
    public static string Command(SweepGrid grid) => Command(grid, grid.Axes.Select(axis => axis.Written));

    /// <summary>The command that runs one combination again.</summary>
    public static string Command(SweepGrid grid, SweepRow row) => Command(grid, grid.Axes.Zip(row.Point.Values, (axis, value) => $"{axis.Key}={value}"));

    /// <summary>The verdict on all runs in one line.</summary>
    public static string Verdict(SweepResult result)
    {
        var runs = Count(result.Grid.Runs, "run");
        if (result.Ended < result.Grid.Runs) return string.Create(CultureInfo.InvariantCulture, $"stopped: {result.Ended} of {runs} had ended; all that was expected came to pass in {result.Held} of these");
        return result.Passed ? $"passed: all that was expected came to pass in {(result.Grid.Runs == 1 ? runs : $"all {runs}")}" : string.Create(CultureInfo.InvariantCulture, $"failed: all that was expected came to pass in {result.Held} of {runs}");
    }

    /// <summary>How fast the runs were.</summary>
    public static string Speed(TimeSpan passed, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture, $"{Markup.Span(passed)} of virtual time in {Markup.Span(took)}, {passed / took:0}-fold");

    private static string Command(SweepGrid grid, IEnumerable<string> sweeps) => string.Join(
        " ",
        [
            "isemail run", Quoted(grid.File), "--runtime virtual", .. sweeps.Select(text => "--sweep " + Quoted(text)),
            .. grid.TimingFile is { } timing ? (string[])["--timing " + Quoted(timing)] : [],
            .. grid.FirstSeed is { } seed ? (string[])[string.Create(CultureInfo.InvariantCulture, $"--seed {seed}")] : [],
            .. grid.Seeds > 1 ? (string[])[string.Create(CultureInfo.InvariantCulture, $"--seeds {grid.Seeds}")] : [],
        ]);

    // As a shell takes it; a key with an index has brackets, which it would take for a pattern.
    private static string Quoted(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '_' or '-' or '=' or ',' or ':' or '@' or '%' or '+') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
