using Akka.Actor;
using Akka.Pattern;
using IseMail.Domain.Processes;

namespace IseMail.Cluster.Storage;

/// <summary>
/// How an actor with a journal is watched over: restarted when it throws, and started anew, after a growing delay, when
/// its journal failed and it had to stop. Either way it recovers from the journal. Nothing escalates to the node.
/// </summary>
internal static class JournalSupervision
{
    /// <summary>Options of a supervisor whose only child is made by <paramref name="child"/>.</summary>
    /// <param name="child">Makes the child.</param>
    /// <param name="name">Its name.</param>
    /// <param name="failed">Told of each failure that the child threw; <c>null</c>: nobody is.</param>
    public static BackoffOptions Of(Props child, string name, Action? failed = null) => Backoff.OnStop(child, name, RestartDelay.Least, RestartDelay.Greatest, RestartDelay.Spread, -1)
        .WithAutoReset(RestartDelay.Calm)
        .WithSupervisorStrategy(new OneForOneStrategy(cause =>
        {
            failed?.Invoke();
            // What is stopped comes back after the back-off.
            return cause is ActorInitializationException or ActorKilledException ? Directive.Stop : Directive.Restart;
        }));
}
