namespace IseMail.Cluster.Storage;

/// <summary>
/// When an actor that journals takes a snapshot. One is as large as what the actor remembers and takes longer to write than it
/// takes to read as many events, so it has to be earned by twice as many.
/// </summary>
internal sealed class SnapshotPace
{
    private const int LeastEvents = 10_000;

    private long _events;

    /// <summary>Counts what has been journalled, or recovered, since the last snapshot.</summary>
    public void Add(int events) => _events += events;

    /// <summary>Whether a snapshot of <paramref name="size"/> entries is earned; the count begins anew if it is.</summary>
    public bool IsEarned(int size)
    {
        if (_events < Math.Max(LeastEvents, 2L * size)) return false;
        _events = 0;
        return true;
    }
}
