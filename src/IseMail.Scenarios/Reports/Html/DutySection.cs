using System.Collections.Immutable;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Who owned what when: a bar for each holder of a duty, a hatched one where nobody acted, and the nodes that were away.</summary>
internal static class DutySection
{
    private const double Lane = 34;
    private const double Top = 20;

    public static XElement Of(RunRecord record, TimeScale scale, NodeColours colours)
    {
        var lanes = Lanes(record).ToList();
        var away = Away(record).ToList();
        var bottom = Top + lanes.Count * Lane + away.Count * Lane;
        var drawing = TimeScale.Drawing(
            "duty-chart", "Owners of duties over time", "One lane for each duty; each bar names the node that acted on it. A hatched bar: nobody did.", bottom + 24,
            scale.Axis(Top, bottom),
            lanes.SelectMany((lane, i) => Draw(lane, Top + i * Lane, scale, colours)),
            away.SelectMany((lane, i) => Draw(lane, Top + (lanes.Count + i) * Lane, scale, colours)),
            scale.Marks(record, 4, bottom));
        var steady = record.Nodes.Length - away.Count;
        return Section(
            "duties", "Who owned what when", drawing,
            Paragraph(Class("note"), Text($"{steady} of {record.Nodes.Length} nodes ran throughout. Guest and sponsor notices belong to the PSN whose portal was used and change no owner.")),
            Table("Owners of cluster-wide duties", ["Duty", "Owner", "Epoch", "From", "Its first mail arrived"],
                record.Duties.Select(one => new object?[] { one.Duty, one.Node, Figure(Text($"{one.Epoch}")), Figure(one.From < TimeSpan.Zero ? "before the run" : Moment(one.From)), Figure(one.FirstMail is { } first ? Moment(first) : "–") })));
    }

    private static IEnumerable<(string Title, ImmutableArray<Bar> Bars)> Lanes(RunRecord record)
    {
        foreach (var duty in record.Duties.GroupBy(one => one.Duty, StringComparer.Ordinal))
        {
            var terms = duty.ToList();
            var bars = ImmutableArray.CreateBuilder<Bar>();
            for (var i = 0; i < terms.Count; i++)
            {
                var until = i + 1 < terms.Count ? terms[i + 1].From : record.Length;
                var ended = Failover.EndOf(record, terms[i], until);
                bars.Add(new Bar(terms[i].Node, terms[i].From, ended ?? until));
                if (ended is { } gone && i + 1 < terms.Count) bars.Add(new Bar(null, gone, until));
            }
            yield return (duty.Key, bars.ToImmutable());
        }
        if (record.Samples.Any(sample => sample.Senders.Length > 1)) yield break;
        var sender = Runs(record, sample => sample.Senders.IsEmpty ? null : sample.Senders[0].Node).Where(bar => bar.Node is not null).ToImmutableArray();
        if (!sender.IsEmpty) yield return ("shared sender", sender);
    }

    private static IEnumerable<(string Title, ImmutableArray<Bar> Bars)> Away(RunRecord record) => record.Nodes
        .Where(node => record.Samples.Any(sample => !Runs(sample, node.Name)))
        .Select(node => ($"{node.Name} ran", Runs(record, sample => Runs(sample, node.Name) ? node.Name : null).Where(bar => bar.Node is not null).ToImmutableArray()));

    private static bool Runs(SampleRecord sample, string node) => sample.Nodes.Any(one => one.Node == node);

    private static IEnumerable<Bar> Runs(RunRecord record, Func<SampleRecord, string?> node)
    {
        Bar? bar = null;
        foreach (var sample in record.Samples)
        {
            var now = node(sample);
            if (bar is not null && bar.Node == now)
            {
                bar = bar with { Until = sample.At };
                continue;
            }
            if (bar is not null) yield return bar with { Until = sample.At };
            bar = new Bar(now, sample.At, sample.At);
        }
        if (bar is not null) yield return bar with { Until = record.Length };
    }

    private static IEnumerable<XElement> Draw((string Title, ImmutableArray<Bar> Bars) lane, double top, TimeScale scale, NodeColours colours)
    {
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 20), A("text-anchor", "end"), Cut(lane.Title, 18));
        foreach (var bar in lane.Bars)
        {
            var (x, width) = (scale.X(bar.From), Math.Max(1.5, scale.X(bar.Until) - scale.X(bar.From)));
            var name = bar.Node ?? "nobody";
            var label = bar.Node is null ? $"nobody {Span(bar.Until - bar.From)}" : bar.Node;
            yield return E(
                "g", E("title", $"{lane.Title}: {name} from {Moment(bar.From)} to {Moment(bar.Until)}"),
                E("rect", Class(bar.Node is null ? "nobody" : $"bar {colours.Of(bar.Node)}"), A("x", x), A("y", top + 4), A("width", width), A("height", Lane - 10), A("rx", 3)),
                width > label.Length * 7 ? E("text", Class(bar.Node is null ? "onnobody" : "onbar"), A("x", x + 6), A("y", top + 20), label) : null);
        }
    }

    private sealed record Bar(string? Node, TimeSpan From, TimeSpan Until);
}
