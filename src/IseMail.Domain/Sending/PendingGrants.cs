using System.Diagnostics.CodeAnalysis;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>Which outboxes have been asked for a mail and have not answered yet.</summary>
internal sealed class PendingGrants
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, PendingGrant> _grants = [];
    private long _last;

    /// <summary>How many have not answered.</summary>
    public int Count => _grants.Count;

    /// <summary>An outbox is asked; the number to answer with.</summary>
    public long Add(int slot, NodeName node, Urgency urgency, DateTimeOffset now)
    {
        _grants.Add(++_last, new PendingGrant(slot, node, urgency, now + AnswerWithin));
        return _last;
    }

    /// <summary>An outbox answers; false if nobody waits for that any more.</summary>
    public bool TryTake(long number, [NotNullWhen(true)] out PendingGrant? grant) => _grants.Remove(number, out grant);

    /// <summary>How urgent a mail was asked for.</summary>
    public Urgency UrgencyOf(long number) => _grants[number].Urgency;

    /// <summary>Whether a mail more urgent than <paramref name="urgency"/> has been asked for and has not come yet.</summary>
    public bool AsksAbove(Urgency urgency)
    {
        foreach (var grant in _grants.Values)
        {
            if (grant.Urgency < urgency) return true;
        }
        return false;
    }

    /// <summary>When the first of them is given up; <see cref="DateTimeOffset.MaxValue"/>: none waits.</summary>
    public DateTimeOffset FirstDeadline()
    {
        var first = DateTimeOffset.MaxValue;
        foreach (var grant in _grants.Values)
        {
            if (grant.Deadline < first) first = grant.Deadline;
        }
        return first;
    }

    /// <summary>Those that are not waited for any more.</summary>
    public IReadOnlyList<(long Number, PendingGrant Grant)> TakeExpired(DateTimeOffset now)
    {
        if (_grants.Count == 0) return [];
        var expired = _grants.Where(entry => entry.Value.Deadline <= now).Select(entry => (entry.Key, entry.Value)).ToList();
        foreach (var (number, _) in expired) _grants.Remove(number);
        return expired;
    }
}

/// <summary>What an outbox was asked for.</summary>
/// <param name="Slot">For which connection.</param>
/// <param name="Node">Whose outbox.</param>
/// <param name="Urgency">The urgency of what it had said to be ready.</param>
/// <param name="Deadline">Until when its answer is waited for.</param>
internal sealed record PendingGrant(int Slot, NodeName Node, Urgency Urgency, DateTimeOffset Deadline);
