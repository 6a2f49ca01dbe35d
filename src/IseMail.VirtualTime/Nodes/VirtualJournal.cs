namespace IseMail.VirtualTime.Nodes;

/// <summary>What a process has recorded: a snapshot and what came after it. One process at a time writes it, the last that has begun to read it.</summary>
/// <typeparam name="TEvent">What is recorded.</typeparam>
/// <typeparam name="TSnapshot">All that a number of events sum up to.</typeparam>
internal sealed class VirtualJournal<TEvent, TSnapshot> : IVirtualJournal
    where TSnapshot : class
{
    private const int LeastEvents = 10_000;

    private readonly List<(TEvent Happened, DateTimeOffset At)> _events = [];
    private TSnapshot? _snapshot;
    private object? _writer;

    /// <summary>Gives whoever begins all there is; its predecessor writes no more.</summary>
    public void Read(object writer, Action<TSnapshot> restore, Action<TEvent> apply)
    {
        _writer = writer;
        Read(restore, apply);
    }

    /// <summary>Gives somebody who does not write all there is.</summary>
    public void Read(Action<TSnapshot> restore, Action<TEvent> apply)
    {
        if (_snapshot is not null) restore(_snapshot);
        foreach (var (happened, _) in _events) apply(happened);
    }

    /// <summary>Whether <paramref name="writer"/> may write.</summary>
    public bool IsOf(object writer) => ReferenceEquals(writer, _writer);

    /// <summary>Makes an event durable.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When that is.</param>
    public void Append(TEvent happened, DateTimeOffset at) => _events.Add((happened, at));

    /// <summary>Replaces the events by what they sum up to, where that is worth while.</summary>
    /// <param name="size">About how many events the sum stands for.</param>
    /// <param name="snapshot">Makes it.</param>
    public void Compact(int size, Func<TSnapshot> snapshot)
    {
        if (_events.Count < Math.Max(LeastEvents, 2 * size)) return;
        _snapshot = snapshot();
        _events.Clear();
    }

    /// <inheritdoc/>
    public void LoseSince(DateTimeOffset since)
    {
        while (_events.Count > 0 && _events[^1].At >= since) _events.RemoveAt(_events.Count - 1);
    }

    /// <inheritdoc/>
    public void Lose()
    {
        _snapshot = null;
        _events.Clear();
        _writer = null;
    }
}

/// <summary>A journal, whatever is in it.</summary>
internal interface IVirtualJournal
{
    /// <summary>All of it is lost.</summary>
    void Lose();

    /// <summary>What was made durable since then was not.</summary>
    void LoseSince(DateTimeOffset since);
}
