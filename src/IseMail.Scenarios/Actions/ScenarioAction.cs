using System.Collections.Immutable;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Scenarios.Actions;

/// <summary>What a scenario does to the deployment, its network, its tenant or its settings.</summary>
public abstract record ScenarioAction
{
    private ScenarioAction() { }

    /// <summary>Something is done to nodes, to all of them at once.</summary>
    /// <param name="Deed">What.</param>
    /// <param name="Nodes">To which.</param>
    public sealed record ToNodes(NodeDeed Deed, ImmutableArray<NodeName> Nodes) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Deed.Key()} {string.Join(", ", Nodes)}";
    }

    /// <summary>The links between groups of nodes are cut both ways; nodes in no group keep theirs.</summary>
    /// <param name="Groups">Two or more; no node in two.</param>
    public sealed record Partition(ImmutableArray<ImmutableArray<NodeName>> Groups) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"partition {string.Join(" | ", Groups.Select(group => string.Join(", ", group)))}";
    }

    /// <summary>The links of nodes to all others are cut both ways.</summary>
    /// <param name="Nodes">Which.</param>
    public sealed record Isolate(ImmutableArray<NodeName> Nodes) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"isolate {string.Join(", ", Nodes)}";
    }

    /// <summary>What some nodes send to others is cut, slowed or lost in part; what comes back is as before.</summary>
    /// <param name="From">Who sends.</param>
    /// <param name="To">To whom.</param>
    /// <param name="Quality">How good the links are from then on.</param>
    public sealed record Degrade(ImmutableArray<NodeName> From, ImmutableArray<NodeName> To, LinkQuality Quality) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"{(Quality == LinkQuality.Cut ? "cut" : "degrade")} {string.Join(", ", From)} to {string.Join(", ", To)}";
    }

    /// <summary>All links are whole again.</summary>
    public sealed record Heal : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => "heal all links";
    }

    /// <summary>An administrator of the tenant changes something.</summary>
    /// <param name="Call">The cmdlet.</param>
    public sealed record InTenant(CmdletCall Call) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => Call.Name;
    }

    /// <summary>A fault of the tenant ends.</summary>
    /// <param name="Name">Which.</param>
    public sealed record RemoveFault(string Name) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"remove fault {Name}";
    }

    /// <summary>An administrator of ISE changes the mail settings.</summary>
    /// <param name="Deed">How.</param>
    public sealed record ToSettings(SettingsDeed Deed) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => Deed switch { SettingsDeed.RotateSecret => "rotate the client secret", SettingsDeed.RestoreBackup => "restore a backup", _ => "save the SMTP settings again" };
    }

    /// <summary>A node's clock jumps.</summary>
    /// <param name="Node">Which node's.</param>
    /// <param name="Offset">How far ahead of the right time it is from then on; negative: behind.</param>
    public sealed record JumpClock(NodeName Node, TimeSpan Offset) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => Offset == TimeSpan.Zero ? $"put the clock of {Node} right" : $"clock of {Node} {(Offset < TimeSpan.Zero ? "behind" : "ahead")} by {Offset.Duration():g}";
    }

    /// <summary>How nodes leave their network changes: names, proxy, firewall, trusted certificates.</summary>
    /// <param name="Nodes">Which nodes.</param>
    /// <param name="Network">How from then on, but for the clock, which stays as it is.</param>
    public sealed record ChangeNetwork(ImmutableArray<NodeName> Nodes, NodePathSettings Network) : ScenarioAction
    {
        /// <summary>The network of a node from then on.</summary>
        /// <param name="before">Up to then.</param>
        public NodePathSettings Of(NodePathSettings before) => Network with { ClockOffset = before.ClockOffset };

        /// <inheritdoc/>
        public override string ToString() => $"{(Network.IsNone ? "put the network right of" : "change the network of")} {string.Join(", ", Nodes)}";
    }

    /// <summary>The database stops taking anything, or goes on.</summary>
    /// <param name="Stops">Which of them.</param>
    public sealed record Database(bool Stops) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => Stops ? "stop the database" : "start the database";
    }

    /// <summary>Something is done to the shared sender.</summary>
    /// <param name="Deed">What.</param>
    public sealed record ToSender(SenderDeed Deed) : ScenarioAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"{(Deed == SenderDeed.Stop ? "stop" : "move")} the shared sender";
    }
}

/// <summary>What is done to a node.</summary>
public enum NodeDeed
{
    /// <summary>It ends as a machine that loses its power: it tells nobody.</summary>
    Kill,

    /// <summary>It is shut down in order: it hands over what the deployment has only once, and leaves.</summary>
    Stop,

    /// <summary>A node that was killed or stopped comes back, with what it has on its disk.</summary>
    Start,

    /// <summary>It is shut down in order and comes back.</summary>
    Restart,

    /// <summary>It is suspended: it does nothing, and what comes for it waits.</summary>
    Pause,

    /// <summary>A node that was suspended goes on.</summary>
    Resume,

    /// <summary>A secondary PAN is promoted by hand.</summary>
    Promote,

    /// <summary>A node that does not run loses what it has on its disk.</summary>
    LoseStorage,
}

/// <summary>What is done to the shared sender.</summary>
public enum SenderDeed
{
    /// <summary>It sees what is under way to its end and stops for good; its node goes on, and mail waits until it is moved.</summary>
    Stop,

    /// <summary>The node that has it shuts down in order and comes back, so that the sender is elsewhere.</summary>
    Move,
}

/// <summary>What is done to the mail settings.</summary>
public enum SettingsDeed
{
    /// <summary>A new client secret is made in the tenant, the old one removed, the settings tested with the new one and saved.</summary>
    RotateSecret,

    /// <summary>A backup of the configuration as it is is restored: the SMTP server settings are not in it.</summary>
    RestoreBackup,

    /// <summary>The SMTP server settings are typed again, tested and saved.</summary>
    SaveAgain,
}

/// <summary>Names of deeds in files.</summary>
public static class NodeDeeds
{
    /// <summary>The key by which files know it.</summary>
    public static string Key(this NodeDeed deed) => deed switch
    {
        NodeDeed.LoseStorage => "loseStorage",
        _ => deed.ToString().ToLowerInvariant(),
    };
}

/// <summary>An action and its time.</summary>
/// <param name="Action">What is done.</param>
/// <param name="At">When, counted from when every node is up.</param>
public sealed record ScheduledAction(ScenarioAction Action, TimeSpan At)
{
    /// <summary>Nodes besides its own for which it waits: it comes not before what was done to them before is done.</summary>
    public ImmutableArray<NodeName> Behind { get; init; } = [];
}
