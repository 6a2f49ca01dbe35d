using Akka.Actor;
using Akka.Pattern;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Watches over a sender: restarts it when it throws, and starts it anew, after a growing delay, when its journal failed
/// and it had to stop. Either way it recovers what it must know from the journal.
/// </summary>
public static class SenderSupervisor
{
    /// <summary>A supervisor whose only child is made by <paramref name="child"/>.</summary>
    public static Props Props(Props child) => BackoffSupervisor.Props(
        Backoff.OnStop(child, "connections", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), 0.2, -1)
            .WithAutoReset(TimeSpan.FromSeconds(30))
            .WithFinalStopMessage(static message => message is StopSending)
            .WithSupervisorStrategy(new OneForOneStrategy(static cause => cause is ActorInitializationException or ActorKilledException
                ? Directive.Stop
                : Directive.Restart)));
}
