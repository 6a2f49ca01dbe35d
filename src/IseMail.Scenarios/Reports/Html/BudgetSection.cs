using System.Text;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>What each node used of the mailbox's allowance: messages in the last window, stacked, and open connections.</summary>
internal static class BudgetSection
{
    private const int MostNodes = 7;
    private const int Points = 240;
    private const double Top = 20;
    private const double Height = 170;
    private const double Second = 70;
    private const double Between = 34;

    public static XElement Of(RunRecord record, TimeScale scale, NodeColours colours)
    {
        var use = BudgetUse.Of(record);
        if (use.Nodes.IsEmpty) return Section("budget", "What the nodes used of the mailbox", Paragraph("No mail was delivered."));
        var stacked = Stack(use).ToList();
        var limit = record.Allowance.Messages;
        var most = Math.Max(limit, use.Peak) * 1.08;
        var bottom = Top + Height;
        var second = bottom + Between;
        var window = Text($"{use.Window.TotalSeconds:0.#} s");
        return Section(
            "budget", "What the nodes used of the mailbox",
            TimeScale.Drawing(
                "budget-chart", "Use of the sending budget by node over time",
                Text($"Above: messages that arrived in the last {window}, stacked by node in the order of the table from below, with the mailbox's allowance as a dashed line. Below: open connections."),
                second + Second + 24,
                scale.Axis(Top, second + Second),
                Scale(most, Top, bottom, $"in {window}"),
                Areas(stacked, use.Window, scale, most, bottom, colours),
                limit > 0 ? Limit(bottom - Height * limit / most, Text($"allowed: {limit}")) : [],
                Connections(record, scale, second, second + Second),
                scale.Marks(record, 4, second + Second)),
            E("ul", Class("legend"), stacked.Select(one => E("li", E("span", Class($"key {one.Class(colours)}"), ""), Text($"{one.Name} ({one.Uses.Sum(node => node.At.Length):N0})")))),
            Table("Use of the mailbox by node", ["Node", "Messages", "Share", $"At most in {window}"],
                use.Nodes.Select(node => new object?[]
                {
                    node.Node, Figure(Text($"{node.At.Length:N0}")), Figure(Text($"{100.0 * node.At.Length / use.Nodes.Sum(one => one.At.Length):0.#} %")), Figure(Text($"{BudgetUse.Most(node.At, use.Window)}")),
                })),
            Paragraph(Class("note"), limit > 0
                ? Text($"All nodes together: at most {use.Peak} in {window} of {limit} allowed; at most {use.PeakConnections} connections of {record.Allowance.Connections}.")
                : Text($"All nodes together: at most {use.Peak} in {window}, without a limit; at most {use.PeakConnections} connections of {record.Allowance.Connections}.")));
    }

    private static IEnumerable<Layer> Stack(BudgetUse use)
    {
        foreach (var node in use.Nodes.Take(MostNodes)) yield return new Layer(node.Node, [node], node.Node);
        if (use.Nodes.Length > MostNodes) yield return new Layer(Text($"{use.Nodes.Length - MostNodes} other nodes"), [.. use.Nodes.Skip(MostNodes)], null);
    }

    private static IEnumerable<XElement> Areas(List<Layer> layers, TimeSpan window, TimeScale scale, double most, double bottom, NodeColours colours)
    {
        var below = new double[Points + 1];
        foreach (var layer in layers)
        {
            var (upper, lower) = (new StringBuilder(), new StringBuilder());
            for (var i = 0; i <= Points; i++)
            {
                var at = scale.Until * i / Points;
                var x = scale.X(at);
                lower.Insert(0, Text($"L{x:0.#} {bottom - Height * below[i] / most:0.#}"));
                below[i] += layer.Uses.Sum(node => node.In(window, at));
                upper.Append(i == 0 ? 'M' : 'L').Append(Text($"{x:0.#} {bottom - Height * below[i] / most:0.#}"));
            }
            yield return E("g", E("title", layer.Name), E("path", Class($"area {layer.Class(colours)}"), A("d", $"{upper}{lower}Z")));
        }
    }

    private static IEnumerable<XElement> Scale(double most, double top, double bottom, string title)
    {
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 10), A("text-anchor", "end"), "messages");
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 25), A("text-anchor", "end"), title);
        var step = Math.Max(1, Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, most)))) / (most < 4 * Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, most)))) ? 2 : 1));
        step = Math.Ceiling(step);
        for (double value = 0; value <= most; value += step)
        {
            var y = bottom - (bottom - top) * value / most;
            yield return E("line", Class("grid"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", y), A("y2", y));
            yield return E("text", Class("tick"), A("x", TimeScale.Right + 4), A("y", y + 4), Text($"{value:0}"));
        }
    }

    private static XElement[] Limit(double y, string text) =>
    [
        E("line", Class("limit"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", y), A("y2", y)),
        E("text", Class("limittext"), A("x", TimeScale.Left + 6), A("y", y - 5), text),
    ];

    private static IEnumerable<XElement> Connections(RunRecord record, TimeScale scale, double top, double bottom)
    {
        var most = Math.Max(record.Allowance.Connections, record.Samples.Select(sample => sample.Senders.Sum(one => one.Connections)).DefaultIfEmpty().Max()) + 0.5;
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 10), A("text-anchor", "end"), "connections");
        yield return E("line", Class("floor"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", bottom), A("y2", bottom));
        var path = new StringBuilder();
        foreach (var sample in record.Samples)
        {
            var open = sample.Senders.Sum(one => one.Connections);
            path.Append(path.Length == 0 ? Text($"M{scale.X(sample.At):0.#} {bottom - (bottom - top) * open / most:0.#}") : Text($"H{scale.X(sample.At):0.#}V{bottom - (bottom - top) * open / most:0.#}"));
        }
        if (path.Length > 0) yield return E("g", E("title", "open connections"), E("path", Class("line"), A("d", path.ToString())));
        foreach (var part in Limit(bottom - (bottom - top) * record.Allowance.Connections / most, Text($"allowed: {record.Allowance.Connections}"))) yield return part;
    }

    private sealed record Layer(string Name, System.Collections.Immutable.ImmutableArray<NodeUse> Uses, string? Node)
    {
        public string Class(NodeColours colours) => Node is null ? "others" : colours.Of(Node);
    }
}
