using Akka.Actor;
using Akka.Pattern;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// Watches over a holder of duties: it is started anew, after a growing delay, when its journal failed and it had to
/// stop. What it had taken on is in the journal.
/// </summary>
internal static class DutySupervisor
{
    public static Props Props(Props child) => BackoffSupervisor.Props(
        Backoff.OnStop(child, "register", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), 0.2, -1)
            .WithAutoReset(TimeSpan.FromSeconds(30))
            .WithFinalStopMessage(static message => message is StepDown)
            .WithReplyWhileStopped(new CausesNotRaised("the duties are being taken up again"))
            .WithSupervisorStrategy(new OneForOneStrategy(static cause => cause is ActorInitializationException or ActorKilledException
                ? Directive.Stop
                : Directive.Restart)));
}
