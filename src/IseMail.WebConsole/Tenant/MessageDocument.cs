using System.Collections.Immutable;
using MimeKit;

namespace IseMail.WebConsole.Tenant;

/// <summary>A message that arrived, to be read.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Size">Octets.</param>
/// <param name="Headers">Its headers in their order, encoded words decoded.</param>
/// <param name="Text">Its text; empty: it has none.</param>
/// <param name="Cut">Whether the text is longer than what is shown.</param>
/// <param name="HasHtml">Whether it has a part in HTML.</param>
/// <param name="Attachments">Names of what is attached.</param>
public sealed record MessageDocument(long Number, int Size, ImmutableArray<HeaderDocument> Headers, string Text, bool Cut, bool HasHtml, ImmutableArray<string> Attachments)
{
    /// <summary>The most characters of a text or of HTML that are shown; the source has all of it.</summary>
    public const int MostShown = 256 * 1024;

    private const int MostHeaders = 200;
    private const int LongestHeader = 2000;

    /// <summary>Of a message's source.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="source">Its octets.</param>
    public static MessageDocument Of(long number, byte[] source)
    {
        using var message = Read(source);
        if (message is null) return new MessageDocument(number, source.Length, [], "This cannot be taken for a mail; its source can be read.", false, false, []);
        var text = message.TextBody ?? "";
        return new MessageDocument(
            number, source.Length, [.. message.Headers.Take(MostHeaders).Select(header => new HeaderDocument(header.Field, Shortened(header.Value, LongestHeader)))],
            Shortened(text, MostShown), text.Length > MostShown, message.HtmlBody is not null, [.. message.Attachments.Take(MostHeaders).Select(one => Shortened(one.ContentDisposition?.FileName ?? one.ContentType.Name ?? one.ContentType.MimeType, LongestHeader))]);
    }

    /// <summary>The part in HTML, made harmless; <c>null</c>: there is none.</summary>
    public static string? Html(byte[] source)
    {
        using var message = Read(source);
        return message?.HtmlBody is { } html ? HarmlessHtml.Of(Shortened(html, MostShown)) : null;
    }

    private static MimeMessage? Read(byte[] source)
    {
        try
        {
            using var stream = new MemoryStream(source);
            return MimeMessage.Load(stream);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Shortened(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

/// <summary>A header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it says.</param>
public sealed record HeaderDocument(string Name, string Value);
