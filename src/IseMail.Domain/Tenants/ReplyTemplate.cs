using System.Text;

namespace IseMail.Domain.Tenants;

/// <summary>Fills in what a documented text leaves open: each part stands in braces by its name, as in <c>Tenant '{tenant}' not found.</c></summary>
internal static class ReplyTemplate
{
    /// <summary>
    /// The text with its parts. Braces around anything that <paramref name="part"/> does not know stay as they are, and so do
    /// those of a part itself: what a client wrote is not a template.
    /// </summary>
    /// <param name="template">The text.</param>
    /// <param name="part">What stands for a name; <c>null</c>: it is none.</param>
    public static string Fill(string template, Func<string, string?> part)
    {
        var text = new StringBuilder(template.Length);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            text.Append(rest[..open]);
            rest = rest[open..];
            var close = rest.IndexOf('}');
            if (close > 0 && part(rest[1..close].ToString()) is { } value)
            {
                text.Append(value);
                rest = rest[(close + 1)..];
            }
            else
            {
                text.Append('{');
                rest = rest[1..];
            }
        }
        return text.Append(rest).ToString();
    }
}
