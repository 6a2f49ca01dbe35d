using System.Collections.Frozen;
using MimeKit.Text;

namespace IseMail.WebConsole.Tenant;

/// <summary>
/// HTML of a mail with what only shows text, and nothing else: elements and attributes that are listed here. Browsers are told besides to run nothing and to ask
/// nobody; what is not there they cannot do by mistake.
/// </summary>
internal static class HarmlessHtml
{
    private static readonly FrozenSet<string> Elements = new[]
    {
        "a", "abbr", "b", "big", "blockquote", "body", "br", "center", "cite", "code", "dd", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "i", "img", "ins", "del",
        "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What stands in these is no text of the mail.
    private static readonly FrozenSet<string> Hidden = new[] { "head", "script", "style", "title", "noscript", "template", "object", "iframe", "svg", "math", "select", "textarea", "video", "audio" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Attributes = new[]
    {
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir", "face", "height", "lang", "rowspan", "size", "title", "valign", "width",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a mail's HTML.</summary>
    public static string Of(string html) => new HtmlToHtml { FilterComments = true, HtmlTagCallback = Take }.Convert(html);

    private static void Take(HtmlTagContext context, HtmlWriter writer)
    {
        if (!Elements.Contains(context.TagName))
        {
            context.DeleteTag = true;
            context.DeleteEndTag = true;
            context.SuppressInnerContent = Hidden.Contains(context.TagName) && !context.IsEmptyElementTag;
            return;
        }
        context.WriteTag(writer, writeAttributes: false);
        if (context.IsEndTag) return;
        foreach (var attribute in context.Attributes.Where(IsTaken)) writer.WriteAttribute(attribute);
    }

    // A picture that is in the mail itself asks nobody.
    private static bool IsTaken(HtmlAttribute attribute) => Attributes.Contains(attribute.Name)
        || (attribute.Name.Equals("src", StringComparison.OrdinalIgnoreCase) && attribute.Value?.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) == true);
}
