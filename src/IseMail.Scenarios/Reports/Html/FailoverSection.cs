using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Each change of a duty's owner with the times a design review asks for.</summary>
internal static class FailoverSection
{
    public static XElement Of(RunRecord record)
    {
        var failovers = Failover.In(record);
        return Section(
            "failovers", "Failovers",
            failovers.IsEmpty
                ? Paragraph("No duty changed its owner while the run went on.")
                : Table("Failovers", ["Duty", "From", "To", "Former owner ended", "New owner acts", "Nobody acted for", "First mail of the new owner", "From loss to first mail"],
                    failovers.Select(one => new object?[]
                    {
                        one.Duty, one.From, one.To, Figure(one.Ended is { } ended ? Moment(ended) : "handed over"), Figure(Moment(one.Acts)), Figure(Span(one.Gap)),
                        Figure(one.FirstMail is { } first ? Moment(first) : "none"), Figure(Span(one.FirstMail - one.Ended)),
                    })));
    }
}
