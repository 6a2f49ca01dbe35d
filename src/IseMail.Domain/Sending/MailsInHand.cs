using System.Diagnostics.CodeAnalysis;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>The mails that are with the sender: those that are begun, and those it holds until their turn comes.</summary>
internal sealed class MailsInHand
{
    private readonly Dictionary<MailId, BegunMail> _begun = [];
    private readonly Dictionary<MailId, WaitingMail> _waiting = [];

    /// <summary>How many are begun.</summary>
    public int Begun => _begun.Count;

    /// <summary>A mail begins on a connection.</summary>
    public void Begin(int slot, NodeName node, OutgoingMail mail) => _begun[mail.Mail.Id] = new BegunMail(slot, node, mail);

    /// <summary>A mail waits for its turn.</summary>
    public void Hold(NodeName node, OutgoingMail mail) => _waiting[mail.Mail.Id] = new WaitingMail(node, mail);

    /// <summary>A mail that waited begins on a connection.</summary>
    public void BeginHeld(MailId id, int slot)
    {
        if (_waiting.Remove(id, out var waiting)) Begin(slot, waiting.Node, waiting.Mail);
    }

    /// <summary>A mail does not wait here any more.</summary>
    public void LetGo(MailId id) => _waiting.Remove(id);

    /// <summary>No mail of that node waits here any more.</summary>
    /// <returns>Those that did.</returns>
    public IReadOnlyList<MailId> LetGoOf(NodeName node)
    {
        if (_waiting.Count == 0) return [];
        var gone = _waiting.Where(entry => entry.Value.Node == node).Select(entry => entry.Key).ToList();
        foreach (var id in gone) _waiting.Remove(id);
        return gone;
    }

    /// <summary>What is to be submitted of a mail that is begun.</summary>
    public bool TryMail(MailId id, [NotNullWhen(true)] out OutgoingMail? mail)
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

    private readonly record struct BegunMail(int Slot, NodeName Node, OutgoingMail Mail);

    private readonly record struct WaitingMail(NodeName Node, OutgoingMail Mail);
}
