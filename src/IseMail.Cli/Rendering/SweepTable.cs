using IseMail.Scenarios.Sweeping;
using Spectre.Console;

namespace IseMail.Cli.Rendering;

/// <summary>The table a sweep ends with: a row for each combination of values.</summary>
internal static class SweepTable
{
    /// <summary>Wide enough for two keys and all figures, where nothing tells a width.</summary>
    public const int Width = 240;

    /// <summary>How many rows are shown; of more, the documents tell.</summary>
    private const int MostRows = 200;

    /// <summary>How many combinations of which a run has ended are not shown.</summary>
    public static int LeftOut(SweepResult result) => Math.Max(0, result.Rows.Count(row => !row.Runs.IsEmpty) - MostRows);

    public static Table Of(SweepResult result)
    {
        var table = new Table().RoundedBorder();
        foreach (var axis in result.Grid.Axes) table.AddColumn(new TableColumn(new Text(axis.Key)));
        var columns = SweepText.Columns.SelectMany(column => result.Figures.Where(figure => figure.Key == column.Key).Select(figure => (column.Title, Figure: figure))).ToList();
        foreach (var (title, _) in columns) table.AddColumn(new TableColumn(new Text(title)).RightAligned());
        table.AddColumn(new TableColumn("As expected"));
        foreach (var row in result.Rows.Where(row => !row.Runs.IsEmpty).Take(MostRows))
        {
            table.AddRow(
            [
                .. row.Point.Values.Select(value => new Text(value)),
                .. columns.Select(column => new Text(SweepText.Of(row[column.Figure.Key], column.Figure.Unit))),
                new Text(SweepText.Held(row), new Style(row.Held == row.Runs.Length ? Color.Green : Color.Red)),
            ]);
        }
        return table;
    }
}
