using System.Xml.Linq;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>What was done, what went wrong on purpose, what alarms were mailed and who took over, by time.</summary>
internal static class TimelineSection
{
    private const double Lane = 30;
    private const double Top = 8;
    private const int MostListed = 300;

    private static readonly (EventKind Kind, string Title, string Word)[] Kinds =
        [(EventKind.Action, "actions (A)", "action"), (EventKind.Fault, "faults (F)", "fault"), (EventKind.Alarm, "alarms (N)", "alarm"), (EventKind.Duty, "duties (D)", "duty")];

    public static XElement Of(RunRecord record, TimeScale scale)
    {
        var events = TimeScale.Numbered(record).ToList();
        if (events.Count == 0) return Section("timeline", "Actions, faults and alarms", Paragraph("Nothing was done to the deployment, nothing went wrong in the tenant, no alarm was mailed."));
        var lanes = Kinds.Where(kind => events.Any(one => one.Event.Kind == kind.Kind)).ToList();
        var bottom = Top + lanes.Count * Lane;
        return Section(
            "timeline", "Actions, faults and alarms",
            TimeScale.Drawing(
                "timeline-chart", "Actions, faults, alarms and changes of duty over time", "One lane for each kind; the table lists them under the same marks.", bottom + 24,
                scale.Axis(Top, bottom),
                lanes.SelectMany((lane, i) => Draw(lane.Kind, lane.Title, events, Top + i * Lane, scale))),
            Table("Timeline", ["Mark", "At", "Until", "Kind", "What"], events.Take(MostListed).Select(one => new object?[]
            {
                one.Mark, Figure(Moment(one.Event.At)), Figure(one.Event.Until is { } until ? Moment(until) : "–"), Kinds.First(kind => kind.Kind == one.Event.Kind).Word, one.Event.What,
            })),
            events.Count > MostListed ? Paragraph(Class("note"), Text($"{events.Count - MostListed} more are not listed.")) : null);
    }

    private static IEnumerable<XElement> Draw(EventKind kind, string title, List<(string Mark, EventRecord Event)> events, double top, TimeScale scale)
    {
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", top + 19), A("text-anchor", "end"), title);
        double free = 0;
        foreach (var (mark, one) in events.Where(one => one.Event.Kind == kind))
        {
            var x = scale.X(one.At);
            var width = Math.Max(3, scale.X(kind == EventKind.Fault ? one.Until ?? scale.Until : one.Until ?? one.At) - x);
            var label = x >= free;
            if (label) free = x + 8 + mark.Length * 7;
            yield return E(
                "g", E("title", $"{mark} at {Moment(one.At)}: {one.What}"),
                E("rect", Class($"event k{kind}"), A("x", x), A("y", top + 8), A("width", width), A("height", 16), A("rx", 2)),
                label ? E("text", Class("eventtext"), A("x", x + 4), A("y", top + 20), mark) : null);
        }
    }
}
