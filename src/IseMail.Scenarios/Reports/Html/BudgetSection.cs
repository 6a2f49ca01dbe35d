using System.Collections.Immutable;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>
/// Who used the mailbox's allowance and who waited for it meanwhile: messages in the last window, open connections and waiting mail under each
/// other, each stacked by node.
/// </summary>
internal static class BudgetSection
{
    private const int MostNodes = 7;
    private const double Top = 20;
    private const double MessagesHeight = 170;
    private const double ConnectionsHeight = 70;
    private const double WaitingHeight = 120;
    private const double Between = 34;

    public static XElement Of(RunRecord record, TimeScale scale, NodeColours colours)
    {
        const string id = "budget", title = "Who used the mailbox, and who waited";
        var use = BudgetUse.Of(record);
        var contention = Contention.Of(record);
        if (contention.Nodes.IsEmpty) return Section(id, title, Paragraph("No mail was taken on."));
        var (first, second) = (Top + MessagesHeight, Top + MessagesHeight + Between);
        var third = second + ConnectionsHeight + Between;
        var bottom = third + WaitingHeight;
        var window = Text($"{use.Window.TotalSeconds:0.#} s");
        var sent = Layers(use.Nodes, one => one.Node, colours, (nodes, at) => nodes.Sum(node => node.In(use.Window, at)));
        var waiting = Layers([.. contention.Nodes.Where(node => node.Total > TimeSpan.Zero)], one => one.Use.Node, colours, (nodes, at) => nodes.Sum(node => node.Waiting(at)));
        return Section(
            id, title,
            TimeScale.Drawing(
                "budget-chart", "Use of the mailbox by node, and mail that waited for it, over time",
                Text($"Above: messages that arrived in the last {window}, with the mailbox's allowance as a dashed line. In the middle: open connections, by the node whose sender holds them. Below: mails waiting. Each is stacked by node, from below in the order of the lists under the drawing."),
                bottom + 24,
                scale.Axis(Top, bottom),
                Messages(record, use, sent, scale, first, window),
                Connections(record, scale, colours, second, second + ConnectionsHeight),
                Waiting(contention, waiting, scale, third, bottom),
                scale.Marks(record, 4, bottom)),
            Legend("Messages", sent, use.Nodes.Length == 0 ? "no message arrived" : null),
            Legend("Waiting", waiting, waiting.IsEmpty ? "no mail waited" : null),
            Table("The mailbox by node", ["Node", "Messages", "Share", $"At most in {window}", "Mail-minutes waited", "Longest wait while others sent", "Their messages meanwhile"],
                contention.Nodes.OrderByDescending(node => node.Use.At.Length).ThenByDescending(node => node.Total).ThenBy(node => node.Use.Node, StringComparer.Ordinal).Select(node => Row(record, use, node))),
            Paragraph(Class("note"), record.Allowance.Messages > 0
                ? Text($"All nodes together: at most {use.Peak} in {window} of {record.Allowance.Messages} allowed; at most {use.PeakConnections} connections of {record.Allowance.Connections}.")
                : Text($"All nodes together: at most {use.Peak} in {window}, without a limit; at most {use.PeakConnections} connections of {record.Allowance.Connections}.")),
            Paragraph(Class("note"), "A mail waits from its acceptance to its arrival, or until it is put aside for a person. The longest wait while others sent is that of one mail in whose time messages of other nodes arrived; what it waited for may have been something else than the mailbox."),
            record.Settled > 0 ? Paragraph(Class("note"), Text($"{record.Settled:N0} mails that were over long before the end are only counted, and are not in this.")) : null);
    }

    private static IEnumerable<object> Messages(RunRecord record, BudgetUse use, ImmutableArray<StackLayer> layers, TimeScale scale, double bottom, string window)
    {
        var limit = record.Allowance.Messages;
        var areas = new StackedAreas(scale, Top, bottom, Math.Max(1, Math.Max(limit, use.Peak)) * 1.08);
        yield return areas.Scale("messages", $"in {window}");
        yield return areas.Draw(layers, [.. StackedAreas.Evenly(scale)]);
        if (limit > 0) yield return areas.Limit(limit, Text($"allowed: {limit}"));
    }

    private static IEnumerable<object> Connections(RunRecord record, TimeScale scale, NodeColours colours, double top, double bottom)
    {
        var most = Math.Max(record.Allowance.Connections, record.Samples.Select(sample => sample.Senders.Sum(one => one.Connections)).DefaultIfEmpty().Max());
        var areas = new StackedAreas(scale, top, bottom, most + 0.5);
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 10), A("text-anchor", "end"), "connections");
        yield return E("line", Class("floor"), A("x1", TimeScale.Left), A("x2", TimeScale.Right), A("y1", bottom), A("y2", bottom));
        var holders = record.Samples.SelectMany(sample => sample.Senders).Where(sender => sender.Connections > 0).Select(sender => sender.Node).Distinct(StringComparer.Ordinal).ToList();
        var samples = record.Samples.GroupBy(sample => sample.At).ToDictionary(same => same.Key, same => same.Last());
        var layers = Layers([.. holders], one => one, colours, (nodes, at) => samples[at].Senders.Where(sender => nodes.Contains(sender.Node, StringComparer.Ordinal)).Sum(sender => sender.Connections));
        yield return areas.DrawSteps(layers, Changes(record));
        yield return areas.Limit(record.Allowance.Connections, Text($"allowed: {record.Allowance.Connections}"));
    }

    private static IEnumerable<object> Waiting(Contention contention, ImmutableArray<StackLayer> layers, TimeScale scale, double top, double bottom)
    {
        TimeSpan[] times = [.. StackedAreas.Evenly(scale)];
        var areas = new StackedAreas(scale, top, bottom, Math.Max(1, times.Max(at => contention.Nodes.Sum(node => node.Waiting(at)))) * 1.08);
        yield return areas.Scale("mails", "waiting");
        yield return areas.Draw(layers, times);
    }

    // The samples at which another number of connections was open on some node, the first and the last.
    private static TimeSpan[] Changes(RunRecord record)
    {
        var samples = record.Samples.Where((sample, i) => i == 0 || i == record.Samples.Length - 1 || !Held(sample).SequenceEqual(Held(record.Samples[i - 1])));
        return [.. samples.Select(sample => sample.At).Distinct()];

        static IEnumerable<(string, int)> Held(SampleRecord sample) => sample.Senders.Where(sender => sender.Connections > 0).Select(sender => (sender.Node, sender.Connections)).Order();
    }

    private static object?[] Row(RunRecord record, BudgetUse use, NodeWait node)
    {
        var most = BudgetUse.Most(node.Use.At, use.Window);
        var total = use.Nodes.Sum(one => one.At.Length);
        return
        [
            node.Use.Node, Figure(Text($"{node.Use.At.Length:N0}")), Figure(total == 0 ? "–" : Text($"{100.0 * node.Use.At.Length / total:0.#} %")),
            Figure(record.Allowance.Messages > 0 ? Text($"{most} of {record.Allowance.Messages}") : Text($"{most}")),
            Figure(Text($"{node.Total.TotalMinutes:0.##}")), Figure(Span(node.Longest)), Figure(Text($"{node.Others:N0}")),
        ];
    }

    private static XElement Legend(string what, ImmutableArray<StackLayer> layers, string? none) => E(
        "ul", Class("legend"), E("li", $"{what}:"), layers.Select(one => E("li", E("span", Class($"key {one.Colour}"), ""), one.Name)), none is null ? null : E("li", none));

    private static ImmutableArray<StackLayer> Layers<T>(ImmutableArray<T> nodes, Func<T, string> name, NodeColours colours, Func<IReadOnlyList<T>, TimeSpan, double> at)
    {
        var own = nodes.Take(MostNodes).Select(node => new StackLayer(name(node), colours.Of(name(node)), time => at([node], time)));
        ImmutableArray<T> others = [.. nodes.Skip(MostNodes)];
        return others.IsEmpty ? [.. own] : [.. own, new StackLayer(Text($"{others.Length} other nodes"), "others", time => at(others, time))];
    }
}
