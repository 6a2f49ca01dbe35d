using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using MimeKit;
using MimeKit.Text;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Makes the message that goes over the wire of a mail: fixed headers, one text part (RFC 5322, RFC 2045 to 2047).
/// Whatever the subject, the body or the origin hold, they stay inside their header or body.
/// <para>
/// The date is when the mail was caused, so that the same mail sent twice is the same message.
/// </para>
/// </summary>
public static class MimeComposer
{
    /// <summary>Header with the purpose's key.</summary>
    public const string PurposeHeader = "X-ISE-Purpose";

    /// <summary>Header with the node whose duty the mail was.</summary>
    public const string NodeHeader = "X-ISE-Node";

    /// <summary>The message of <paramref name="outgoing"/>.</summary>
    /// <param name="outgoing">The mail and its origin.</param>
    /// <param name="seal">Opens the body.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The body was sealed with another key or has been altered.</exception>
    public static MimeMessage Compose(OutgoingMail outgoing, ITextSeal seal)
    {
        var mail = outgoing.Mail;
        var message = new MimeMessage();
        message.Headers[HeaderId.MessageId] = $"<{mail.Id.MessageId(mail.From.Domain)}>";
        message.Date = mail.CausedAt;
        message.From.Add(Address(mail.From));
        message.To.Add(Address(mail.To));
        message.Subject = Line(mail.Subject);
        message.Headers.Add(PurposeHeader, mail.Purpose.Key());
        message.Headers.Add(NodeHeader, Token(outgoing.Origin));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Body = new TextPart(TextFormat.Plain) { Text = seal.Open(mail.Body) };
        // Seven bits pass everywhere; lines are kept to what RFC 5322 asks for.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>An address as MimeKit has it, without a display name.</summary>
    public static MailboxAddress Address(EmailAddress address) => new((string?)null, address.Value);

    // A subject of this program's making has no control characters; one from a journal of somebody else's might.
    private static string Line(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && !text.Contains('\u007f', StringComparison.Ordinal)
            ? text
            : string.Create(text.Length, text, static (line, from) =>
            {
                for (var i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? ' ' : from[i];
            });

    private static string Token(string text) => string.Create(text.Length, text, static (token, from) =>
    {
        for (var i = 0; i < token.Length; i++) token[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] is '-' or '.' ? from[i] : '_';
    });
}
