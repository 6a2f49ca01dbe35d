using System.Diagnostics.CodeAnalysis;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>The mails that are with the sender: those that are begun, and those it holds until their turn comes.</summary>
internal sealed class MailsInHand
{
    private readonly Dictionary<MailId, BegunMail> _begun = [];
    private readonly Dictionary<MailId, HeldMail> _held = [];

    /// <summary>How many are begun.</summary>
    public int Begun => _begun.Count;

    /// <summary>A mail begins on a connection.</summary>
    public void Begin(MailId id, int slot, NodeName node, Task<OutgoingMail> mail) => _begun[id] = new BegunMail(slot, node, mail);

    /// <summary>A mail waits for its turn.</summary>
    public void Hold(MailId id, NodeName node, Task<OutgoingMail> mail) => _held[id] = new HeldMail(node, mail);

    /// <summary>A mail that waited begins on a connection.</summary>
    public void BeginHeld(MailId id, int slot)
    {
        if (_held.Remove(id, out var held)) Begin(id, slot, held.Node, held.Mail);
    }

    /// <summary>A mail does not wait here any more.</summary>
    public void LetGo(MailId id) => _held.Remove(id);

    /// <summary>No mail of that node waits here any more.</summary>
    public void LetGoOf(NodeName node)
    {
        foreach (var (id, _) in _held.Where(entry => entry.Value.Node == node).ToList()) _held.Remove(id);
    }

    /// <summary>What is to be submitted of a mail that is begun.</summary>
    public bool TryMail(MailId id, [NotNullWhen(true)] out Task<OutgoingMail>? mail)
    {
        mail = _begun.TryGetValue(id, out var begun) ? begun.Mail : null;
        return mail is not null;
    }

    /// <summary>The mail that is with that connection.</summary>
    public MailId? With(int slot)
    {
        foreach (var (id, begun) in _begun)
        {
            if (begun.Slot == slot) return id;
        }
        return null;
    }

    /// <summary>A mail that was begun on that connection has ended; false if it was not.</summary>
    public bool TryEnd(MailId id, int slot, out NodeName node)
    {
        node = default;
        if (!_begun.TryGetValue(id, out var begun) || begun.Slot != slot) return false;
        _begun.Remove(id);
        node = begun.Node;
        return true;
    }

    private readonly record struct BegunMail(int Slot, NodeName Node, Task<OutgoingMail> Mail);

    private readonly record struct HeldMail(NodeName Node, Task<OutgoingMail> Mail);
}
