using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>The life of the most troubled mail, or else of the slowest, as a sequence diagram.</summary>
internal static class WorstMailSection
{
    private const double Row = 34;
    private const double Top = 56;
    private const double First = 190;
    private const int MostRows = 30;
    private const int MostOutboxes = 4;

    public static XElement Of(RunRecord record)
    {
        if (record.Mails.Where(mail => !mail.Outboxes.IsEmpty).OrderByDescending(mail => mail.Trouble != MailTrouble.None)
            .ThenByDescending(mail => mail.Latency ?? TimeSpan.MaxValue).ThenByDescending(mail => mail.FailedAttempts).FirstOrDefault() is not { } worst)
            return Section("worst", "The worst case", Paragraph("No mail was accepted."));
        var outboxes = worst.Outboxes.Take(MostOutboxes).ToList();
        string[] who = ["cause", .. outboxes.Select(one => $"outbox of {one.Node}"), record.Nodes.Length > 0 ? "mailbox" : ""];
        var all = Messages(worst, outboxes).OrderBy(one => one.At).ToList();
        var rows = all.Take(MostRows).ToList();
        var bottom = Top + rows.Count * Row + 8;
        return Section(
            "worst", "The worst case",
            Paragraph(Summary(worst)),
            TimeScale.Drawing(
                "worst-chart", $"Sequence of mail {worst.Id}", "One line down for each who took part; each arrow is a step with its time at the left. The mail's journey below tells the same in words.", bottom + 10,
                who.SelectMany((name, i) => Life(name, X(i, who.Length), bottom)),
                rows.SelectMany((one, i) => Draw(one, Top + (i + 0.7) * Row, who.Length))),
            E("ol", Class("journey"), rows.Select(one => E("li", E("span", Class("when"), Moment(one.At)), " ", one.Full))),
            all.Count > MostRows ? Paragraph(Class("note"), Text($"{all.Count - MostRows} later steps are not drawn.")) : null);
    }

    private static string Summary(MailRecord mail) =>
        $"{mail.Purpose.Title()}: {mail.Cause}, to {mail.To} ({mail.Id}). " +
        (mail.Trouble == MailTrouble.None ? $"Nothing is wrong with it; it took the longest: {Span(mail.Latency)} from acceptance to arrival." : $"It is {string.Join(", ", mail.Troubles)}; {Span(mail.Latency)} from acceptance to arrival.");

    private static IEnumerable<Message> Messages(MailRecord mail, List<OutboxRecord> outboxes)
    {
        var mailbox = outboxes.Count + 1;
        if (mail.Caused is { } caused && mail.Unaccepted > TimeSpan.FromMilliseconds(500))
            yield return new(caused, 0, 0, "asks to be taken on", $"It is caused, and no node takes it on before {Span(mail.Unaccepted)} have passed.");
        for (var i = 0; i < outboxes.Count; i++)
        {
            var (outbox, place) = (outboxes[i], i + 1);
            yield return new(outbox.Accepted, 0, place, "accepted", $"{outbox.Node} accepts it: from here on it is journalled.");
            foreach (var step in outbox.Steps)
            {
                var next = step.Due is { } due ? $"; next try from {Moment(due)}" : "";
                yield return step.Kind switch
                {
                    MailStepKind.Deferred => new(step.At, mailbox, place, $"not taken: {step.Reason}", $"{outbox.Node}: an attempt ends, the mail is not taken: {step.Reason}{next}", Dashed: true),
                    MailStepKind.Doubtful => new(step.At, mailbox, place, $"in doubt: {step.Reason}", $"{outbox.Node}: an attempt ends in doubt, the mail will be sent again: {step.Reason}{next}", Dashed: true),
                    MailStepKind.Held => new(step.At, mailbox, place, $"held in doubt: {step.Reason}", $"{outbox.Node}: an attempt ends in doubt, a person has to decide: {step.Reason}", Dashed: true),
                    MailStepKind.Parked => new(step.At, place, place, $"parked: {step.Reason}", $"{outbox.Node} puts it aside for a person: {step.Reason}"),
                    _ => new(step.At, place, place, "replayed", $"A person has {outbox.Node} send it again."),
                };
            }
            if (outbox.Delivered is { } delivered) yield return new(delivered, mailbox, place, outbox.Reply, $"{outbox.Node} hears of its delivery: {outbox.Reply}", Dashed: true);
        }
        for (var i = 0; i < mail.Arrivals.Length; i++)
        {
            var copy = mail.Arrivals[i];
            var from = Math.Max(0, outboxes.FindIndex(one => one.Node == copy.Node) + 1);
            yield return new(copy.At, from, mailbox, i == 0 ? "arrives" : Text($"copy {i + 1} arrives"), Text($"Copy {i + 1} arrives in the mailbox, sent by {(copy.Node.Length == 0 ? "an unnamed node" : copy.Node)}."));
        }
    }

    private static double X(int place, int count) => First + (TimeScale.Width - 90 - First) * place / (count - 1);

    private static IEnumerable<XElement> Life(string name, double x, double bottom)
    {
        yield return E("line", Class("life"), A("x1", x), A("x2", x), A("y1", 34), A("y2", bottom));
        yield return E("rect", Class("head"), A("x", x - 82), A("y", 8), A("width", 164), A("height", 26), A("rx", 4));
        yield return E("text", Class("headtext"), A("x", x), A("y", 25), A("text-anchor", "middle"), Cut(name, 22));
    }

    private static IEnumerable<XElement> Draw(Message one, double y, int count)
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
            E("line", Class(one.Dashed ? "arrow back" : "arrow"), A("x1", from), A("x2", to - way * 7), A("y1", y), A("y2", y)),
            E("path", Class("tip"), A("d", Text($"M{to:0.#} {y:0.#} l{-way * 9} -4.5 v9 z"))),
            E("text", Class("message"), A("x", (from + to) / 2), A("y", y - 5), A("text-anchor", "middle"), Cut(one.Label, Math.Max(12, (int)(Math.Abs(to - from) / 6.4)))));
    }

    private sealed record Message(TimeSpan At, int From, int To, string Label, string Full, bool Dashed = false);
}
