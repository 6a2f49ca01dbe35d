using System.Xml.Linq;
using IseMail.Scenarios.Reports.Comparison;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Two runs side by side as one page that needs nothing but itself.</summary>
public static class ComparisonPage
{
    private const double Lane = 46;
    private const double Left = 330;

    /// <summary>The page.</summary>
    public static string Write(RunComparison comparison)
    {
        var (a, b) = (comparison.First, comparison.Second);
        return HtmlReport.Page(
            $"{a.Scenario} beside {b.Scenario}",
            [
                E("p", Class("kind"), "Mail of a Cisco ISE deployment through Microsoft 365: two designs"),
                E("h1", $"A: {a.Scenario}", E("br"), $"B: {b.Scenario}"),
                E("p", Class("facts"), Text($"A: deployment {a.Deployment}, {a.Nodes} nodes, {a.Caused} mails caused, seed {a.Seed} · B: deployment {b.Deployment}, {b.Nodes} nodes, {b.Caused} mails caused, seed {b.Seed}")),
            ],
            [Summary(comparison), Settings(comparison), Guarantees(comparison), Times(comparison), Figures(comparison)],
            script: null);
    }

    private static XElement Summary(RunComparison comparison) => Section(
        "summary", "Which is better in what",
        ComparisonText.Summary(comparison).Select((sentence, i) => E("p", i == 0 ? Class("banner") : null, sentence)),
        E("h3", "To be read with care"),
        E("ul", comparison.Caveats.IsEmpty ? E("li", "The runs differ only in their settings.") : comparison.Caveats.Select(one => E("li", one))));

    private static XElement Settings(RunComparison comparison) => Section(
        "settings", "What is different about them",
        comparison.Settings.IsEmpty
            ? Paragraph("All settings are the same.")
            : Table("Settings that differ", ["Setting", "A", "B"], comparison.Settings.Select(one => new object?[] { one.Name, one.First ?? "–", one.Second ?? "–" })));

    private static XElement Guarantees(RunComparison comparison) => Section(
        "guarantees", "Guarantees",
        Table("Guarantees", ["Guarantee", "A", "B"], comparison.First.Guarantees.Concat(comparison.Second.Guarantees).DistinctBy(one => one.Key)
            .Select(one => new object?[] { one.Title, Kept(comparison.First, one.Key), Kept(comparison.Second, one.Key) })));

    // Only what both have, and what takes time in one of them at least.
    private static XElement Times(RunComparison comparison)
    {
        var rows = comparison.Figures.Where(one => one is { Figure.Unit: "s", First: not null, Second: not null } && Math.Max(one.First.Value, one.Second.Value) > 0).ToList();
        if (rows.Count == 0) return Section("times", "Times", Paragraph("No time can be compared."));
        var (least, greatest) = (rows.SelectMany(one => new[] { one.First!.Value, one.Second!.Value }).Where(one => one > 0).Min(), rows.Max(one => Math.Max(one.First!.Value, one.Second!.Value)));
        var (low, high) = (Math.Floor(Math.Log10(least)), Math.Max(Math.Floor(Math.Log10(least)) + 1, Math.Ceiling(Math.Log10(greatest))));
        var bottom = rows.Count * Lane;
        return Section(
            "times", "Times",
            TimeScale.Drawing(
                "times-chart", "Times of both runs", "Logarithmic. For each figure A's bar above B's, with its seconds.", bottom + 24,
                Axis(low, high, bottom),
                rows.SelectMany((one, i) => Draw(one, i * Lane, low, high))));
    }

    private static IEnumerable<XElement> Axis(double low, double high, double bottom)
    {
        for (var power = low; power <= high; power++)
        {
            var x = X(Math.Pow(10, power), low, high);
            yield return E("line", Class("grid"), A("x1", x), A("x2", x), A("y1", 0), A("y2", bottom));
            yield return E("text", Class("tick"), A("x", x), A("y", bottom + 15), A("text-anchor", "middle"), power < 0 ? Text($"{Math.Pow(10, power + 3):0.###} ms") : Text($"{Math.Pow(10, power):0} s"));
        }
    }

    private static IEnumerable<XElement> Draw(ComparedFigure one, double top, double low, double high)
    {
        yield return E("text", Class("lane"), A("x", Left - 8), A("y", top + Lane / 2 + 2), A("text-anchor", "end"), Cut(one.Figure.Title, 52), E("title", one.Figure.Title));
        foreach (var (name, value, y, colour) in new[] { ("A", one.First!.Value, top + 5, "c0"), ("B", one.Second!.Value, top + 23, "c1") })
        {
            var x = X(value, low, high);
            yield return E("g", E("title", $"{name}: {ComparisonText.Of(value, "s")}"), E("rect", Class($"bar {colour}"), A("x", Left), A("y", y), A("width", Math.Max(1, x - Left)), A("height", 15), A("rx", 2)),
                E("text", Class("value"), A("x", Math.Max(Left, x) + 5), A("y", y + 12), $"{name} {ComparisonText.Of(value, "s")}"));
        }
    }

    private static double X(double seconds, double low, double high) =>
        seconds <= 0 ? Left : Left + (TimeScale.Right - 60 - Left) * Math.Clamp((Math.Log10(seconds) - low) / (high - low), 0, 1);

    private static XElement Figures(RunComparison comparison) => Section(
        "figures", "All figures",
        Table("Figures", ["Figure", "A", "B", "Better"], comparison.Figures.Select(one => new object?[]
        {
            one.Figure.Title, Value(one.First, one, Preference.First), Value(one.Second, one, Preference.Second), ComparisonText.Of(one.Preferred),
        })));

    private static XElement Value(double? value, ComparedFigure one, Preference side) =>
        E("td", Class(one.Preferred == side ? "number better" : "number"), ComparisonText.Of(value, one.Figure.Unit) + (one.Preferred == side ? " ✔" : ""));

    private static string Kept(ComparedRun run, string key) => run.Guarantees.FirstOrDefault(one => one.Key == key) is not { } guarantee ? "–" : guarantee.Holds switch
    {
        true => $"✔ yes: {guarantee.Detail}",
        false => $"✘ no: {guarantee.Detail}",
        null => $"? {guarantee.Detail}",
    };
}
