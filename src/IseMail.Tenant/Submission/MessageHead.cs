using System.Text;
using IseMail.Domain.Notices;

namespace IseMail.Tenant.Submission;

/// <summary>The fields of a message's header that the tenant looks at.</summary>
internal sealed class MessageHead
{
    /// <summary>Every header From as one address; <c>null</c> for one that is not.</summary>
    public List<EmailAddress?> From { get; } = [];

    public string MessageId { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string? Purpose { get; private set; }

    public string? Node { get; private set; }

    /// <summary>Reads the lines before the first empty one.</summary>
    public static MessageHead Of(ReadOnlySpan<byte> message)
    {
        var head = new MessageHead();
        while (message.Length > 0)
        {
            var end = 0;
            while (true)
            {
                var at = message[end..].IndexOf("\r\n"u8);
                end = at < 0 ? message.Length : end + at;
                // A line that begins with white space goes on with the one before.
                if (at < 0 || end + 2 >= message.Length || message[end + 2] is not ((byte)' ' or (byte)'\t')) break;
                end += 2;
            }
            if (end == 0) break;
            head.Field(message[..end]);
            message = message[Math.Min(message.Length, end + 2)..];
        }
        return head;
    }

    private void Field(ReadOnlySpan<byte> field)
    {
        if (Is(field, "From:"u8)) From.Add(OneAddress(Text(field[5..])));
        else if (Is(field, "Message-ID:"u8)) MessageId = Text(field[11..]);
        else if (Is(field, "Subject:"u8)) Subject = Text(field[8..]);
        else if (Is(field, "X-ISE-Purpose:"u8)) Purpose = Text(field[14..]);
        else if (Is(field, "X-ISE-Node:"u8)) Node = Text(field[11..]);
    }

    private static bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        field.Length >= name.Length && Ascii.EqualsIgnoreCase(field[..name.Length], name);

    private static string Text(ReadOnlySpan<byte> value) => string.Create(
        Encoding.UTF8.GetCharCount(value),
        value,
        static (text, bytes) =>
        {
            Encoding.UTF8.GetChars(bytes, text);
            // Unfolds, and keeps anything that would move a cursor or end a reply's line out of logs and replies.
            foreach (ref var c in text) if (char.IsControl(c)) c = ' ';
        }).Replace("  ", " ", StringComparison.Ordinal).Trim();

    private static EmailAddress? OneAddress(string value)
    {
        var plain = new StringBuilder(value.Length);
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            if (quoted && value[i] == '\\') i++;
            else if (value[i] == '"') quoted = !quoted;
            else if (!quoted) plain.Append(value[i]);
        }
        var text = plain.ToString();
        if (text.Contains(',', StringComparison.Ordinal)) return null;
        var open = text.IndexOf('<', StringComparison.Ordinal);
        if (open >= 0)
        {
            if (!text.EndsWith('>')) return null;
            text = text[(open + 1)..^1];
        }
        return EmailAddress.TryParse(text.Trim(), out var address) ? address : null;
    }
}
