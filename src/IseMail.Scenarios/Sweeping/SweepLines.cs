using System.Collections.Immutable;

namespace IseMail.Scenarios.Sweeping;

/// <summary>One line of a drawing: the combinations that have all values but the first in common.</summary>
/// <param name="Name">The value of the second key; empty: nothing else is swept.</param>
/// <param name="Style">Which of the styles it is drawn in, from 0.</param>
/// <param name="Points">Its combinations, by the first key, each with its place on the axis.</param>
internal sealed record SweepLine(string Name, int Style, ImmutableArray<(double X, SweepRow Row)> Points);

/// <summary>The lines that share a drawing: they have the values of the third key and all further ones in common.</summary>
/// <param name="Name">These values; empty: no more than two keys are swept.</param>
/// <param name="Lines">The lines.</param>
internal sealed record SweepPanel(string Name, ImmutableArray<SweepLine> Lines);

/// <summary>Which combinations are drawn. A drawing that shows more than can be told apart shows nothing, so of many a few are chosen, evenly, the first and the last among them.</summary>
internal sealed class SweepLines
{
    /// <summary>The most lines of a drawing, each of which has a style of its own.</summary>
    public const int MostLines = 8;

    private const int MostPanels = 4;
    private const int MostPoints = 100;

    private SweepLines(ImmutableArray<SweepPanel> panels, string leftOut)
    {
        Panels = panels;
        LeftOut = leftOut;
    }

    /// <summary>The drawings that each figure has.</summary>
    public ImmutableArray<SweepPanel> Panels { get; }

    /// <summary>What is not drawn, in a sentence; empty: all is.</summary>
    public string LeftOut { get; }

    /// <summary>Those of a sweep.</summary>
    public static SweepLines Of(SweepResult result)
    {
        var axes = result.Grid.Axes;
        var places = axes[0].Numbers ?? [.. Enumerable.Range(0, axes[0].Values.Length).Select(static i => (double)i)];
        var second = axes.Length > 1 ? axes[1].Values.Length : 1;
        var further = axes.Skip(2).Aggregate(1, static (product, axis) => product * axis.Values.Length);
        var panels = Chosen(further, MostPanels);
        var (points, lines) = (Chosen(places.Length, MostPoints / panels.Length), Chosen(second, MostLines));
        var drawn = panels.Select(panel => new SweepPanel(
            axes.Length > 2 ? NameOf(result, panel) : "",
            [.. lines.Select((line, style) => new SweepLine(
                axes.Length > 1 ? axes[1].Values[line].Text : "", style,
                [.. points.Select(point => (X: places[point], Row: result.Rows[(point * second + line) * further + panel])).OrderBy(one => one.X)]))]));
        var less = new[] { Less(axes[0].Key, points.Length, places.Length), axes.Length > 1 ? Less(axes[1].Key, lines.Length, second) : "", Less("the other keys' combinations", panels.Length, further) }.Where(text => text.Length > 0).ToList();
        return new SweepLines([.. drawn], less.Count == 0 ? "" : $"Drawn are {string.Join(", ", less)}.");
    }

    /// <summary>Numbers from 0, evenly chosen.</summary>
    /// <param name="count">Out of how many.</param>
    /// <param name="most">How many at the most.</param>
    public static ImmutableArray<int> Chosen(int count, int most) => count <= most
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(i => (int)Math.Round((count - 1.0) * i / (most - 1)))];

    private static string NameOf(SweepResult result, int panel) => string.Join(", ", result.Grid.Axes.Zip(result.Rows[panel].Point.Values, (axis, value) => $"{axis.Key}={value}").Skip(2));

    private static string Less(string what, int drawn, int all) => drawn == all ? "" : Reports.Html.Markup.Text($"{drawn} of {all} of {what}");
}
