using IseMail.Domain.Alarms;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Failover;

/// <summary>What the Administration persona of a node asks of whoever runs it.</summary>
public interface IPanPort : IProcessPort<PanTimer>
{
    /// <summary>Reads who held the duties last, as journalled; answered by <see cref="Pan.Read"/> or <see cref="Pan.NotRead"/>.</summary>
    void ReadTerms();

    /// <summary>Starts a holder of PAN's duties and the keeper of the settings; answered by <see cref="Pan.Held"/> or <see cref="Pan.Lost"/>.</summary>
    /// <param name="epoch">The term that the holder is to end.</param>
    void StartActing(long epoch);

    /// <summary>Has what <see cref="StartActing"/> started end in order; answered by <see cref="Pan.StoodDown"/> once it has.</summary>
    void StopActing();

    /// <summary>Ends what <see cref="StartActing"/> started, in the middle of whatever it does.</summary>
    void EndActing();

    /// <summary>Tells the other PANs from now on, again and again, that this one is the primary.</summary>
    void Announce(long epoch);

    /// <summary>Does so no more.</summary>
    void StopAnnouncing();

    /// <summary>Asks the other PANs to retire; answered by <see cref="Pan.Retired"/>.</summary>
    /// <returns>Whether there is another.</returns>
    bool AskToRetire();

    /// <summary>Something that raises an alarm was noticed.</summary>
    void Raise(AlarmSignal signal);

    /// <summary>Something a person who reads the log may want to know.</summary>
    void Say(string what, bool warning);
}

/// <summary>What the Administration persona sets timers for.</summary>
public enum PanTimer
{
    /// <summary>To read who is the primary again, where that could not be read.</summary>
    Read,

    /// <summary>It is to see whether it is polled.</summary>
    Polls,

    /// <summary>What a promotion takes is over.</summary>
    Promotion,

    /// <summary>The primary has had long enough to retire.</summary>
    Retirement,

    /// <summary>What it did as the primary has had long enough to end.</summary>
    StandDown,

    /// <summary>It should have begun to act.</summary>
    Act,
}

/// <summary>What a PAN is at a moment.</summary>
public enum PanRole
{
    /// <summary>It looks up which PAN was the primary last.</summary>
    Starting,

    /// <summary>It stands by: it holds a copy of the settings and does nothing.</summary>
    Secondary,

    /// <summary>It is being promoted.</summary>
    BeingPromoted,

    /// <summary>It acts.</summary>
    Primary,

    /// <summary>It hands over.</summary>
    Retiring,
}

/// <summary>What a PAN makes of a request to be promoted.</summary>
/// <param name="Agreed">Whether it will be, or is, the primary.</param>
/// <param name="Why">Why not; <c>null</c>: it agreed.</param>
public sealed record PromotionAnswer(bool Agreed, string? Why)
{
    /// <summary>It will be, or is.</summary>
    public static PromotionAnswer Yes { get; } = new(true, null);
}
