using Akka.Actor;
using Akka.Pattern;
using IseMail.Cluster.Storage;

namespace IseMail.Cluster.Outbox;

/// <summary>
/// Watches over a node's retry actor: whatever becomes of it, no accepted mail is lost and the node goes on. While it is
/// down whoever asks it to take mail is told at once that it was not taken.
/// </summary>
public static class OutboxSupervisor
{
    /// <summary>A supervisor whose only child is made by <paramref name="child"/>.</summary>
    /// <param name="child">The retry actor.</param>
    /// <param name="failed">Told whenever the child has failed and is started again; <c>null</c>: nobody is.</param>
    public static Props Props(Props child, Action? failed = null) => BackoffSupervisor.Props(
        JournalSupervision.Of(child, "retry", failed).WithReplyWhileStopped(new MailsNotTaken("the outbox is being restarted")));
}
