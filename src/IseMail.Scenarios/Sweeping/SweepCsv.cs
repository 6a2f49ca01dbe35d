using System.Globalization;
using System.Text;

namespace IseMail.Scenarios.Sweeping;

/// <summary>A sweep as comma-separated values (RFC 4180) with a line for each run, for spreadsheets.</summary>
public static class SweepCsv
{
    private static readonly char[] Special = [',', '"', '\r', '\n'];

    /// <summary>The document.</summary>
    public static string Write(SweepResult result)
    {
        var figures = result.Figures;
        var text = new StringBuilder();
        Line(text, [.. result.Grid.Axes.Select(axis => axis.Key), "seed", "held", .. figures.Select(figure => figure.Key), "virtualSeconds", "events", "sha256"]);
        foreach (var row in result.Rows)
        {
            foreach (var run in row.Runs)
            {
                Line(text,
                [
                    .. row.Point.Values, Number(run.Seed), run.Held ? "true" : "false", .. figures.Select(figure => run[figure.Key] is { } value ? Number(value) : ""),
                    Number(Math.Round(run.Virtual.TotalSeconds, 3)), Number(run.Events), run.Hash,
                ]);
            }
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string text) => text.IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
