namespace IseMail.VirtualTime.Kernel;

/// <summary>Something that is going to happen.</summary>
public sealed class ScheduledEvent
{
    private Action? _what;

    internal ScheduledEvent(DateTimeOffset at, EventLabel label, Action what)
    {
        At = at;
        Label = label;
        _what = what;
    }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; }

    /// <summary>What the log says of it.</summary>
    public EventLabel Label { get; }

    /// <summary>Whether it is still going to happen.</summary>
    public bool IsAwaited => _what is not null;

    /// <summary>It is not going to happen.</summary>
    public void Cancel() => _what = null;

    internal bool TryTake(out Action what)
    {
        what = _what!;
        _what = null;
        return what is not null;
    }
}
