using System.Text;
using System.Xml.Linq;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>One layer of a stack.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Colour">Its class of colour.</param>
/// <param name="At">Its height at a time.</param>
internal sealed record StackLayer(string Name, string Colour, Func<TimeSpan, double> At);

/// <summary>Areas on top of each other over the time of a run, the first layer at the bottom.</summary>
/// <param name="scale">Where times stand.</param>
/// <param name="top">The upper edge.</param>
/// <param name="bottom">The lower edge.</param>
/// <param name="most">What reaches the upper edge.</param>
internal sealed class StackedAreas(TimeScale scale, double top, double bottom, double most)
{
    private const int Points = 240;

    /// <summary>The times at which evenly drawn layers are looked at.</summary>
    public static IEnumerable<TimeSpan> Evenly(TimeScale scale) => Enumerable.Range(0, Points + 1).Select(i => scale.Until * i / Points);

    /// <summary>The layers, each with a straight line from one of <paramref name="times"/> to the next.</summary>
    public IEnumerable<XElement> Draw(IEnumerable<StackLayer> layers, IReadOnlyList<TimeSpan> times) => Draw(layers, [.. times.Select(at => (at, at))]);

    /// <summary>The layers, each at one height from one of <paramref name="times"/> to the next.</summary>
    public IEnumerable<XElement> DrawSteps(IEnumerable<StackLayer> layers, IReadOnlyList<TimeSpan> times) =>
        Draw(layers, [.. times.Select((at, i) => (at, Seen: times[Math.Max(0, i - 1)])), .. times.Select(at => (at, Seen: at))]);

    /// <summary>What is allowed, as a dashed line.</summary>
    public XElement[] Limit(double value, string text)
    {
        var y = Y(value);
        return
        [
            E("line", Class("limit"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", y), A("y2", y)),
            E("text", Class("limittext"), A("x", TimeScale.Left + 6), A("y", y - 5), text),
        ];
    }

    /// <summary>Lines and numbers at round heights, and what is counted.</summary>
    public IEnumerable<XElement> Scale(string what, string when)
    {
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 10), A("text-anchor", "end"), what);
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 25), A("text-anchor", "end"), when);
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, most))));
        var step = Math.Ceiling(Math.Max(1, power / (most < 4 * power ? 2 : 1)));
        for (double value = 0; value <= most; value += step)
        {
            yield return E("line", Class("grid"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", Y(value)), A("y2", Y(value)));
            yield return E("text", Class("tick"), A("x", TimeScale.Right + 4), A("y", Y(value) + 4), Text($"{value:0}"));
        }
    }

    private double Y(double value) => bottom - (bottom - top) * value / most;

    // Where a height changes at once, the time stands twice, first with what was seen before.
    private IEnumerable<XElement> Draw(IEnumerable<StackLayer> layers, IReadOnlyList<(TimeSpan At, TimeSpan Seen)> points)
    {
        var ordered = points.OrderBy(point => point.At).ThenBy(point => point.Seen).ToList();
        var below = new double[ordered.Count];
        foreach (var layer in layers)
        {
            var upper = new StringBuilder();
            var lower = new string[ordered.Count];
            for (var i = 0; i < ordered.Count; i++)
            {
                var x = scale.X(ordered[i].At);
                lower[^(i + 1)] = Text($"L{x:0.#} {Y(below[i]):0.#}");
                below[i] += layer.At(ordered[i].Seen);
                upper.Append(i == 0 ? 'M' : 'L').Append(Text($"{x:0.#} {Y(below[i]):0.#}"));
            }
            if (ordered.Count > 0) yield return E("g", E("title", layer.Name), E("path", Class($"area {layer.Colour}"), A("d", $"{upper}{string.Concat(lower)}Z")));
        }
    }
}
