using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Sweeping;

/// <summary>Draws one figure against the first swept key. Each line has a dash and a mark of its own beside its colour.</summary>
internal static class SweepPlot
{
    private const double Width = 480;
    private const double Height = 250;
    private const double Left = 74;
    private const double Right = 462;
    private const double Top = 14;
    private const double Bottom = 204;
    private const int TicksAtMost = 5;
    private const int PlacesNamed = 7;

    private static readonly double[] Times = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
    private static readonly string[] Dashes = ["none", "8 4", "2 3", "10 3 2 3", "14 5", "5 2", "1 4", "12 3 2 3 2 3"];

    private static readonly Func<double, double, string>[] Marks =
    [
        static (x, y) => Text($"M{x - 4:0.#} {y:0.#}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
        static (x, y) => Text($"M{x - 3.6:0.#} {y - 3.6:0.#}h7.2v7.2h-7.2z"),
        static (x, y) => Text($"M{x:0.#} {y - 4.6:0.#}l4.6 8.4h-9.2z"),
        static (x, y) => Text($"M{x:0.#} {y - 5:0.#}l5 5l-5 5l-5 -5z"),
        static (x, y) => Text($"M{x:0.#} {y + 4.6:0.#}l4.6 -8.4h-9.2z"),
        static (x, y) => Text($"M{x - 1.3:0.#} {y - 5:0.#}h2.6v10h-2.6z"),
        static (x, y) => Text($"M{x - 5:0.#} {y - 1.3:0.#}h10v2.6h-10z"),
        static (x, y) => Text($"M{x - 5:0.#} {y - 1.2:0.#}h3.8v-3.8h2.4v3.8h3.8v2.4h-3.8v3.8h-2.4v-3.8h-3.8z"),
    ];

    /// <summary>The drawing of a figure.</summary>
    /// <param name="id">Its name on the page.</param>
    /// <param name="figure">Which figure.</param>
    /// <param name="axis">The first swept key.</param>
    /// <param name="panel">The lines.</param>
    public static XElement Of(string id, Figure figure, SweepAxis axis, SweepPanel panel)
    {
        var title = panel.Name.Length > 0 ? $"{figure.Title}, with {panel.Name}" : figure.Title;
        var values = panel.Lines.SelectMany(line => line.Points).Select(point => point.Row[figure.Key]).OfType<SweptFigure>().ToList();
        var greatest = values.Select(value => value.Greatest).DefaultIfEmpty().Max();
        var step = Step(greatest, figure.Unit);
        var most = Math.Max(step, Math.Ceiling(greatest / step) * step);
        var places = panel.Lines[0].Points.Select(point => point.X).ToImmutableArray();
        var (from, to) = (places[0], places[^1]);
        return E(
            "figure",
            E("figcaption", title),
            E(
                "svg", A("viewBox", Text($"0 0 {Width:0} {Height:0}")), A("role", "img"), A("aria-labelledby", $"{id}-name {id}-what"),
                E("title", A("id", $"{id}-name"), $"{title}, against {axis.Key}"), E("desc", A("id", $"{id}-what"), Words(figure, axis, panel)),
                Scale(step, most, figure.Unit, Y),
                Places(axis, panel.Lines[0], X),
                panel.Lines.Select(line => Draw(figure, line, axis.Numbers is not null, X, Y))));

        double X(double place) => from == to ? (Left + Right) / 2 : Left + 14 + (Right - Left - 28) * (place - from) / (to - from);

        double Y(double value) => Bottom - (Bottom - Top) * value / most;
    }

    /// <summary>What the lines of all drawings stand for.</summary>
    public static XElement? Legend(string key, SweepPanel panel) => panel.Lines is [{ Name: "" }] ? null : E(
        "ul", Class("legend"), A("aria-label", key),
        panel.Lines.Select(line => E(
            "li", E("svg", Class("sample"), A("viewBox", "0 0 40 14"), A("aria-hidden", "true"), E("g", Class(Text($"c{line.Style}")), E("path", Class("series"), A("stroke-dasharray", Dashes[line.Style]), A("d", "M1 7H39")), E("path", Class("spot"), A("d", Marks[line.Style](20, 7))))),
            $"{key}={line.Name}")));

    // Words are in no order of their own: nothing lies between two of them, so no line is drawn.
    private static XElement Draw(Figure figure, SweepLine line, bool connected, Func<double, double> x, Func<double, double> y)
    {
        var (path, marks, spread) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var gap = true;
        foreach (var (place, row) in line.Points)
        {
            if (row[figure.Key] is not { } value)
            {
                gap = true;
                continue;
            }
            path.Append(gap ? 'M' : 'L').Append(Text($"{x(place):0.#} {y(value.Median):0.#}"));
            marks.Append(Marks[line.Style](x(place), y(value.Median)));
            if (value.Least < value.Greatest) spread.Append(Text($"M{x(place):0.#} {y(value.Least):0.#}V{y(value.Greatest):0.#}"));
            gap = false;
        }
        return E(
            "g", Class(Text($"c{line.Style}")), line.Name.Length > 0 ? E("title", line.Name) : null,
            spread.Length > 0 ? E("path", Class("spread"), A("d", spread.ToString())) : null,
            connected && path.Length > 0 ? E("path", Class("series"), A("stroke-dasharray", Dashes[line.Style]), A("d", path.ToString())) : null,
            marks.Length > 0 ? E("path", Class("spot"), A("d", marks.ToString())) : null);
    }

    private static IEnumerable<XElement> Scale(double step, double most, string unit, Func<double, double> y)
    {
        for (var tick = 0; tick * step <= most + step / 2; tick++)
        {
            yield return E("line", Class("grid"), A("x1", Left), A("x2", Right), A("y1", y(tick * step)), A("y2", y(tick * step)));
            yield return E("text", Class("tick"), A("x", Left - 6), A("y", y(tick * step) + 4), A("text-anchor", "end"), SweepText.Of(tick * step, unit));
        }
    }

    private static IEnumerable<XElement> Places(SweepAxis axis, SweepLine line, Func<double, double> x)
    {
        var names = axis.Numbers is null ? axis.Values.Select(value => value.Text).ToList() : line.Points.Select(point => SweepText.Of(point.X, axis.Unit)).ToList();
        foreach (var i in SweepLines.Chosen(line.Points.Length, PlacesNamed))
        {
            var name = axis.Numbers is null ? names[(int)line.Points[i].X] : names[i];
            yield return E("text", Class("tick"), A("x", x(line.Points[i].X)), A("y", Bottom + 17), A("text-anchor", "middle"), Cut(name, 16));
        }
        yield return E("text", Class("lane"), A("x", (Left + Right) / 2), A("y", Height - 8), A("text-anchor", "middle"), axis.Key);
    }

    // Where each line begins, ends and is at its highest: what somebody sees who looks at the drawing.
    private static string Words(Figure figure, SweepAxis axis, SweepPanel panel) => string.Join(" ", panel.Lines.Select(line =>
    {
        var seen = line.Points.Where(point => point.Row[figure.Key] is not null).Select(point => (At: point.Row.Point.Values[0], Value: point.Row[figure.Key]!.Value.Median)).ToList();
        if (seen.Count == 0) return $"{Named(line)}no value.";
        var highest = seen.MaxBy(one => one.Value);
        return $"{Named(line)}{SweepText.Of(seen[0].Value, figure.Unit)} at {axis.Key}={seen[0].At}, {SweepText.Of(seen[^1].Value, figure.Unit)} at {seen[^1].At}, at the most {SweepText.Of(highest.Value, figure.Unit)} at {highest.At}.";
    }));

    private static string Named(SweepLine line) => line.Name.Length > 0 ? line.Name + ": " : "";

    // 1, 2 or 5 times a power of ten; of minutes and hours what is round among them.
    private static double Step(double greatest, string unit)
    {
        if (greatest <= 0) return 1;
        if (unit == "s" && greatest >= 100 && Array.Find(Times, one => greatest / one <= TicksAtMost) is > 0 and var round) return round;
        var power = Math.Pow(10, Math.Floor(Math.Log10(greatest / TicksAtMost)));
        return ((double[])[1, 2, 5, 10]).First(one => greatest / (one * power) <= TicksAtMost) * power;
    }
}
