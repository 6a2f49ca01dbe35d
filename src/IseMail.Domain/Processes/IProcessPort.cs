namespace IseMail.Domain.Processes;

/// <summary>
/// What a process of the deployment asks of whoever runs it: an outbox, a sender, a holder of duties decides everything itself and does
/// nothing itself. Live it is run by an actor, in virtual time by a queue of events; both run the same process.
/// </summary>
/// <typeparam name="TTimer">Names of its timers.</typeparam>
public interface IProcessPort<in TTimer>
    where TTimer : struct, Enum
{
    /// <summary>The time by the clock of the process's node.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Has the process told that <paramref name="timer"/> is due, once; replaces an earlier setting.</summary>
    /// <param name="timer">Which.</param>
    /// <param name="after">In how long; nothing or less: at once, after what has come already. It may be told sooner.</param>
    void Set(TTimer timer, TimeSpan after);

    /// <summary>Takes back <see cref="Set"/>; nothing if it was not set or is due already.</summary>
    void Cancel(TTimer timer);
}

/// <summary>What a process asks of whoever runs it that has to remember something beyond its own life.</summary>
/// <typeparam name="TEvent">What the process records.</typeparam>
/// <typeparam name="TTimer">Names of its timers.</typeparam>
public interface IProcessPort<TEvent, in TTimer> : IProcessPort<TTimer>
    where TTimer : struct, Enum
{
    /// <summary>A random number in [0, 1).</summary>
    double Draw();

    /// <summary>Makes events durable, in order. What comes for the process meanwhile is heard.</summary>
    /// <param name="happened">One or more.</param>
    /// <param name="recorded">Called for each once all of them are durable. Not called if they cannot be: the process then ends.</param>
    void Record(IReadOnlyList<TEvent> happened, Action<TEvent> recorded);

    /// <summary>Makes events durable before anything else is heard; else as <see cref="Record"/>.</summary>
    void RecordFirst(IReadOnlyList<TEvent> happened, Action<TEvent> recorded);

    /// <summary>Does <paramref name="what"/> after all that has come for the process already, and after what is being recorded first.</summary>
    void Later(Action what);
}
