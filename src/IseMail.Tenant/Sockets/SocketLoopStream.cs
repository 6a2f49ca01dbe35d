using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using IseMail.Tenant.Faults;

namespace IseMail.Tenant.Sockets;

/// <summary>
/// The octets of one connection, whose reader goes on on the thread of a <see cref="SocketLoop"/>. Asynchronous only, and
/// for one reader and one writer at a time.
/// </summary>
internal sealed class SocketLoopStream : Stream, IValueTaskSource<int>
{
    private readonly SocketLoop _loop;
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _buffer;
    private CancellationToken _patience;
    private CancellationTokenRegistration _following;
    private volatile bool _reading;
    private volatile LineDisturbance? _disturbance;

    /// <summary>A stream of <paramref name="socket"/>, which is connected and goes with it.</summary>
    public SocketLoopStream(Socket socket, SocketLoop loop)
    {
        socket.Blocking = false;
        Socket = socket;
        _loop = loop;
    }

    /// <summary>What it reads from.</summary>
    public Socket Socket { get; }

    /// <summary>Whether somebody waits for something to read.</summary>
    public bool IsReading => _reading;

    /// <summary>Whether whoever waited does not want to wait any more.</summary>
    public bool IsGivenUp => _reading && _patience.IsCancellationRequested;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From here on what is read and written goes through <paramref name="disturbance"/>.</summary>
    public void Disturb(LineDisturbance disturbance) => _disturbance = disturbance;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _disturbance is { } disturbance ? disturbance.ReadAsync(buffer, cancellationToken) : ReceiveAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _disturbance is { } disturbance ? disturbance.WriteAsync(buffer, cancellationToken) : SendAsync(buffer, cancellationToken);

    /// <summary>Reads from the socket.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_reading) throw new InvalidOperationException("somebody else is reading");
        _read.Reset();
        _buffer = buffer;
        _patience = cancellationToken;
        var reading = new ValueTask<int>(this, _read.Version);
        _following = cancellationToken.UnsafeRegister(static state =>
        {
            var stream = (SocketLoopStream)state!;
            stream._loop.Call(stream);
        }, this);
        _reading = true;
        _loop.Await(this);
        return reading;
    }

    /// <summary>Writes to the socket.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        // What the operating system has room for goes at once. An asynchronous call, even one that ends at once, would make
        // the runtime watch the connection from then on as well.
        var sent = Socket.Send(buffer.Span, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) return ValueTask.FromException(Lost(error));
        return sent == buffer.Length ? ValueTask.CompletedTask : WriteRestAsync(buffer[sent..], cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Socket.Dispose();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: nothing is kept back.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing: nothing is kept back.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>There may be something to read, or the connection has ended, or the reader has lost patience. On the loop's thread.</summary>
    public void GoOn()
    {
        if (_patience.IsCancellationRequested)
        {
            End().SetException(new OperationCanceledException(_patience));
            return;
        }
        int count;
        SocketError error;
        try
        {
            count = Socket.Receive(_buffer.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException closed)
        {
            End().SetException(closed);
            return;
        }
        if (error == SocketError.Success) End().SetResult(count);
        else if (error == SocketError.WouldBlock) _loop.Await(this);
        else End().SetException(Lost(error));
    }

    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        try
        {
            while (rest.Length > 0) rest = rest[await Socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
        catch (SocketException fault)
        {
            throw Lost(fault.SocketErrorCode);
        }
    }

    private static IOException Lost(SocketError error) => new("the connection was lost", new SocketException((int)error));

    private ref ManualResetValueTaskSourceCore<int> End()
    {
        _following.Unregister();
        _buffer = default;
        _reading = false;
        return ref _read;
    }

    /// <inheritdoc/>
    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);
}
