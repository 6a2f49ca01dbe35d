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
    public static Props Props(Props child) => BackoffSupervisor.Props(
        JournalSupervision.Of(child, "retry").WithReplyWhileStopped(new MailsNotTaken("the outbox is being restarted")));
}
