using System.Collections.Immutable;
using System.Xml.Linq;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Sweeping;

/// <summary>A sweep as one page that needs nothing but itself.</summary>
public static class SweepPage
{
    private const int MostRows = 400;
    private const int MostFailures = 100;

    private static readonly (string Id, string Title, string[] Keys)[] Groups =
    [
        ("times", "Times", ["longestWait", "allMedian", "allMost95", "allMost99", "alarm99", "unaccepted", "allGreatest"]),
        ("mailbox", "The mailbox and the outboxes", ["busiest", "average", "connections", "connectionsBeyond", "failedAttempts", "deepestOutbox", "peakWaiting"]),
        ("mail", "What became of the mail", ["accepted", "delivered", "lost", "inDoubt", "parked", "queued", "duplicated"]),
    ];

    /// <summary>The page.</summary>
    public static string Write(SweepResult result)
    {
        var grid = result.Grid;
        var scenario = grid.Points[0].Scenario;
        var lines = SweepLines.Of(result);
        var grouped = Groups.SelectMany(group => group.Keys).ToHashSet(StringComparer.Ordinal);
        return HtmlReport.Page(
            $"{scenario.Name}: a sweep over {string.Join(", ", grid.Axes.Select(axis => axis.Key))}",
            [
                E("p", Class("kind"), "Mail of a Cisco ISE deployment through Microsoft 365: a sweep"),
                E("h1", $"{scenario.Name} by {string.Join(" and ", grid.Axes.Select(axis => axis.Key))}"),
                scenario.Purpose.Length > 0 ? E("p", Class("purpose"), scenario.Purpose) : null,
                E("p", Class("facts"), Text($"{SweepText.Plan(grid)} · {SweepText.Speed(result.Virtual, result.Took)} · virtual time · version {RunRecording.Version.Split('+')[0]}")),
            ],
            [
                Results(result),
                .. Groups.Select(group => Group(result, lines, group.Id, group.Title, [.. group.Keys.SelectMany(key => result.Figures.Where(figure => figure.Key == key))])),
                Group(result, lines, "purposes", "Times by purpose", [.. result.Figures.Where(figure => !grouped.Contains(figure.Key))]),
                Settings(result), Again(result),
            ],
            script: null);
    }

    private static XElement Results(SweepResult result)
    {
        var columns = SweepText.Columns.SelectMany(column => result.Figures.Where(figure => figure.Key == column.Key).Select(figure => (column.Title, Figure: figure))).ToList();
        var failures = result.Rows.SelectMany(row => row.Runs.Where(run => !run.Held).Select(run => (Row: row, Run: run))).ToList();
        return Section(
            "results", "All combinations",
            E("p", Class(result.Passed ? "banner good" : "banner bad"), A("id", "verdict-line"), E("strong", result.Passed ? "✔" : "✘"), " ", SweepText.Verdict(result) + "."),
            Rows(result, "Figures of each combination", ["As expected", .. columns.Select(column => column.Title)], row => [Word(row), .. columns.Select(column => Cell(row, column.Figure))]),
            result.Grid.Seeds > 1 ? Paragraph(Class("note"), "Where the runs of a combination differ, the least and the greatest value stand in its cell; drawings show the median, with a stroke from the one to the other.") : null,
            failures.Count == 0 ? null : Table("What did not come to pass", [.. result.Grid.Axes.Select(axis => axis.Key), "Seed", "What"], failures.Take(MostFailures).Select(one => (object?[])[.. one.Row.Point.Values, Figure(Text($"{one.Run.Seed}")), string.Join("; ", one.Run.Failed)])),
            failures.Count > MostFailures ? Paragraph(Class("note"), Text($"{failures.Count - MostFailures} more are not listed.")) : null,
            Paragraph(Class("note"), "The longest wait counts mail that has not arrived until the verdict; medians and percentiles are of mail that arrived. Fewer than 20 mails have no 95 %, fewer than 100 no 99 %. Alarms: of fewer than 100 the slowest."));
    }

    private static XElement Group(SweepResult result, SweepLines lines, string id, string title, ImmutableArray<Figure> figures)
    {
        // What is the same everywhere is said in a word.
        var drawn = figures.Where(figure => result.Rows.Select(row => row[figure.Key]).Distinct().Count() > 1).ToList();
        var same = figures.Except(drawn).Select(figure => $"{figure.Title}: {SweepText.Of(result.Rows[0][figure.Key], figure.Unit)}").ToList();
        return Section(
            id, title,
            drawn.Count > 0 && result.Grid.Axes.Length > 1 ? SweepPlot.Legend(result.Grid.Axes[1].Key, lines.Panels[0]) : null,
            E("div", Class("plots"), drawn.SelectMany(figure => lines.Panels.Select((panel, i) => SweepPlot.Of(Text($"{figure.Key}-{i}"), figure, result.Grid.Axes[0], panel)))),
            drawn.Count > 0 && lines.LeftOut.Length > 0 ? Paragraph(Class("note"), lines.LeftOut) : null,
            same.Count > 0 ? Paragraph(Class("note"), $"The same in all combinations: {string.Join("; ", same)}.") : null,
            drawn.Count > 0 ? E("details", E("summary", "The numbers"), Rows(result, title, [.. drawn.Select(figure => figure.Title)], row => [.. drawn.Select(figure => Cell(row, figure))])) : null);
    }

    private static XElement Settings(SweepResult result)
    {
        var points = result.Grid.Points;
        var common = points.Skip(1).Aggregate(SettingsUsed.Of(points[0].Scenario.Topology).ToList(), static (kept, point) =>
        {
            var own = SettingsUsed.Of(point.Scenario.Topology).ToHashSet();
            return kept.FindAll(own.Contains);
        });
        SettingRecord[] run =
        [
            new("Sweep", "Scenario", points[0].Scenario.Name), new("Sweep", "File", result.Grid.File), new("Sweep", "Version", RunRecording.Version), new("Sweep", "Time for all mail", Span(points[0].Scenario.Within)),
            new("Sweep", "Seeds", result.Grid.Seeds == 1 ? Text($"{result.Grid.SeedOf(points[0], 0)}") : Text($"{result.Grid.SeedOf(points[0], 0)} to {result.Grid.SeedOf(points[0], result.Grid.Seeds - 1)}")),
        ];
        return Section(
            "settings", "Settings used",
            Table("Swept", ["Key", "Values"], result.Grid.Axes.Select(axis => new object?[] { E("td", E("code", axis.Key)), Values(axis) })),
            Table("Common to all combinations", ["Of", "Setting", "Value"], run.Concat(common).Select(one => new object?[] { one.Group, one.Name, one.Value })));
    }

    private static XElement Again(SweepResult result) => Section(
        "again", "Run it again",
        Paragraph("The sweep: ", E("code", SweepText.Command(result.Grid))),
        Paragraph("One combination, such as the first, with a report of its own: ", E("code", SweepText.Command(result.Grid, result.Rows[0]))),
        Paragraph(Class("note"), "The same files, seed and version make the same events in each run; the JSON document and the CSV have the SHA-256 of them."));

    private static XElement[] Rows(SweepResult result, string caption, string[] head, Func<SweepRow, object?[]> cells) =>
    [
        Table(caption, [.. result.Grid.Axes.Select(axis => axis.Key), .. head], result.Rows.Take(MostRows).Select(row => (object?[])[.. row.Point.Values, .. cells(row)])),
        .. result.Rows.Length > MostRows ? (XElement[])[Paragraph(Class("note"), Text($"{result.Rows.Length - MostRows} more combinations are in the JSON document and in the CSV."))] : [],
    ];

    private static XElement Cell(SweepRow row, Figure figure) => Markup.Figure(SweepText.Of(row[figure.Key], figure.Unit));

    private static XElement Word(SweepRow row) => E("td", Class(row.Runs.IsEmpty ? "unknown" : row.Held == row.Runs.Length ? "yes" : "no"), SweepText.Held(row));

    private static string Values(SweepAxis axis) => axis.Values.Length <= 24
        ? string.Join(", ", axis.Values.Select(value => value.Text))
        : Text($"{string.Join(", ", axis.Values.Take(12).Select(value => value.Text))}, … {axis.Values[^1].Text}: {axis.Values.Length} values");
}
