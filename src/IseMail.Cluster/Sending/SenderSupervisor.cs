using Akka.Actor;
using Akka.Pattern;
using IseMail.Cluster.Storage;

namespace IseMail.Cluster.Sending;

/// <summary>Watches over a sender until it is told to stop.</summary>
public static class SenderSupervisor
{
    /// <summary>A supervisor whose only child is made by <paramref name="child"/>.</summary>
    public static Props Props(Props child) => BackoffSupervisor.Props(
        JournalSupervision.Of(child, "connections").WithFinalStopMessage(static message => message is StopSending));
}
