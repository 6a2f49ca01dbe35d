using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>
/// Every mail's journey, to be searched and chosen from. The mails are packed, since ten thousand are far more than a page
/// should hold; what unpacks them is the page's script, and without one the page says so.
/// </summary>
internal static class JourneySection
{
    public static XElement Of(RunRecord record) => Section(
        "journeys", "Journey of any mail",
        E("noscript", Paragraph("Searching needs JavaScript. The worst case and all mail with something wrong are told above.")),
        E("div", A("id", "search"), A("hidden", "hidden"),
            E("label", A("for", "query"), Text($"Search {record.Mails.Length:N0} mails by identity, recipient, cause, node, purpose or what is wrong (“parked psn-1”)")),
            E("input", A("id", "query"), A("type", "search"), A("autocomplete", "off"), A("spellcheck", "false")),
            E("p", Class("note"), A("id", "found"), A("role", "status"), ""),
            E("ul", A("id", "hits"), ""),
            E("div", A("id", "journey"), A("aria-live", "polite"), A("tabindex", "-1"), "")),
        E("div", A("id", "mails"), A("hidden", "hidden"), A("data-count", record.Mails.Length), A("data-packed", Packed(record)), ""));

    // Gzip, then base64: letters and digits that mean nothing to a parser, whatever the mails say.
    private static string Packed(RunRecord record)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize)) zip.Write(JsonSerializer.SerializeToUtf8Bytes(Data(record)));
        return Convert.ToBase64String(packed.ToArray());
    }

    // Lists instead of objects, and each text once: report.js reads it by place.
    private static object Data(RunRecord record)
    {
        var texts = new Texts();
        var mails = record.Mails.Select(mail => new object?[]
        {
            mail.Id, texts.Place(mail.Purpose.Title()), texts.Place(mail.To), texts.Place(mail.Cause), texts.Place(State(mail)), Ms(mail.Caused),
            mail.Outboxes.Select(one => new object?[]
            {
                texts.Place(one.Node), Ms(one.Accepted), Ms(one.Delivered), texts.Place(one.Reply),
                one.Steps.Select(step => new object?[] { (int)step.Kind, Ms(step.At), texts.Place(step.Reason), Ms(step.Due) }).ToArray(),
            }).ToArray(),
            mail.Arrivals.Select(one => new object?[] { texts.Place(one.Node), Ms(one.At) }).ToArray(),
        }).ToList();
        return new { texts = texts.All, mails };
    }

    private static string State(MailRecord mail) => mail.Trouble == MailTrouble.None ? "delivered" : string.Join(", ", mail.Troubles);

    private static long? Ms(TimeSpan? at) => at is { } time ? (long)time.TotalMilliseconds : null;

    private sealed class Texts
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

        public List<string> All { get; } = [];

        public int Place(string text)
        {
            if (_places.TryGetValue(text, out var place)) return place;
            All.Add(text);
            return _places[text] = All.Count - 1;
        }
    }
}
