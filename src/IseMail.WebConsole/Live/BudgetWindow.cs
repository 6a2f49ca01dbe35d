using System.Collections.Immutable;

namespace IseMail.WebConsole.Live;

/// <summary>
/// How many messages each node has had delivered in the last window. It counts what outboxes call delivered, so it needs no look into the mailbox, which
/// may be in somebody else's tenant.
/// </summary>
/// <param name="window">How long the window is.</param>
public sealed class BudgetWindow(TimeSpan window)
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Node, long Messages)> _delivered = new();

    /// <summary>A node's outbox has had so many delivered in all.</summary>
    /// <param name="node">Which.</param>
    /// <param name="delivered">How many.</param>
    /// <param name="at">When that was so.</param>
    public void Count(string node, long delivered, DateTimeOffset at)
    {
        // What it had delivered before it was first seen was at another time; an outbox that lost its disk begins anew.
        var before = _counts.TryGetValue(node, out var known) ? Math.Min(known, delivered) : delivered;
        _counts[node] = delivered;
        if (delivered > before) _delivered.Enqueue((at, node, delivered - before));
    }

    /// <summary>What was delivered in the window that ends at <paramref name="now"/>, by node.</summary>
    public ImmutableDictionary<string, long> Used(DateTimeOffset now)
    {
        while (_delivered.TryPeek(out var oldest) && oldest.At <= now - window) _delivered.Dequeue();
        return _delivered.GroupBy(one => one.Node, StringComparer.Ordinal).ToImmutableDictionary(same => same.Key, same => same.Sum(one => one.Messages), StringComparer.Ordinal);
    }
}
