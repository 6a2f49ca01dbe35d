using System.Buffers;

namespace IseMail.Tenant.Submission;

/// <summary>
/// A message while it comes in, by DATA or in BDAT chunks. Only CRLF.CRLF ends DATA; a bare CR or LF never does, since
/// servers that disagree about that let one message hide in another.
/// </summary>
internal sealed class MessageBuffer(int bound)
{
    private static readonly byte[] NewLine = [(byte)'\r', (byte)'\n'];

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _start;
    private int _end;
    private long _chunk;
    private bool _dotted;

    /// <summary>Whether the end of DATA or of the chunk has come.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Whether more came than may; what came then is not kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Octets taken in all.</summary>
    public long Taken { get; private set; }

    /// <summary>The message, dots unstuffed.</summary>
    public ReadOnlySpan<byte> Message => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Begins again, keeping the memory unless it has grown large.</summary>
    public void Clear()
    {
        if (_bytes.Length > 1 << 20) _bytes = new byte[4096];
        (_length, _start, _end, _chunk, Taken) = (0, 0, 0, 0, 0);
        (_dotted, IsComplete, IsTooLarge) = (false, true, false);
    }

    /// <summary>DATA follows.</summary>
    public void BeginDotted()
    {
        Clear();
        // The line before the first is the DATA command's own: a dot alone on the first line ends an empty message.
        NewLine.CopyTo(_bytes, 0);
        _length = _start = 2;
        _dotted = true;
        IsComplete = false;
    }

    /// <summary>A chunk of <paramref name="size"/> octets follows; one that nobody wants is read and not kept.</summary>
    public void BeginChunk(long size, bool keep)
    {
        IsTooLarge |= !keep;
        _chunk = size;
        IsComplete = size == 0;
    }

    /// <summary>Takes what belongs to the message from the beginning of <paramref name="input"/> and says how much.</summary>
    public long Take(ReadOnlySequence<byte> input)
    {
        long taken = 0;
        foreach (var memory in input)
        {
            if (IsComplete) break;
            taken += _dotted ? TakeDotted(memory.Span) : TakeChunk(memory.Span);
        }
        Taken += taken;
        return taken;
    }

    private int TakeDotted(ReadOnlySpan<byte> span)
    {
        var before = _length;
        Append(span);
        var from = Math.Max(0, before - 4);
        var at = _bytes.AsSpan(from, _length - from).IndexOf("\r\n.\r\n"u8);
        if (at < 0)
        {
            if (_length - 2L > bound + 5L) Shed();
            return span.Length;
        }
        IsComplete = true;
        var end = from + at;
        _end = end + 2;
        IsTooLarge |= _end - _start > bound;
        if (!IsTooLarge) Unstuff();
        return end + 5 - before;
    }

    private int TakeChunk(ReadOnlySpan<byte> span)
    {
        if (span.Length > _chunk) span = span[..(int)_chunk];
        if (!IsTooLarge && _length + (long)span.Length > bound) IsTooLarge = true;
        if (!IsTooLarge) Append(span);
        _chunk -= span.Length;
        IsComplete = _chunk == 0;
        _end = _length;
        return span.Length;
    }

    private void Append(ReadOnlySpan<byte> span)
    {
        if (_length + span.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + span.Length));
        span.CopyTo(_bytes.AsSpan(_length));
        _length += span.Length;
    }

    // Too large to be accepted: only what may be the beginning of its end is kept.
    private void Shed()
    {
        IsTooLarge = true;
        _bytes.AsSpan(_length - 4, 4).CopyTo(_bytes);
        _length = 4;
    }

    private void Unstuff()
    {
        // From the line end before the first line, so that a dot at the very beginning is seen as well.
        var read = 0;
        var write = 0;
        while (true)
        {
            var at = _bytes.AsSpan(read, _end - read).IndexOf("\r\n."u8);
            var length = at < 0 ? _end - read : at + 2;
            if (read != write) _bytes.AsSpan(read, length).CopyTo(_bytes.AsSpan(write));
            write += length;
            read += length;
            if (at < 0) break;
            read++;
        }
        _end = write;
    }
}
