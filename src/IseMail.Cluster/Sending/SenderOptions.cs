using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Sending;

/// <summary>What a sender is made of.</summary>
/// <param name="PersistenceId">Its name in the journal: one for the deployment, or one for each node.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Settings">Its limits.</param>
/// <param name="Transport">The way to the submission server.</param>
/// <param name="Clock">The time.</param>
/// <param name="Random">For back-off; used by this sender alone.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the journal.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the snapshot store.</param>
/// <param name="Settled">Told of each submission's end once it is journalled; for logs.</param>
/// <param name="NotConnected">Told of each connection that could not be opened; for logs.</param>
public sealed record SenderOptions(
    string PersistenceId,
    NodeName Node,
    SenderSettings Settings,
    ISubmissionTransport Transport,
    TimeProvider Clock,
    Random Random,
    string JournalPluginId,
    string SnapshotPluginId,
    Action<MailId, NodeName, SubmissionOutcome>? Settled = null,
    Action<ConnectionFailure>? NotConnected = null);
