using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IseMail.Tenant.Sockets;

/// <summary>
/// One thread that waits for all of a server's connections, and on which their conversations go on as soon as there is
/// something to read. The runtime's own sockets wake one thread to learn of it and another to go on, for each packet;
/// a submission is three of them and little else.
/// </summary>
/// <remarks>
/// What runs on it must not block. To be disposed when nobody reads from its streams any more.
/// </remarks>
internal sealed class SocketLoop : IAsyncDisposable
{
    private const int Forever = -1;

    private readonly Dictionary<Socket, SocketLoopStream> _waiting = [];
    private readonly ConcurrentQueue<SocketLoopStream> _calls = new();
    private readonly Socket _bell = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile bool _stopping;
    private int _rung;

    /// <summary>Starts the thread, by the name of <paramref name="name"/>.</summary>
    public SocketLoop(string name)
    {
        // A socket that only hears itself is what ends a wait from outside.
        _bell.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _bell.Connect(_bell.LocalEndPoint!);
        _bell.Blocking = false;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Tells <paramref name="stream"/> when there is something to read, or when its reader has lost patience.</summary>
    public void Await(SocketLoopStream stream)
    {
        if (Environment.CurrentManagedThreadId == _thread.ManagedThreadId) Note(stream);
        else Call(stream);
    }

    /// <summary>Has another look at <paramref name="stream"/>, whose reader may have lost patience.</summary>
    public void Call(SocketLoopStream stream)
    {
        _calls.Enqueue(stream);
        Ring();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        Ring();
        await _ended.Task;
        _bell.Dispose();
    }

    private void Ring()
    {
        if (Interlocked.Exchange(ref _rung, 1) == 0) _bell.Send([0]);
    }

    private void Run()
    {
        var ready = new List<Socket>();
        while (!_stopping)
        {
            ready.Clear();
            ready.Add(_bell);
            ready.AddRange(_waiting.Keys);
            try
            {
                Socket.Select(ready, null, null, Forever);
            }
            catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
            {
                // One of them was closed by its reader's side. Each finds out for itself when it reads.
                ready = [_bell, .. _waiting.Keys];
            }
            foreach (var socket in ready)
            {
                if (socket == _bell) Answer();
                else if (_waiting.Remove(socket, out var stream)) stream.GoOn();
            }
        }
        _ended.SetResult();
    }

    private void Answer()
    {
        Span<byte> ring = stackalloc byte[1];
        _bell.Receive(ring, SocketFlags.None, out _);
        // Before the calls are looked at: one that comes in between rings again.
        Volatile.Write(ref _rung, 0);
        while (_calls.TryDequeue(out var stream)) Note(stream);
    }

    private void Note(SocketLoopStream stream)
    {
        if (!stream.IsGivenUp)
        {
            if (stream.IsReading) _waiting[stream.Socket] = stream;
        }
        else
        {
            _waiting.Remove(stream.Socket);
            stream.GoOn();
        }
    }
}
