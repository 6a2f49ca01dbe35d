using System.Buffers;
using System.Text.Json;

namespace IseMail.Tenant.Mailboxes;

/// <summary>
/// An append-only file of arrived messages, one JSON object a line. Its owner alone may read it: who got mail about what
/// is nobody else's business.
/// </summary>
internal sealed class MailboxFile : IDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    private MailboxFile(FileStream file)
    {
        _file = file;
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>Opens <paramref name="path"/> and reads what is in it. A last line without its end was being written when the program died and is cut off.</summary>
    public static MailboxFile Open(string path, out ArrivedMessage[] earlier)
    {
        var file = PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
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

    /// <summary>Hands one line to the operating system, whole or, if that fails, not at all.</summary>
    /// <exception cref="IOException">It is not kept.</exception>
    public void Append(ArrivedMessage message)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, message);
        _json.Flush();
        _line.Write("\n"u8);
        var end = _file.Position;
        try
        {
            _file.Write(_line.WrittenSpan);
        }
        catch (IOException)
        {
            // Half a line in front of the next one would make both unreadable.
            _file.SetLength(end);
            _file.Position = end;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

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
