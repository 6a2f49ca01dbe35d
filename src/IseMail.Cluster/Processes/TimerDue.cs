using Akka.Actor;

namespace IseMail.Cluster.Processes;

/// <summary>Key of a process's timer and what its actor is told when it is due; one for each name.</summary>
/// <typeparam name="TTimer">Names of timers.</typeparam>
internal sealed class TimerDue<TTimer> : INoSerializationVerificationNeeded
    where TTimer : struct, Enum
{
    // Akka's scheduler counts in ticks and is not made for months. What is told too soon finds nothing due, and sets its timer again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly Dictionary<TTimer, TimerDue<TTimer>> All = Enum.GetValues<TTimer>().ToDictionary(timer => timer, timer => new TimerDue<TTimer>(timer));

    private TimerDue(TTimer timer) => Timer = timer;

    /// <summary>Which.</summary>
    public TTimer Timer { get; }

    /// <summary>Has <paramref name="self"/> told once, after that time.</summary>
    public static void Set(ITimerScheduler timers, IActorRef self, TTimer timer, TimeSpan after)
    {
        var due = All[timer];
        if (after > TimeSpan.Zero) timers.StartSingleTimer(due, due, after < Longest ? after : Longest);
        else
        {
            timers.Cancel(due);
            self.Tell(due);
        }
    }

    /// <summary>Takes that back.</summary>
    public static void Cancel(ITimerScheduler timers, TTimer timer) => timers.Cancel(All[timer]);
}
