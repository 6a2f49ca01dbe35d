using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Submission;

/// <summary>How reading a line ended.</summary>
internal enum LineEnd
{
    Whole,
    TooLong,
    Closed,
    Idle,
}

/// <summary>A line without its CRLF, if it was whole.</summary>
internal readonly record struct CommandLine(LineEnd End, string Text);

/// <summary>
/// Lines and messages in, replies out, in the clear and then over TLS. Replies go out only when the client has nothing
/// more under way, so that pipelined commands get theirs together (RFC 2920). All of it goes through here, and so into the transcript.
/// </summary>
internal sealed class SessionChannel : IAsyncDisposable
{
    // An overlong line is skipped up to here; a client that goes on has no line to end.
    private const int LongestSkipped = 1 << 20;

    private readonly TimeSpan _idle;
    private readonly TimeSpan _transfer;
    private readonly TimeProvider _time;
    private readonly SessionTranscript _transcript;
    private readonly ITimer _timer;
    private readonly ArrayBufferWriter<byte> _replies = new(512);
    private Stream _stream;
    private PipeReader _reader;
    private volatile Wait _wait;

    public SessionChannel(Stream stream, SubmissionBounds bounds, TimeProvider time, SessionTranscript transcript)
    {
        _transcript = transcript;
        _stream = stream;
        _idle = bounds.Idle;
        _transfer = bounds.Transfer;
        _time = time;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16_384, leaveOpen: true));
        _timer = time.CreateTimer(static channel => ((SessionChannel)channel!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds a reply of one line.</summary>
    public void Reply(ServerReply reply)
    {
        _transcript.Server(reply.Shown);
        var line = reply.Text;
        var span = _replies.GetSpan(Encoding.UTF8.GetMaxByteCount(line.Length) + 2);
        var length = Encoding.UTF8.GetBytes(line, span);
        "\r\n"u8.CopyTo(span[length..]);
        _replies.Advance(length + 2);
    }

    /// <summary>Sends the replies.</summary>
    /// <exception cref="IOException">The client has gone or reads nothing.</exception>
    public async ValueTask FlushAsync(CancellationToken stop)
    {
        if (_replies.WrittenCount == 0) return;
        var writing = _stream.WriteAsync(_replies.WrittenMemory, stop);
        // As a rule the operating system takes them at once, and there is nothing to time.
        await (writing.IsCompletedSuccessfully ? writing : WrittenAsync(writing));
        _replies.ResetWrittenCount();
    }

    /// <summary>Reads a command of at most <paramref name="bound"/> octets with its CRLF; only CRLF ends one.</summary>
    public ValueTask<CommandLine> ReadCommandAsync(Func<ReadOnlySequence<byte>, int> bound, CancellationToken stop) => ReadLineAsync(bound, ShownCommand.Of, stop);

    /// <summary>Reads a line of an authentication, of which nothing is shown whatever it says; else as a command.</summary>
    public ValueTask<CommandLine> ReadAnswerAsync(int bound, CancellationToken stop) => ReadLineAsync(_ => bound, static (_, octets) => ShownLine.Hiding(octets), stop);

    /// <summary>Reads what <paramref name="message"/> takes until it has enough.</summary>
    public async ValueTask<LineEnd> ReadMessageAsync(MessageBuffer message, long drained, CancellationToken stop)
    {
        var before = message.Taken;
        var begun = _time.GetTimestamp();
        try
        {
            while (!message.IsComplete)
            {
                var read = await ReadAsync(begun, _transfer, stop);
                if (read.IsCanceled) return LineEnd.Idle;
                var taken = message.Take(read.Buffer);
                _reader.AdvanceTo(read.Buffer.GetPosition(taken));
                if (message.IsComplete) break;
                if (read.IsCompleted) return LineEnd.Closed;
                if (message.Taken > drained) return LineEnd.TooLong;
            }
            return LineEnd.Whole;
        }
        finally
        {
            _transcript.Message(message.Taken - before);
        }
    }

    /// <summary>
    /// Goes on over TLS. What the client sent in the clear behind STARTTLS is thrown away: it may be somebody else's
    /// (RFC 3207, section 4.2).
    /// </summary>
    public async Task SecureAsync(SslStreamCertificateContext certificate, CancellationToken cancellation)
    {
        await _reader.CompleteAsync();
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateContext = certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            cancellation);
        _reader = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: 16_384, leaveOpen: true));
        _transcript.Secured(tls.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stream.DisposeAsync();
    }

    private async ValueTask<CommandLine> ReadLineAsync(Func<ReadOnlySequence<byte>, int> bound, Func<string, int, ShownLine> shown, CancellationToken stop)
    {
        long skipped = 0;
        var begun = _time.GetTimestamp();
        while (true)
        {
            // A line must be whole before its time is up: one octet now and then does not keep a connection.
            var read = await ReadAsync(begun, _idle, stop);
            if (read.IsCanceled) return new CommandLine(LineEnd.Idle, "");
            var buffer = read.Buffer;
            var seek = new SequenceReader<byte>(buffer);
            if (seek.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            {
                var fits = skipped == 0 && line.Length + 2 <= bound(line);
                var text = fits ? Encoding.UTF8.GetString(line) : "";
                _transcript.Client(fits ? shown(text, (int)line.Length) : ShownLine.Hiding((int)(skipped + line.Length)));
                _reader.AdvanceTo(seek.Position);
                return new CommandLine(fits ? LineEnd.Whole : LineEnd.TooLong, text);
            }
            if (read.IsCompleted)
            {
                if (skipped + buffer.Length > 0) _transcript.Client(ShownLine.Hiding((int)(skipped + buffer.Length)));
                _reader.AdvanceTo(buffer.End);
                return new CommandLine(LineEnd.Closed, "");
            }
            if (skipped == 0 && buffer.Length <= bound(buffer))
            {
                _reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            // The last octet may be the CR of the line's end.
            skipped += buffer.Length - 1;
            _reader.AdvanceTo(buffer.GetPosition(buffer.Length - 1), buffer.End);
            if (skipped <= LongestSkipped) continue;
            _transcript.Client(ShownLine.Hiding((int)skipped));
            return new CommandLine(LineEnd.Closed, "");
        }
    }

    // Cancelled: the client was silent for too long, or what began at a time stamp took more than it may as a whole.
    private async ValueTask<ReadResult> ReadAsync(long begun, TimeSpan whole, CancellationToken stop)
    {
        if (_reader.TryRead(out var read)) return read;
        if (_replies.WrittenCount > 0) await FlushAsync(stop);
        var left = whole - _time.GetElapsedTime(begun);
        if (left <= TimeSpan.Zero) return new ReadResult(default, isCanceled: true, isCompleted: false);
        Begin(Wait.ForCommand, left < _idle ? left : _idle);
        read = await _reader.ReadAsync(stop);
        _wait = Wait.None;
        return read;
    }

    private async ValueTask WrittenAsync(ValueTask writing)
    {
        Begin(Wait.ForRoom, _idle);
        try
        {
            await writing;
        }
        catch (ObjectDisposedException closed)
        {
            throw new IOException("the client does not read its replies", closed);
        }
        _wait = Wait.None;
    }

    // The timer runs on after a wait that ended in time: the next one sets it anew, and until then it finds nobody waiting.
    private void Begin(Wait wait, TimeSpan longest)
    {
        _wait = wait;
        _timer.Change(longest, Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        switch (_wait)
        {
            case Wait.ForCommand:
                _reader.CancelPendingRead();
                break;
            case Wait.ForRoom:
                // Nothing can be said to a client that does not listen.
                _stream.Dispose();
                break;
        }
    }

    private enum Wait
    {
        None,
        ForCommand,
        ForRoom,
    }
}
