using System.Collections.Immutable;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Figures;

/// <summary>Who waited for the mailbox while others used it, by node.</summary>
/// <param name="Nodes">Every node that took mail on or sent some: the one whose mail waited longest in all first.</param>
public sealed record Contention(ImmutableArray<NodeWait> Nodes)
{
    /// <summary>That in <paramref name="record"/>.</summary>
    public static Contention Of(RunRecord record)
    {
        var use = BudgetUse.Of(record);
        var all = new NodeUse("", [.. use.Nodes.SelectMany(node => node.At).Order()]);
        var waits = record.Mails.SelectMany(mail => mail.Outboxes.Select(outbox => (outbox.Node, From: outbox.Accepted, Until: EndOf(mail, outbox, record.Length)))).ToLookup(one => one.Node, StringComparer.Ordinal);
        return new Contention(
        [
            .. waits.Select(group => group.Key).Union(use.Nodes.Select(node => node.Node), StringComparer.Ordinal)
                .Select(node => Node(use.Nodes.FirstOrDefault(one => one.Node == node) ?? new NodeUse(node, []), all, [.. waits[node].Select(one => (one.From, one.Until))]))
                .OrderByDescending(node => node.Total).ThenBy(node => node.Use.Node, StringComparer.Ordinal),
        ]);
    }

    private static NodeWait Node(NodeUse own, NodeUse all, ImmutableArray<(TimeSpan From, TimeSpan Until)> waits)
    {
        var (longest, others) = (TimeSpan.Zero, 0);
        foreach (var (from, until) in waits)
        {
            var meanwhile = Between(all) - Between(own);
            if (meanwhile > 0 && until - from > longest) (longest, others) = (until - from, meanwhile);

            // What arrives at the very end may be the mail itself, and is its own node's.
            int Between(NodeUse use) => use.Count(until) - use.Count(from);
        }
        return new NodeWait(
            own, [.. waits.Select(wait => wait.From).Order()], [.. waits.Select(wait => wait.Until).Order()],
            waits.Aggregate(TimeSpan.Zero, static (sum, wait) => sum + (wait.Until - wait.From)), others == 0 ? null : longest, others);
    }

    // A mail waits in an outbox until it arrives, or a person has to do something about it.
    private static TimeSpan EndOf(MailRecord mail, OutboxRecord outbox, TimeSpan end)
    {
        TimeSpan? arrived = mail.Arrivals.IsEmpty ? outbox.Delivered : mail.Arrivals[0].At;
        var aside = outbox.Steps is [.., { Kind: MailStepKind.Parked or MailStepKind.Held } last] ? last.At : (TimeSpan?)null;
        var until = arrived ?? aside ?? end;
        return until < outbox.Accepted ? outbox.Accepted : until;
    }
}

/// <summary>One node's share of the mailbox, and its mail's wait for it.</summary>
/// <param name="Use">Which node, and when its messages arrived.</param>
/// <param name="From">When each of its mails began to wait, the first first.</param>
/// <param name="Until">When each of them had no more to wait, the first first.</param>
/// <param name="Total">How long they waited in all.</param>
/// <param name="Longest">The longest that one of them waited while messages of other nodes arrived; <c>null</c>: none did.</param>
/// <param name="Others">How many messages of other nodes arrived in that time.</param>
public sealed record NodeWait(NodeUse Use, ImmutableArray<TimeSpan> From, ImmutableArray<TimeSpan> Until, TimeSpan Total, TimeSpan? Longest, int Others)
{
    /// <summary>How many of its mails waited at <paramref name="at"/>.</summary>
    public int Waiting(TimeSpan at) => NodeUse.Count(From, at) - NodeUse.Count(Until, at);
}
