using Akka.Actor;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Sending;

/// <summary>The outboxes that have made themselves known to a sender, each watched.</summary>
/// <param name="context">The sender's.</param>
internal sealed class KnownOutboxes(IActorContext context)
{
    private readonly Dictionary<NodeName, IActorRef> _outboxes = [];

    /// <summary>An outbox has spoken: it is its node's from here on.</summary>
    public void Know(NodeName node, IActorRef outbox)
    {
        if (_outboxes.TryGetValue(node, out var known) && known.Equals(outbox)) return;
        if (known is not null) context.Unwatch(known);
        _outboxes[node] = outbox;
        context.Watch(outbox);
    }

    /// <summary>Tells the outbox of <paramref name="node"/>, if it is known.</summary>
    public void Tell(NodeName node, object message)
    {
        if (_outboxes.TryGetValue(node, out var outbox)) outbox.Tell(message);
    }

    /// <summary>Tells every one.</summary>
    public void TellAll(object message)
    {
        foreach (var outbox in _outboxes.Values) outbox.Tell(message);
    }

    /// <summary>An actor has ended; the nodes whose outbox it was are known no longer.</summary>
    public IReadOnlyList<NodeName> Lose(IActorRef ended)
    {
        var lost = _outboxes.Where(entry => entry.Value.Equals(ended)).Select(entry => entry.Key).ToList();
        foreach (var node in lost) _outboxes.Remove(node);
        return lost;
    }
}
