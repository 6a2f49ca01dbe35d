using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>The sender's children: one for each connection that is open or on its way there. On the sender's own turn only.</summary>
internal sealed class SenderConnections(int count, ISubmissionTransport transport, NodeName node, IActorContext context)
{
    private readonly IActorRef?[] _children = new IActorRef?[count];

    /// <summary>Opens a connection.</summary>
    public void Open(int slot, bool freshToken)
    {
        var child = context.ActorOf(ConnectionActor.Props(slot, transport, node));
        context.Watch(child);
        _children[slot] = child;
        child.Tell(new OpenConnection(freshToken));
    }

    /// <summary>Gives a mail to a connection; false if there is none any more.</summary>
    public bool TrySubmit(int slot, MailId id, Task<OutgoingMail> mail)
    {
        if (_children[slot] is not { } child) return false;
        child.Tell(new SubmitMail(id, mail));
        return true;
    }

    /// <summary>Has a connection say goodbye.</summary>
    public void Close(int slot) => _children[slot]?.Tell(new CloseConnection());

    /// <summary>A connection is of no use any more.</summary>
    public void Forget(int slot) => _children[slot] = null;

    /// <summary>Which connection it was whose actor has ended unexpectedly, and forgets it; <c>null</c> if it was none.</summary>
    public int? Lost(IActorRef child)
    {
        var slot = Array.IndexOf(_children, child);
        if (slot < 0) return null;
        _children[slot] = null;
        return slot;
    }
}
