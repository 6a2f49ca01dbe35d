using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Each mail with something wrong, under each thing that is wrong with it.</summary>
internal static class TroubleSection
{
    private const int MostListed = 200;

    public static XElement Of(RunRecord record)
    {
        var lists = MailRecord.Words.Select(one => (one.Word, Mails: record.Mails.Where(mail => mail.Trouble.HasFlag(one.Trouble)).ToList())).ToList();
        return Section(
            "trouble", "Mail with something wrong",
            E("p", string.Join(", ", lists.Select(one => Text($"{one.Word}: {one.Mails.Count}"))) + Text($"; of unknown origin: {record.Strays}.")),
            lists.Where(one => one.Mails.Count > 0).Select(one => E(
                "details", A("open", "open"), E("summary", Text($"{one.Word} ({one.Mails.Count})")),
                Table($"Mail that is {one.Word}", ["Mail", "Purpose", "To", "Cause", "Accepted on", "At", "Copies", "Doubts", "Last heard"],
                    one.Mails.Take(MostListed).Select(Row)),
                one.Mails.Count > MostListed ? Paragraph(Class("note"), Text($"{one.Mails.Count - MostListed} more; search below for “{one.Word}”.")) : null)));
    }

    private static object?[] Row(MailRecord mail) =>
    [
        E("td", E("code", mail.Id)),
        mail.Purpose.Title(),
        mail.To,
        mail.Cause,
        string.Join(", ", mail.Outboxes.Select(one => one.Node)),
        Figure(mail.Accepted is { } at ? Moment(at) : "–"),
        Figure(Text($"{mail.Arrivals.Length}")),
        Figure(Text($"{mail.Outboxes.Sum(one => one.Steps.Count(step => step.Kind is Domain.Outbox.MailStepKind.Doubtful or Domain.Outbox.MailStepKind.Held))}")),
        mail.Outboxes.IsEmpty ? "" : mail.Outboxes[^1].Reply,
    ];
}
