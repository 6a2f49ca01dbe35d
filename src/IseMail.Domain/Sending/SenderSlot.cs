using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>Where one of the sender's connections stands.</summary>
internal enum SlotState
{
    Closed,
    Opening,
    Idle,
    Asked,
    Busy,
    Closing,
}

/// <summary>One of the sender's connections, as the sender sees it.</summary>
internal sealed class SenderSlot
{
    public SlotState State { get; private set; } = SlotState.Closed;

    public DateTimeOffset Since { get; private set; }

    /// <summary>The grant whose answer this connection waits for, with its present mail still under way or not; 0: none.</summary>
    public long Grant { get; set; }

    /// <summary>A mail that was asked for ahead: not begun, and begun as soon as the present one has ended.</summary>
    public HeldMail? Held { get; set; }

    /// <summary>Whether it was opened by settings that are no longer in use: it carries no further mail.</summary>
    public bool Outdated { get; private set; }

    /// <summary>Other settings are in use from here on.</summary>
    public void Outdate() => Outdated = State is not (SlotState.Closed or SlotState.Closing);

    public void Become(SlotState state, DateTimeOffset now)
    {
        if (state is SlotState.Closed or SlotState.Opening) Outdated = false;
        State = state;
        Since = now;
    }
}

/// <summary>A mail that is with the sender and has not begun.</summary>
internal sealed record HeldMail(MailId Id, NodeName Node, Urgency Urgency);
