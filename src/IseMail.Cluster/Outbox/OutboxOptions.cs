using IseMail.Domain.Deployments;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Outbox;

/// <summary>What an outbox is made of.</summary>
/// <param name="Node">Whose it is.</param>
/// <param name="Retry">When mail is tried again.</param>
/// <param name="InDoubt">What is done in doubt.</param>
/// <param name="Remember">How long delivered identities are known.</param>
/// <param name="Clock">The time.</param>
/// <param name="Random">For the back-off's jitter; used by this outbox alone.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the journal.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the snapshot store.</param>
/// <param name="Witness">Told of everything that happens; <c>null</c>: nobody.</param>
public sealed record OutboxOptions(
    NodeName Node,
    RetryPolicy Retry,
    InDoubtPolicy InDoubt,
    TimeSpan Remember,
    TimeProvider Clock,
    Random Random,
    string JournalPluginId,
    string SnapshotPluginId,
    OutboxWitness? Witness = null);

/// <summary>
/// Told of each event once it is journalled and before it is applied, so that <paramref name="before"/> still shows the
/// mail as it was. Not told of what is recovered. Runs on the outbox's own thread: it must not wait, and only read.
/// </summary>
public delegate void OutboxWitness(OutboxEvent happened, Domain.Outbox.Outbox before);
