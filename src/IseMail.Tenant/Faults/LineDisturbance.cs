using System.Buffers;
using IseMail.Tenant.Sockets;

namespace IseMail.Tenant.Faults;

/// <summary>What a fault has made of one connection: it carries less, or one way only, or is watched while nothing is said.</summary>
/// <remarks>Slowness lasts as long as its fault. What was swallowed stays so: a conversation that has lost a word cannot go on.</remarks>
internal sealed class LineDisturbance(SocketLoopStream line, TimeProvider time)
{
    // What a client sends while nothing is read goes no further than this; there is then no telling whether it has left.
    private const int MostKept = 64 * 1024;
    private const int PiecesASecond = 10;

    private readonly ArrayBufferWriter<byte> _kept = new();
    private int _taken;
    private bool _muted;
    private int _rate;
    private int _readBefore;
    private CancellationToken _slowUntil;

    private bool IsSlow => _rate > 0 && !_slowUntil.IsCancellationRequested;

    private int Piece => Math.Max(1, _rate / PiecesASecond);

    /// <summary>Nothing that is written arrives any more.</summary>
    public void Mute() => _muted = true;

    /// <summary>So many bytes a second in each direction, until <paramref name="until"/> fires.</summary>
    public void Slow(int bytesPerSecond, CancellationToken until) => (_rate, _slowUntil) = (bytesPerSecond, until);

    /// <summary>As the stream's own; see there.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_taken < _kept.WrittenCount)
        {
            var kept = _kept.WrittenMemory[_taken..];
            kept = kept[..Math.Min(kept.Length, buffer.Length)];
            kept.CopyTo(buffer);
            _taken += kept.Length;
            return kept.Length;
        }
        if (!IsSlow) return await line.ReceiveAsync(buffer, cancellationToken);
        // The time that the last piece took is waited for before the next: nothing that was read can then be lost to a cancellation.
        await PassAsync(_readBefore, cancellationToken);
        _readBefore = await line.ReceiveAsync(buffer[..Math.Min(buffer.Length, Piece)], cancellationToken);
        return _readBefore;
    }

    /// <summary>As the stream's own; see there.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_muted) return;
        while (IsSlow && buffer.Length > 0)
        {
            var piece = buffer[..Math.Min(buffer.Length, Piece)];
            await line.SendAsync(piece, cancellationToken);
            await PassAsync(piece.Length, cancellationToken);
            buffer = buffer[piece.Length..];
        }
        if (buffer.Length > 0) await line.SendAsync(buffer, cancellationToken);
    }

    /// <summary>Ends when the client has left. What it sends until then is kept for the next read, or else thrown away.</summary>
    public async Task UntilClosedAsync(bool keep, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (_kept.WrittenCount < MostKept)
        {
            int read;
            try
            {
                read = await line.ReceiveAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                // Torn by the client: it has left.
                return;
            }
            if (read == 0) return;
            if (keep) _kept.Write(buffer.AsSpan(0, read));
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private async Task PassAsync(int bytes, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_slowUntil, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds((double)bytes / _rate), time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
