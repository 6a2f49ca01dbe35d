using IseMail.Domain.Deployments;

namespace IseMail.VirtualTime.Nodes;

/// <summary>All journals of a deployment: each node's own and those that the deployment shares.</summary>
internal sealed class VirtualStorage
{
    private readonly Dictionary<string, (NodeName? Owner, IVirtualJournal Journal)> _journals = new(StringComparer.Ordinal);

    private readonly List<Action> _waiting = [];

    /// <summary>Whether nothing can be read or written.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Nothing can be read or written, until <see cref="GoOn"/>.</summary>
    public void Stop() => IsStopped = true;

    /// <summary>What has waited is done, in the order in which it came.</summary>
    public void GoOn()
    {
        IsStopped = false;
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var what in waiting) what();
    }

    /// <summary>To be done when it goes on.</summary>
    public void WhenItGoesOn(Action what) => _waiting.Add(what);

    /// <summary>A journal by its name; it is made when it is first asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="owner">The node whose storage it is in; <c>null</c>: the deployment's.</param>
    public VirtualJournal<TEvent, TSnapshot> Journal<TEvent, TSnapshot>(string name, NodeName? owner)
        where TSnapshot : class
    {
        if (!_journals.TryGetValue(name, out var entry)) _journals.Add(name, entry = (owner, new VirtualJournal<TEvent, TSnapshot>()));
        return (VirtualJournal<TEvent, TSnapshot>)entry.Journal;
    }

    /// <summary>What a node's own storage took since then is lost: it had only said that it was durable.</summary>
    public void LoseSince(NodeName node, DateTimeOffset since)
    {
        foreach (var (owner, journal) in _journals.Values)
        {
            if (owner == node) journal.LoseSince(since);
        }
    }

    /// <summary>A node's own storage is lost.</summary>
    public void Lose(NodeName node)
    {
        foreach (var (owner, journal) in _journals.Values)
        {
            if (owner == node) journal.Lose();
        }
    }
}
