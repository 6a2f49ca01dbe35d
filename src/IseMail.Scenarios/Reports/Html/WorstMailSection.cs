using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.Reports.Sequences;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>The life of the most troubled mail, or else of the slowest, as a sequence diagram.</summary>
internal static class WorstMailSection
{
    private const double Row = 34;
    private const double Top = 56;
    private const double First = 190;
    private const int MostRows = 30;

    public static XElement Of(RunRecord record)
    {
        if (record.Mails.Where(mail => !mail.Outboxes.IsEmpty).OrderByDescending(mail => mail.Trouble != MailTrouble.None)
            .ThenByDescending(mail => mail.Latency ?? TimeSpan.MaxValue).ThenByDescending(mail => mail.FailedAttempts).FirstOrDefault() is not { } worst)
            return Section("worst", "The worst case", Paragraph("No mail was accepted."));
        var (lifelines, all) = MailSequence.Of(worst, record.Nodes.Length > 0);
        var rows = all.Take(MostRows).ToList();
        var bottom = Top + rows.Count * Row + 8;
        return Section(
            "worst", "The worst case",
            Paragraph(Summary(worst)),
            TimeScale.Drawing(
                "worst-chart", $"Sequence of mail {worst.Id}", "One line down for each who took part; each arrow is a step with its time at the left. The mail's journey below tells the same in words.", bottom + 10,
                lifelines.SelectMany((name, i) => Life(name, X(i, lifelines.Length), bottom)),
                rows.SelectMany((one, i) => Draw(one, Top + (i + 0.7) * Row, lifelines.Length))),
            E("ol", Class("journey"), rows.Select(one => E("li", E("span", Class("when"), Moment(one.At)), " ", one.Full))),
            all.Length > MostRows ? Paragraph(Class("note"), Text($"{all.Length - MostRows} later steps are not drawn.")) : null);
    }

    private static string Summary(MailRecord mail) =>
        $"{mail.Purpose.Title()}: {mail.Cause}, to {mail.To} ({mail.Id}). " +
        (mail.Trouble == MailTrouble.None ? $"Nothing is wrong with it; it took the longest: {Span(mail.Latency)} from acceptance to arrival." : $"It is {string.Join(", ", mail.Troubles)}; {Span(mail.Latency)} from acceptance to arrival.");

    private static double X(int place, int count) => First + (TimeScale.Width - 90 - First) * place / (count - 1);

    private static IEnumerable<XElement> Life(string name, double x, double bottom)
    {
        yield return E("line", Class("life"), A("x1", x), A("x2", x), A("y1", 34), A("y2", bottom));
        yield return E("rect", Class("head"), A("x", x - 82), A("y", 8), A("width", 164), A("height", 26), A("rx", 4));
        yield return E("text", Class("headtext"), A("x", x), A("y", 25), A("text-anchor", "middle"), Cut(name, 22));
    }

    private static IEnumerable<XElement> Draw(SequenceStep one, double y, int count)
    {
        var (from, to) = (X(one.From, count), X(one.To, count));
        yield return E("text", Class("tick"), A("x", 8), A("y", y + 4), Moment(one.At));
        if (one.From == one.To)
        {
            yield return E("g", E("title", one.Full), E("circle", Class("self"), A("cx", from), A("cy", y), A("r", 5)), E("text", Class("message"), A("x", from + 10), A("y", y + 4), Cut(one.Label, 60)));
            yield break;
        }
        var way = Math.Sign(to - from);
        yield return E(
            "g", E("title", one.Full),
            E("line", Class(one.Mark == SequenceMark.Answer ? "arrow back" : "arrow"), A("x1", from), A("x2", to - way * 7), A("y1", y), A("y2", y)),
            E("path", Class("tip"), A("d", Text($"M{to:0.#} {y:0.#} l{-way * 9} -4.5 v9 z"))),
            E("text", Class("message"), A("x", (from + to) / 2), A("y", y - 5), A("text-anchor", "middle"), Cut(one.Label, Math.Max(12, (int)(Math.Abs(to - from) / 6.4)))));
    }
}
