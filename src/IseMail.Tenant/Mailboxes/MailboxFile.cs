using System.Text.Json;

namespace IseMail.Tenant.Mailboxes;

/// <summary>An append-only file of arrived messages, one JSON object a line.</summary>
internal sealed class MailboxFile : IDisposable
{
    private readonly FileStream _file;

    private MailboxFile(FileStream file) => _file = file;

    /// <summary>Opens <paramref name="path"/> and reads what is in it. A last line without its end was being written when the program died and is cut off.</summary>
    public static MailboxFile Open(string path, out ArrivedMessage[] earlier)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
            earlier = Read(bytes.AsSpan(0, whole));
            file.SetLength(whole);
            file.Position = whole;
            return new MailboxFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Hands one line to the operating system.</summary>
    public void Append(ArrivedMessage message)
    {
        JsonSerializer.Serialize(_file, message);
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ArrivedMessage[] Read(ReadOnlySpan<byte> lines)
    {
        var messages = new List<ArrivedMessage>();
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            try
            {
                messages.Add(JsonSerializer.Deserialize<ArrivedMessage>(lines[..end]) ?? throw new JsonException("null"));
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException($"line {messages.Count + 1} of the mailbox file is not an arrived message", fault);
            }
            lines = lines[(end + 1)..];
        }
        return [.. messages];
    }
}
