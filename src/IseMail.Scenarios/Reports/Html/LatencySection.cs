using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>How long mail took from acceptance to arrival, for each purpose: a dot for each of up to 150 mails, and the percentiles.</summary>
internal static class LatencySection
{
    private const double Lane = 46;
    private const double Top = 10;
    private const int MostDots = 150;

    public static XElement Of(RunRecord record)
    {
        var rows = Percentiles.ByPurpose(record);
        if (rows.IsEmpty) return Section("latency", "From acceptance to arrival", Paragraph("No mail arrived."));
        var least = Math.Log10(Math.Max(0.001, rows.Min(row => row.Latency.Least).TotalSeconds));
        var greatest = Math.Log10(Math.Max(0.002, rows.Max(row => row.Latency.Greatest).TotalSeconds));
        var (low, high) = (Math.Floor(least), Math.Max(Math.Floor(least) + 1, Math.Ceiling(greatest)));
        var bottom = Top + rows.Length * Lane;
        return Section(
            "latency", "From acceptance to arrival",
            TimeScale.Drawing(
                "latency-chart", "Time from acceptance to arrival by purpose", "Logarithmic. A dot is a mail, the diamond the median, the bar reaches to 90 %, the upright stroke stands at 99 %. The table has the numbers.", bottom + 24,
                Axis(low, high, bottom),
                rows.SelectMany((row, i) => Draw(record, row.Purpose, row.Latency, Top + i * Lane, X))),
            Table("Time from acceptance to arrival", ["Purpose", "Mails", "Fastest", "Median", "90 %", "99 %", "Slowest", "Before it: longest until accepted"],
                rows.Select(row => new object?[]
                {
                    row.Purpose.Title(), Figure(Text($"{row.Latency.Count:N0}")), Figure(Span(row.Latency.Least)), Figure(Span(row.Latency.Median)),
                    Figure(Span(row.Latency.Most90)), Figure(Span(row.Latency.Most99)), Figure(Span(row.Latency.Greatest)),
                    Figure(Span(record.Mails.Where(mail => mail.Purpose == row.Purpose).Max(mail => mail.Unaccepted))),
                })),
            Paragraph(Class("note"), "Fewer than 10 mails have no 90 %, fewer than 100 no 99 %: it would only be the slowest again. What is caused while its duty has no owner is accepted only when there is one again: the last column has the longest such wait, which the other figures do not contain."));

        double X(TimeSpan span) => TimeScale.Left + (TimeScale.Right - TimeScale.Left) * Math.Clamp((Math.Log10(Math.Max(0.001, span.TotalSeconds)) - low) / (high - low), 0, 1);
    }

    private static IEnumerable<XElement> Axis(double low, double high, double bottom)
    {
        for (var power = low; power <= high; power++)
        {
            var x = TimeScale.Left + (TimeScale.Right - TimeScale.Left) * (power - low) / (high - low);
            yield return E("line", Class("grid"), A("x1", x), A("x2", x), A("y1", Top), A("y2", bottom));
            yield return E("text", Class("tick"), A("x", x), A("y", bottom + 15), A("text-anchor", "middle"), power switch { < 0 => Text($"{Math.Pow(10, power + 3):0} ms"), < 4 => Text($"{Math.Pow(10, power):0} s"), _ => Text($"{Math.Pow(10, power) / 3600:0} h") });
        }
    }

    private static IEnumerable<XElement> Draw(RunRecord record, MailPurpose purpose, Percentiles latency, double top, Func<TimeSpan, double> x)
    {
        var y = top + Lane / 2;
        var all = record.Mails.Where(mail => mail.Purpose == purpose).Select(mail => mail.Latency).OfType<TimeSpan>().Order().ToList();
        yield return E("text", Class("lane"), A("x", TimeScale.Left - 8), A("y", y + 4), A("text-anchor", "end"), purpose.Title());
        yield return E("line", Class("whisker"), A("x1", x(latency.Least)), A("x2", x(latency.Greatest)), A("y1", y), A("y2", y));
        yield return E("rect", Class("box"), A("x", x(latency.Least)), A("y", y - 8), A("width", Math.Max(1, x(latency.Most90 ?? latency.Greatest) - x(latency.Least))), A("height", 16), A("rx", 3));
        var every = Math.Max(1, (all.Count + MostDots - 1) / MostDots);
        for (var i = 0; i < all.Count; i += every)
            yield return E("circle", Class("dot"), A("cx", x(all[i])), A("cy", y + (i * 7 % 13) - 6), A("r", 2.2));
        if (latency.Most99 is { } most99) yield return E("line", Class("most99"), A("x1", x(most99)), A("x2", x(most99)), A("y1", y - 12), A("y2", y + 12));
        var m = x(latency.Median);
        yield return E("g", E("title", $"median {Span(latency.Median)}"), E("path", Class("median"), A("d", Text($"M{m:0.#} {y - 9:0.#} l7 9 l-7 9 l-7 -9 z"))));
        yield return E("text", Class("value"), A("x", m), A("y", y - 13), A("text-anchor", "middle"), Span(latency.Median));
    }
}
