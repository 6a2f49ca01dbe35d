using System.Globalization;
using System.Xml.Linq;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Short names for making the pieces of a page. Nothing here takes markup as text, so nothing has to be escaped by hand.</summary>
internal static class Markup
{
    public static XElement E(string name, params object?[] content) => new(name, content);

    public static XAttribute A(string name, string value) => new(name, value);

    public static XAttribute A(string name, double value) => new(name, Number(value));

    public static XAttribute Class(string names) => new("class", names);

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A duration to the accuracy that its length deserves.</summary>
    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.Zero) return "-" + Span(-span);
        return span.TotalSeconds switch
        {
            < 1 => Text($"{span.TotalMilliseconds:0} ms"),
            < 10 => Text($"{span.TotalSeconds:0.00} s"),
            < 120 => Text($"{span.TotalSeconds:0.0} s"),
            < 7200 => Text($"{(int)span.TotalMinutes} min {span.Seconds} s"),
            < 172_800 => Text($"{(int)span.TotalHours} h {span.Minutes} min"),
            _ => Text($"{(int)span.TotalDays} d {span.Hours} h"),
        };
    }

    public static string Span(TimeSpan? span) => span is { } time ? Span(time) : "–";

    /// <summary>A moment of the run, counted from when every node was up.</summary>
    public static string Moment(TimeSpan at) => Text($"{at.TotalSeconds:0.0} s");

    /// <summary><paramref name="text"/> cut to <paramref name="most"/> characters where it has to fit.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..end] + "…";
    }

    /// <summary>A part of the page with its heading.</summary>
    public static XElement Section(string id, string title, params object?[] content) =>
        E("section", A("id", id), A("aria-labelledby", $"{id}-title"), E("h2", A("id", $"{id}-title"), title), content);

    /// <summary>A table with its head; what is too wide scrolls.</summary>
    public static XElement Table(string caption, IReadOnlyList<string> head, IEnumerable<object?[]> rows) => E(
        "div", Class("scroll"), A("tabindex", "0"), A("role", "region"), A("aria-label", caption),
        E("table", E("caption", caption), E("thead", E("tr", head.Select(one => E("th", A("scope", "col"), one)))),
            E("tbody", rows.Select(row => E("tr", row.Select(cell => cell is XElement { Name.LocalName: "td" or "th" } ready ? ready : E("td", cell ?? "")))))));

    /// <summary>A cell with a number.</summary>
    public static XElement Figure(string text) => E("td", Class("number"), text);

    public static XElement Paragraph(params object?[] content) => E("p", content);
}
