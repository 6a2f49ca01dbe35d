using System.Text;
using System.Xml;

namespace IseMail.Scenarios.Reports;

/// <summary>Text that may stand in XML and HTML: names are typed by strangers and replies come from servers.</summary>
internal static class XmlText
{
    /// <summary><paramref name="text"/> with each character that XML 1.0 (section 2.2) does not allow shown as U+FFFD.</summary>
    public static string Allowed(string text)
    {
        var allowed = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) allowed.Append(text[i]).Append(text[++i]);
            else allowed.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }
        return allowed.ToString();
    }
}
