using System.Text;
using System.Xml.Linq;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>
/// Writes a page so that both HTML and XML parsers read the same: every text and attribute is escaped, elements without content
/// that HTML knows are closed at once, all others have an end tag.
/// </summary>
internal static class PageWriter
{
    private static readonly HashSet<string> Void = ["meta", "br", "hr", "input", "link", "img", "col"];
    private static readonly HashSet<string> Raw = ["style", "script"];

    /// <summary>The document whose root is <paramref name="html"/>.</summary>
    public static string Write(XElement html)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n");
        Write(text, html);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, XElement element)
    {
        var name = element.Name.LocalName;
        text.Append('<').Append(name);
        foreach (var attribute in element.Attributes())
        {
            text.Append(' ').Append(attribute.Name.LocalName).Append("=\"");
            Escape(text, attribute.Value);
            text.Append('"');
        }
        if (Void.Contains(name))
        {
            text.Append(" />");
            return;
        }
        text.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child) Write(text, child);
            else if (node is XText content && Raw.Contains(name)) text.Append(Unescaped(content.Value));
            else if (node is XText words) Escape(text, words.Value);
        }
        text.Append("</").Append(name).Append('>');
        if (name is "section" or "tr" or "svg" or "style" or "head" or "p" or "h2") text.Append('\n');
    }

    // Style and script are the program's own and are read as they stand; what an XML parser would take for markup is a mistake in them.
    private static string Unescaped(string own) => own.AsSpan().IndexOfAny('<', '&') < 0
        ? own
        : throw new InvalidOperationException("a style or script of the page has a character that begins markup");

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var c in XmlText.Allowed(value))
        {
            _ = c switch
            {
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '&' => text.Append("&amp;"),
                '"' => text.Append("&quot;"),
                '\'' => text.Append("&#39;"),
                _ => text.Append(c),
            };
        }
    }
}
