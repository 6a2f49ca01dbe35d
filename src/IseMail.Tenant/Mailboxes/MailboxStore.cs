using System.Diagnostics.CodeAnalysis;

namespace IseMail.Tenant.Mailboxes;

/// <summary>
/// What has arrived in the tenant, in order. Safe for several threads. What a message said stays in memory only, for the
/// newest ones up to 64 MiB; the file keeps what the record holds, so that a restarted tenant still knows what had arrived.
/// </summary>
public sealed class MailboxStore : IDisposable
{
    // Sources of guest mail are small; a client that sends the greatest message a thousand times must not fill the memory.
    private const long GreatestKept = 64L << 20;

    private readonly Lock _gate = new();
    private readonly int _sources;
    private readonly MailboxFile? _file;
    private readonly Queue<byte[]> _newest = new();
    private long _keptBytes;
    private ArrivedMessage[] _messages;
    private int _count;
    private TaskCompletionSource? _arrival;

    /// <summary>Keeps the source of the newest <paramref name="sources"/> messages (0 or more), and nothing in a file.</summary>
    public MailboxStore(int sources = 1000) : this(sources, null, [])
    {
    }

    private MailboxStore(int sources, MailboxFile? file, ArrivedMessage[] earlier)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sources);
        _sources = sources;
        _file = file;
        _messages = earlier.Length > 0 ? earlier : new ArrivedMessage[256];
        _count = earlier.Length;
    }

    /// <summary>How many messages have arrived.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Opens a store that goes on with the JSON lines in <paramref name="path"/>, made if it is missing.</summary>
    /// <exception cref="IOException">The file cannot be opened, or is open elsewhere.</exception>
    /// <exception cref="InvalidDataException">A line before the last is not a message.</exception>
    public static MailboxStore Open(string path, int sources = 1000)
    {
        var file = MailboxFile.Open(path, out var earlier);
        return new MailboxStore(sources, file, earlier);
    }

    /// <summary>What has arrived so far, the oldest first. Never changes, costs no copy.</summary>
    public IReadOnlyList<ArrivedMessage> Snapshot()
    {
        // The array is only ever written behind the count, so a view of its beginning stays as it is.
        lock (_gate) return new ArraySegment<ArrivedMessage>(_messages, 0, _count);
    }

    /// <summary>The source of message <paramref name="number"/>, if it is among the newest.</summary>
    public bool TrySource(long number, [NotNullWhen(true)] out byte[]? source)
    {
        lock (_gate)
        {
            var first = _count - _newest.Count + 1;
            source = number >= first && number <= _count ? _newest.ElementAt((int)(number - first)) : null;
            return source is not null;
        }
    }

    /// <summary>Adds a message and returns it with its number. With a file, it is with the operating system before this returns.</summary>
    public ArrivedMessage Add(ArrivedMessage message, ReadOnlySpan<byte> source)
    {
        var kept = _sources > 0 ? source.ToArray() : null;
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            message = message with { Number = _count + 1 };
            _file?.Append(message);
            if (_count == _messages.Length) Array.Resize(ref _messages, _count * 2);
            _messages[_count++] = message;
            if (kept is not null)
            {
                while (_newest.Count > 0 && (_newest.Count == _sources || _keptBytes + kept.Length > GreatestKept)) _keptBytes -= _newest.Dequeue().Length;
                _newest.Enqueue(kept);
                _keptBytes += kept.Length;
            }
            arrival = _arrival;
            _arrival = null;
        }
        arrival?.SetResult();
        return message;
    }

    /// <summary>Waits until <paramref name="enough"/> says of what has arrived that it is, and returns that.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> came first.</exception>
    public async Task<IReadOnlyList<ArrivedMessage>> WaitForAsync(Func<IReadOnlyList<ArrivedMessage>, bool> enough, CancellationToken cancellation)
    {
        while (true)
        {
            IReadOnlyList<ArrivedMessage> arrived;
            Task next;
            lock (_gate)
            {
                arrived = new ArraySegment<ArrivedMessage>(_messages, 0, _count);
                _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = _arrival.Task;
            }
            if (enough(arrived)) return arrived;
            await next.WaitAsync(cancellation);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();
}
