using Akka.Actor;
using Akka.Pattern;

namespace IseMail.Cluster.Outbox;

/// <summary>
/// Watches over a node's retry actor. It restarts it when it throws, and starts it anew, after a growing delay, when its
/// journal failed and it had to stop; either way it recovers from the journal, so no accepted mail is lost, and the node
/// goes on. While it is down whoever asks it to take mail is told at once that it was not taken.
/// </summary>
public static class OutboxSupervisor
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Greatest = TimeSpan.FromSeconds(10);

    /// <summary>A supervisor whose only child is made by <paramref name="child"/>.</summary>
    public static Props Props(Props child) => BackoffSupervisor.Props(
        Backoff.OnStop(child, "retry", Least, Greatest, 0.2, -1)
            .WithAutoReset(TimeSpan.FromSeconds(30))
            .WithSupervisorStrategy(Strategy)
            .WithReplyWhileStopped(new MailsNotTaken("the outbox is being restarted")));

    /// <summary>Restart whatever it threw; never stop for good, never escalate to the node.</summary>
    public static OneForOneStrategy Strategy { get; } = new(static cause => cause switch
    {
        ActorInitializationException or ActorKilledException => Directive.Stop, // comes back after the back-off
        _ => Directive.Restart,
    });
}
