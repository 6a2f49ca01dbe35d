using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>The verdict, what it rests on, and the few numbers that everybody asks for first.</summary>
internal static class VerdictSection
{
    public static XElement Of(RunRecord record)
    {
        var broken = record.Guarantees.Where(one => one.Holds == false).ToList();
        return Section(
            "verdict", "Verdict",
            E("p", Class(record.Passed ? "banner good" : "banner bad"), A("id", "verdict-line"),
                E("strong", record.Passed ? "✔ Passed" : "✘ Failed"), " ",
                record.Passed ? "Every guarantee that this scenario demands was kept." : Why(broken)),
            E("dl", Class("tiles"), Tiles(record).Select(tile => E("div", E("dt", tile.Title), E("dd", tile.Value)))),
            Table("What the verdict rests on", ["Guarantee", "Kept", "Figures"], record.Guarantees.Select(one => new object?[] { one.Title, Word(one.Holds), one.Detail })));
    }

    private static string Why(List<Guarantee> broken) => broken.Count == 0
        ? "The scenario asked for more than was reached."
        : "Not kept: " + string.Join("; ", broken.Select(one => $"{char.ToLowerInvariant(one.Title[0])}{one.Title[1..]} ({one.Detail})")) + ".";

    private static IEnumerable<(string Title, string Value)> Tiles(RunRecord record)
    {
        var latency = Percentiles.Of(record.Mails);
        var failovers = Failover.In(record);
        yield return ("mails accepted", Text($"{record.Mails.Length:N0}"));
        yield return ("arrived", Text($"{record.Mails.Count(mail => !mail.Arrivals.IsEmpty):N0}"));
        yield return ("with something wrong", Text($"{record.Mails.Count(mail => mail.Trouble != MailTrouble.None):N0}"));
        yield return ("median to arrival", Span(latency?.Median));
        yield return ("slowest to arrival", Span(latency?.Greatest));
        yield return ("changes of duty", Text($"{failovers.Length}"));
        yield return ("longest without an owner", Span(failovers.Max(one => one.Gap)));
    }

    private static XElement Word(bool? holds) => holds switch
    {
        true => E("td", Class("yes"), "✔ yes"),
        false => E("td", Class("no"), "✘ no"),
        null => E("td", Class("unknown"), "? cannot be told"),
    };
}
