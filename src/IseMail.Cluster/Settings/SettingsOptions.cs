using IseMail.Cluster.Logging;
using IseMail.Cluster.Sending;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>What the keeper of the settings and each node's copy are made of.</summary>
/// <param name="Node">Where it runs.</param>
/// <param name="Initial">What the topology file says.</param>
/// <param name="Surroundings">What the runner adds to each node's path.</param>
/// <param name="Tester">Makes connection tests from this node.</param>
/// <param name="ReadSecret">Reads secrets.</param>
/// <param name="Log">The node's guest.log.</param>
/// <param name="Levels">How much that takes.</param>
/// <param name="Clock">The time.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the journal: the deployment's for the keeper, the node's own for its copy.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the snapshot store.</param>
public sealed record SettingsOptions(
    NodeName Node,
    SystemSettings Initial,
    NodePath Surroundings,
    ConnectionTester Tester,
    ReadSecret ReadSecret,
    GuestLog Log,
    DebugLevels Levels,
    TimeProvider Clock,
    string JournalPluginId,
    string SnapshotPluginId);
