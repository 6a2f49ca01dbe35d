using System.Reflection;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>A run as one page that needs nothing but itself: it opens offline and asks nobody for anything.</summary>
public static class HtmlReport
{
    // Whatever a name or a reply may hold, the browser fetches nothing for it.
    internal const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>The page.</summary>
    public static string Write(RunRecord record)
    {
        var scale = new TimeScale(record.Length);
        var colours = new NodeColours(record);
        return Page(
            $"{record.Scenario}: {(record.Passed ? "passed" : "failed")}",
            [
                E("p", Class("kind"), "Mail of a Cisco ISE deployment through Microsoft 365"),
                E("h1", record.Scenario),
                record.Purpose.Length > 0 ? E("p", Class("purpose"), record.Purpose) : null,
                E("p", Class("facts"), Text($"Deployment {record.Deployment}, {record.Nodes.Length} nodes · {record.Runtime} run of {record.Begin.UtcDateTime:yyyy-MM-dd HH:mm} UTC · seed {record.Seed} · version {record.Version.Split('+')[0]}")),
            ],
            [
                VerdictSection.Of(record), DutySection.Of(record, scale, colours), FailoverSection.Of(record), LatencySection.Of(record), DepthSection.Of(record, scale, colours),
                BudgetSection.Of(record, scale, colours), TimelineSection.Of(record, scale), WorstMailSection.Of(record), TroubleSection.Of(record), JourneySection.Of(record), SettingsSection.Of(record),
            ],
            Resource("report.js"));
    }

    /// <summary>A page of sections with a way to each.</summary>
    internal static string Page(string title, object?[] head, IReadOnlyList<XElement> sections, string? script) => PageWriter.Write(E(
        "html", A("lang", "en"),
        E("head",
            E("meta", A("charset", "utf-8")),
            E("meta", A("name", "viewport"), A("content", "width=device-width, initial-scale=1")),
            E("meta", A("name", "color-scheme"), A("content", "light dark")),
            E("meta", A("http-equiv", "Content-Security-Policy"), A("content", Policy)),
            E("title", title),
            E("style", Resource("report.css"))),
        E("body",
            E("header", head),
            E("nav", A("aria-label", "Parts of this page"), E("ul", sections.Select(one => E("li", E("a", A("href", "#" + one.Attribute("id")!.Value), one.Element("h2")!.Value))))),
            Hatching(),
            E("main", sections),
            E("footer", "Times count from when every node was up. All on this page comes from the runs themselves: journals of the outboxes beside what the mailboxes hold."),
            script is null ? null : E("script", script))));

    // The pattern of "nobody": seen also where colours are not.
    private static XElement Hatching() => E(
        "svg", Class("hidden"), A("aria-hidden", "true"), A("width", 0), A("height", 0),
        E("defs", E("pattern", A("id", "hatch"), A("width", 7), A("height", 7), A("patternUnits", "userSpaceOnUse"), A("patternTransform", "rotate(45)"), E("rect", Class("hatchback"), A("width", 7), A("height", 7)), E("rect", Class("hatchline"), A("width", 2.5), A("height", 7)))));

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
