using System.Diagnostics.CodeAnalysis;

namespace IseMail.VirtualTime.Kernel;

/// <summary>
/// Virtual time: what is going to happen, in the order of its time and, at the same time, in the order in which it was scheduled.
/// Nothing happens between two events, so time jumps from one to the next.
/// </summary>
/// <param name="begin">When virtual time begins.</param>
/// <param name="log">Is told of every event.</param>
public sealed class EventQueue(DateTimeOffset begin, EventLog log)
{
    private readonly PriorityQueue<ScheduledEvent, Moment> _events = new();
    private long _sequence;

    /// <summary>The present.</summary>
    public DateTimeOffset Now { get; private set; } = begin;

    /// <summary>How many events are going to happen, cancelled ones among them until their time comes.</summary>
    public int Waiting => _events.Count;

    /// <summary>Schedules an event.</summary>
    /// <param name="at">When; the past counts as the present.</param>
    /// <param name="label">What the log says of it.</param>
    /// <param name="what">What happens.</param>
    public ScheduledEvent At(DateTimeOffset at, in EventLabel label, Action what)
    {
        if (at < Now) at = Now;
        var scheduled = new ScheduledEvent(at, label, what);
        _events.Enqueue(scheduled, new Moment(at.UtcTicks, _sequence++));
        return scheduled;
    }

    /// <summary>Schedules an event.</summary>
    /// <param name="after">In how long; nothing or less: after what is scheduled for the present already.</param>
    /// <param name="label">What the log says of it.</param>
    /// <param name="what">What happens.</param>
    public ScheduledEvent After(TimeSpan after, in EventLabel label, Action what) => At(Now + after, label, what);

    /// <summary>Lets the next event happen.</summary>
    /// <param name="until">Not what comes after that.</param>
    /// <param name="happened">What happened.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryStep(DateTimeOffset until, [NotNullWhen(true)] out ScheduledEvent? happened)
    {
        while (_events.TryPeek(out happened, out _) && happened.At <= until)
        {
            _events.Dequeue();
            if (!happened.TryTake(out var what)) continue;
            Now = happened.At;
            log.Add(Now, happened.Label);
            what();
            return true;
        }
        happened = null;
        return false;
    }

    /// <summary>Time has come to <paramref name="at"/>, and nothing has happened since the last event.</summary>
    public void PassTo(DateTimeOffset at)
    {
        if (at > Now) Now = at;
    }

    private readonly record struct Moment(long Ticks, long Sequence) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Sequence.CompareTo(other.Sequence);
    }
}
