using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Telemetry;

/// <summary>How a node stood when it was read last.</summary>
/// <param name="Node">Which.</param>
/// <param name="MembersUp">Members it sees Up and reachable.</param>
/// <param name="Outbox">Its outbox; empty: it did not answer.</param>
/// <param name="Sender">The sender that runs on it; <c>null</c>: none does.</param>
/// <param name="Duties">The personas whose cluster-wide duties it holds.</param>
internal sealed record NodeReading(
    NodeName Node, int MembersUp, ImmutableDictionary<MailPurpose, MailCensus> Outbox, SenderReading? Sender, ImmutableArray<DutyReading> Duties);

/// <summary>On a node's event stream: tell how you stand. Sender and holders of duties answer, if they run on that node.</summary>
/// <param name="Asker">Whom to tell.</param>
internal sealed record TakeReading(IActorRef Asker) : INoSerializationVerificationNeeded;

/// <summary>How a sender stands.</summary>
/// <param name="Status">Its connections and its epoch.</param>
/// <param name="BudgetUsed">Places of its budget that are taken.</param>
/// <param name="BudgetLimit">Places in all; 0: no limit.</param>
internal sealed record SenderReading(SenderStatus Status, int BudgetUsed, int BudgetLimit) : INoSerializationVerificationNeeded;

/// <summary>Whose duties are held, and by the how manieth holder.</summary>
internal sealed record DutyReading(Persona Persona, long Epoch) : INoSerializationVerificationNeeded;

/// <summary>The last readings of this process's nodes, for whoever scrapes at any moment and on any thread.</summary>
internal static class NodeReadings
{
    // By actor and not by name: a node that is started anew is another one until the old one has ended.
    private static readonly ConcurrentDictionary<IActorRef, NodeReading> Last = new();

    public static void Keep(IActorRef reader, NodeReading reading) => Last[reader] = reading;

    public static void Forget(IActorRef reader) => Last.TryRemove(reader, out _);

    public static IEnumerable<Measurement<long>> Observe(Func<NodeReading, IEnumerable<Measurement<long>>> read) => Last.Values.SelectMany(read);
}
