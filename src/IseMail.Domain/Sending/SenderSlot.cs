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
    public SlotState State { get; set; } = SlotState.Closed;

    public DateTimeOffset Since { get; private set; }

    public void Become(SlotState state, DateTimeOffset now)
    {
        State = state;
        Since = now;
    }
}
