using System.Xml.Linq;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Where the moments of a run stand in a drawing, the same in all drawings of a page so that one can be laid beside the other.</summary>
/// <param name="until">The end of the run.</param>
internal sealed class TimeScale(TimeSpan until)
{
    public const double Left = 130;
    public const double Right = 930;
    public const double Width = 960;
    private const int TicksAtMost = 10;
    private static readonly double[] Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];

    private readonly double _seconds = Math.Max(1, until.TotalSeconds);

    public TimeSpan Until { get; } = TimeSpan.FromSeconds(Math.Max(1, until.TotalSeconds));

    /// <summary>The place of <paramref name="at"/>; what was before the beginning or after the end stands at the edge.</summary>
    public double X(TimeSpan at) => Left + (Right - Left) * Math.Clamp(at.TotalSeconds / _seconds, 0, 1);

    /// <summary>Lines and times from <paramref name="top"/> to <paramref name="bottom"/>.</summary>
    public IEnumerable<XElement> Axis(double top, double bottom)
    {
        var step = Array.Find(Steps, one => _seconds / one <= TicksAtMost);
        if (step == 0) step = Steps[^1] * Math.Ceiling(_seconds / Steps[^1] / TicksAtMost);
        for (double at = 0; at <= _seconds; at += step)
        {
            var x = X(TimeSpan.FromSeconds(at));
            yield return E("line", Class("grid"), A("x1", x), A("x2", x), A("y1", top), A("y2", bottom));
            yield return E("text", Class("tick"), A("x", x), A("y", bottom + 15), A("text-anchor", "middle"), Label(at, step));
        }
    }

    /// <summary>What was done to the deployment, as lines with the number under which the timeline has it.</summary>
    public IEnumerable<XElement> Marks(RunRecord record, double top, double bottom)
    {
        foreach (var (mark, happened) in Numbered(record).Where(one => one.Event.Kind == EventKind.Action))
        {
            var x = X(happened.At);
            yield return E("g", Class("mark"), E("title", $"{mark}: {happened.What} at {Moment(happened.At)}"),
                E("line", A("x1", x), A("x2", x), A("y1", top), A("y2", bottom)),
                E("text", A("x", x + 3), A("y", top + 9), mark));
        }
    }

    /// <summary>The events with the marks that drawings and timeline share.</summary>
    public static IEnumerable<(string Mark, EventRecord Event)> Numbered(RunRecord record)
    {
        var counts = new Dictionary<EventKind, int>();
        foreach (var one in record.Events)
        {
            var number = counts[one.Kind] = counts.GetValueOrDefault(one.Kind) + 1;
            var letter = one.Kind switch { EventKind.Action => "A", EventKind.Fault => "F", EventKind.Alarm => "N", _ => "D" };
            yield return (Text($"{letter}{number}"), one);
        }
    }

    /// <summary>A drawing with a name and a description for those who do not see it.</summary>
    public static XElement Drawing(string id, string title, string description, double height, params object?[] content) => E(
        "svg", A("viewBox", Text($"0 0 {Width:0} {height:0}")), A("role", "img"), A("aria-labelledby", $"{id}-name {id}-what"),
        E("title", A("id", $"{id}-name"), title), E("desc", A("id", $"{id}-what"), description), content);

    private static string Label(double seconds, double step) => step switch
    {
        < 60 => Text($"{seconds:0} s"),
        < 3600 => Text($"{seconds / 60:0.#} min"),
        < 86_400 => Text($"{seconds / 3600:0.#} h"),
        _ => Text($"{seconds / 86_400:0.#} d"),
    };
}
