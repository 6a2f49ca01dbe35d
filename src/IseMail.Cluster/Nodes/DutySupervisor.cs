using Akka.Actor;
using Akka.Pattern;
using IseMail.Cluster.Storage;

namespace IseMail.Cluster.Nodes;

/// <summary>Watches over a holder of duties until it is to step down. What it had taken on is in the journal.</summary>
internal static class DutySupervisor
{
    public static Props Props(Props child, Action failed) => BackoffSupervisor.Props(
        JournalSupervision.Of(child, "register", failed)
            .WithFinalStopMessage(static message => message is StepDown)
            .WithReplyWhileStopped(new CausesNotRaised("the duties are being taken up again")));
}
