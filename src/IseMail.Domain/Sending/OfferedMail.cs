using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Domain.Sending;

/// <summary>What the outboxes said they have ready, and whose turn it is: the most urgent first, among equals whoever was served least recently.</summary>
internal sealed class OfferedMail
{
    private readonly Dictionary<NodeName, OfferingOutbox> _outboxes = [];
    private long _turn;

    /// <summary>How many mails are offered in all.</summary>
    public int Waiting { get; private set; }

    /// <summary>An outbox said what it has ready.</summary>
    public void Offer(NodeName node, OutboxOffer offer)
    {
        if (!_outboxes.TryGetValue(node, out var outbox)) _outboxes.Add(node, outbox = new OfferingOutbox());
        Change(outbox, offer);
    }

    /// <summary>Nothing is asked of that outbox until it offers again.</summary>
    public void Withdraw(NodeName node)
    {
        if (_outboxes.Remove(node, out var outbox)) Change(outbox, OutboxOffer.Nothing);
    }

    /// <summary>Whose turn it is, and how urgent its most urgent mail is; <c>null</c> if nobody has any.</summary>
    public (NodeName Node, Urgency Urgency)? First()
    {
        (NodeName Node, Urgency Urgency)? first = null;
        var served = long.MaxValue;
        foreach (var (node, outbox) in _outboxes)
        {
            if (outbox.Offer.MostUrgent is not { } urgency) continue;
            if (first is { } best && (urgency > best.Urgency || (urgency == best.Urgency && outbox.LastServed >= served))) continue;
            (first, served) = ((node, urgency), outbox.LastServed);
        }
        return first;
    }

    /// <summary>An outbox is asked for a mail of that urgency.</summary>
    public void Serve(NodeName node, Urgency urgency)
    {
        var outbox = _outboxes[node];
        outbox.LastServed = ++_turn;
        // One less until the answer brings the true figure, so that three connections do not all ask for one mail.
        Change(outbox, urgency switch
        {
            Urgency.Alarm => outbox.Offer with { Alarms = outbox.Offer.Alarms - 1 },
            Urgency.Portal => outbox.Offer with { Portal = outbox.Offer.Portal - 1 },
            _ => outbox.Offer with { Expiry = outbox.Offer.Expiry - 1 },
        });
    }

    private void Change(OfferingOutbox outbox, OutboxOffer offer)
    {
        Waiting += offer.Total - outbox.Offer.Total;
        outbox.Offer = offer;
    }

    private sealed class OfferingOutbox
    {
        public OutboxOffer Offer { get; set; }

        public long LastServed { get; set; }
    }
}
