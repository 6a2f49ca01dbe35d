using System.Text;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>How many mails waited in each node's outbox over time; nodes with nothing waiting are only named.</summary>
internal static class DepthSection
{
    private const double Lane = 42;
    private const double Top = 20;

    public static XElement Of(RunRecord record, TimeScale scale, NodeColours colours)
    {
        var nodes = record.Samples.SelectMany(sample => sample.Nodes).GroupBy(node => node.Node, StringComparer.Ordinal)
            .Select(group => (Node: group.Key, Most: group.Max(node => node.Queued ?? 0), Parked: group.Last().Parked, InDoubt: group.Last().InDoubt, Last: group.Last().Queued ?? 0))
            .OrderBy(one => record.Nodes.Select(node => node.Name).ToList().IndexOf(one.Node)).ToList();
        var shown = nodes.Where(one => one.Most > 0).ToList();
        var idle = nodes.Where(one => one.Most == 0).Select(one => one.Node).ToList();
        if (shown.Count == 0) return Section("outboxes", "Mail waiting on each node", Paragraph("No mail was seen waiting in any outbox: each left within a quarter of a second."));
        var most = shown.Max(one => one.Most);
        var bottom = Top + shown.Count * Lane;
        return Section(
            "outboxes", "Mail waiting on each node",
            TimeScale.Drawing(
                "outbox-chart", "Mails waiting in each node's outbox over time", Text($"One lane for each node, all to the same scale: {most} mails fill a lane. A gap: the node did not run or did not answer."), bottom + 24,
                scale.Axis(Top, bottom),
                shown.SelectMany((one, i) => Draw(record, one.Node, one.Most, most, Top + i * Lane, scale, colours)),
                scale.Marks(record, 4, bottom)),
            idle.Count > 0 ? Paragraph(Class("note"), $"Nothing was seen waiting on {string.Join(", ", idle)}.") : null,
            Table("Outboxes", ["Node", "Waiting at the most", "Waiting at the end", "Parked", "In doubt"],
                shown.Select(one => new object?[] { one.Node, Figure(Text($"{one.Most}")), Figure(Text($"{one.Last}")), Figure(Text($"{one.Parked}")), Figure(Text($"{one.InDoubt}")) })));
    }

    private static IEnumerable<XElement> Draw(RunRecord record, string node, long peak, long most, double top, TimeScale scale, NodeColours colours)
    {
        var floor = top + Lane - 4;
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + Lane / 2 + 4), A("text-anchor", "end"), Cut(node, 18));
        yield return E("line", Class("floor"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", floor), A("y2", floor));
        foreach (var piece in Pieces(record, node, scale, floor, (Lane - 8) / most))
            yield return E("g", E("title", Text($"{node}: at most {peak} waiting")), E("path", Class($"area {colours.Of(node)}"), A("d", piece)));
        yield return E("text", Class("value"), A("x", TimeScale.Right + 4), A("y", top + Lane / 2 + 4), Text($"{peak}"));
    }

    // One area for each time without a gap.
    private static IEnumerable<string> Pieces(RunRecord record, string node, TimeScale scale, double floor, double unit)
    {
        StringBuilder? path = null;
        double x = 0;
        foreach (var sample in record.Samples)
        {
            x = scale.X(sample.At);
            if (sample.Nodes.FirstOrDefault(one => one.Node == node)?.Queued is not { } queued)
            {
                if (path is not null) yield return Close(path, x, floor);
                path = null;
                continue;
            }
            path = path is null ? new StringBuilder(Text($"M{x:0.#} {floor:0.#}")) : path.Append(Text($"H{x:0.#}"));
            path.Append(Text($"V{floor - queued * unit:0.#}"));
        }
        if (path is not null) yield return Close(path, x, floor);
    }

    private static string Close(StringBuilder path, double x, double floor) => path.Append(Text($"H{x:0.#}V{floor:0.#}Z")).ToString();
}
