using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>The sender's connections, and the mails it holds ahead for them.</summary>
internal sealed class SenderSlots
{
    private readonly SenderSlot[] _slots;

    /// <summary>So many connections, all closed.</summary>
    public SenderSlots(int connections)
    {
        _slots = new SenderSlot[connections];
        for (var number = 0; number < connections; number++) _slots[number] = new SenderSlot();
    }

    /// <summary>How many there are.</summary>
    public int Count => _slots.Length;

    /// <summary>How many are open: free, waiting for a mail, or sending one.</summary>
    public int Open => _slots.Length - In(SlotState.Closed) - In(SlotState.Opening) - In(SlotState.Closing);

    /// <summary>The connection of that number.</summary>
    public SenderSlot this[int number] => _slots[number];

    /// <summary>How many are in that state.</summary>
    public int In(SlotState state)
    {
        var count = 0;
        foreach (var slot in _slots)
        {
            if (slot.State == state) count++;
        }
        return count;
    }

    /// <summary>A connection that is open and that nothing is meant for; <c>null</c> if there is none.</summary>
    public int? Free()
    {
        for (var number = 0; number < _slots.Length; number++)
        {
            if (_slots[number] is { State: SlotState.Idle, Held: null, Outdated: false }) return number;
        }
        return null;
    }

    /// <summary>The connection that mail is held for; <c>null</c> if it is not held.</summary>
    public SenderSlot? Holding(MailId id)
    {
        foreach (var slot in _slots)
        {
            if (slot.Held?.Id == id) return slot;
        }
        return null;
    }

    /// <summary>The connections that mails of that node are held for.</summary>
    public IEnumerable<SenderSlot> HoldingOf(NodeName node) => _slots.Where(slot => slot.Held?.Node == node);

    /// <summary>
    /// Where the mail is held that <paramref name="free"/> begins: the most urgent of all, for what was asked ahead for one
    /// connection may be more urgent than what another waits for or has; among equals its own.
    /// </summary>
    public SenderSlot? MostUrgentHeld(SenderSlot free)
    {
        var most = free.Held is null ? null : free;
        foreach (var slot in _slots)
        {
            if (slot.Held is { } held && (most is null || held.Urgency < most.Held!.Urgency)) most = slot;
        }
        return most;
    }
}
