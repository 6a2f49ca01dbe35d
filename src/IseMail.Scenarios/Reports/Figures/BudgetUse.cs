using System.Collections.Immutable;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Figures;

/// <summary>
/// What the nodes used of the mailbox's allowance: messages in the last window by the node whose mail they were, counted at each
/// arrival. Where the mailboxes cannot be read, at each delivery as the outbox heard of it.
/// </summary>
/// <param name="Window">The window's length.</param>
/// <param name="Nodes">Nodes whose mail was delivered, the one with the most first.</param>
/// <param name="Peak">The most messages in any window; an arrival counts for the window that begins with it.</param>
/// <param name="PeakConnections">The most connections that were open at a sample.</param>
public sealed record BudgetUse(TimeSpan Window, ImmutableArray<NodeUse> Nodes, int Peak, int PeakConnections)
{
    /// <summary>The use in <paramref name="record"/>.</summary>
    public static BudgetUse Of(RunRecord record)
    {
        var window = record.Allowance.Per;
        var nodes = Deliveries(record).GroupBy(one => one.Node, StringComparer.Ordinal)
            .Select(group => new NodeUse(group.Key, [.. group.Select(one => one.At).Order()]))
            .OrderByDescending(node => node.At.Length).ThenBy(node => node.Node, StringComparer.Ordinal).ToImmutableArray();
        return new BudgetUse(
            window,
            nodes,
            Most([.. nodes.SelectMany(node => node.At).Order()], window),
            record.Samples.Select(sample => sample.Senders.Sum(sender => sender.Connections)).DefaultIfEmpty().Max());
    }

    /// <summary>The most of <paramref name="sorted"/> in any window.</summary>
    public static int Most(ImmutableArray<TimeSpan> sorted, TimeSpan window)
    {
        var most = 0;
        for (int first = 0, last = 0; last < sorted.Length; last++)
        {
            while (sorted[last] - sorted[first] >= window) first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }

    private static IEnumerable<(string Node, TimeSpan At)> Deliveries(RunRecord record) => record.Mails.SelectMany(mail => mail.Arrivals.IsEmpty
        ? mail.Outboxes.Where(one => one.Delivered is not null).Take(1).Select(one => (one.Node, one.Delivered!.Value))
        : mail.Arrivals.Select(one => (one.Node.Length == 0 ? "(unnamed)" : one.Node, one.At)));
}

/// <summary>One node's use.</summary>
/// <param name="Node">Which; <c>(unnamed)</c>: the message does not say.</param>
/// <param name="At">When each of its messages arrived, the first first.</param>
public sealed record NodeUse(string Node, ImmutableArray<TimeSpan> At)
{
    /// <summary>How many arrived in the window that ends at <paramref name="at"/>.</summary>
    public int In(TimeSpan window, TimeSpan at)
    {
        var until = Count(at);
        return until - Count(at - window);
    }

    /// <summary>How many arrived at <paramref name="at"/> or before.</summary>
    public int Count(TimeSpan at) => Count(At, at);

    /// <summary>How many of <paramref name="sorted"/> are <paramref name="at"/> or before.</summary>
    internal static int Count(ImmutableArray<TimeSpan> sorted, TimeSpan at)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= at) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
