using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE101 and on: what a deployment has only once.</summary>
internal static class RedundancyRules
{
    private static readonly LintRule SingleNode = new(
        "ISE101", Warning, "a deployment of one node",
        "Cisco describes one node with all personas as a deployment for evaluation: whatever stops it stops all mail, and the alarm about it as well.",
        "Add a second node with all personas ('model: small').", Sources.Scale,
        design => design.Deployment.Nodes.Length == 1 ? [("nodes", "one node carries every persona")] : []);

    private static readonly LintRule SinglePan = Single(
        "ISE102", Persona.Pan, "Guest expiry and password expiry notices leave from the primary PAN alone, and a guest account can neither be made nor changed without one.",
        "Give a second node the persona 'pan'.");

    private static readonly LintRule SingleMnt = Single(
        "ISE103", Persona.Mnt, "Alarms leave from the active MnT alone: without another one, nobody is told that it is down, nor of anything else.",
        "Give a second node the persona 'mnt'.");

    private static readonly LintRule SinglePsn = Single(
        "ISE104", Persona.Psn, "Credentials and approval requests leave from the PSN whose portal is used: without another one, no portal answers while it is down.",
        "Give a second node the persona 'psn'.");

    public static LintRule TwoNodes { get; } = new(
        "ISE105", Warning, "a deployment of two nodes",
        "ISE refuses automatic PAN failover with two nodes, so the secondary PAN is promoted by hand only. Two nodes that lose each other have no majority: here the one that takes a lease in the database they share goes on, whichever it is, and a node that reaches neither the other nor that database ends itself.",
        "Add a third node where the PAN must fail over by itself, or where mail must go on without one node and the database.", Sources.PanHa + "; " + Sources.SplitBrain + "; " + Sources.Failover,
        design => design.Deployment.Nodes.Length != 2 ? [] : [("nodes", design.Topology.Survivor == SurvivorRule.Lease
            ? "two nodes survive the crash of either, and one of them goes on when they are cut apart; they do not survive the loss of a node together with their database, and a person promotes the secondary PAN"
            : $"two nodes survive only the crash of the one with the higher address: with SQLite files on {design.Topology.Hosts.Count} hosts they share no database in which the other could take a lease")]);

    private static readonly LintRule EvenNodes = new(
        "ISE106", Note, "an even number of nodes",
        "The part with most nodes goes on after a partition. Of two halves, the one with the lowest address does, wherever the primaries are, and the other ends itself.",
        "Place an odd number of nodes, or the majority of them at the site that has to go on.", Sources.SplitBrain,
        design => design.Deployment.Nodes.Length is > 2 and var count && count % 2 == 0 ? [("nodes", $"{count} nodes can be cut into two halves, of which the one with the lowest address goes on")] : []);

    private static readonly LintRule SenderHasOneHost = new(
        "ISE107", Warning, "only one node can run the shared sender",
        "The shared sender runs on a node with the persona 'mail.sender.host'. With one such node, all mail waits in the outboxes while that node is down.",
        "Set 'mail.sender.host' to a persona that two nodes have.", Sources.Topology,
        design => design.Deployment.Nodes.Length > 1 && design.Topology.Mail.Sender is { Placement: Settings.SenderPlacement.Shared } sender && design.With(sender.Host) is [var only]
            ? [("mail.sender.host", $"'{only.Node.Name}' is the only node with '{sender.Host.Role()}', where the shared sender runs")]
            : []);

    public static ImmutableArray<LintRule> All { get; } = [SingleNode, SinglePan, SingleMnt, SinglePsn, TwoNodes, EvenNodes, SenderHasOneHost];

    private static LintRule Single(string id, Persona persona, string reason, string mend) => new(
        id, Warning, $"a single {(persona == Persona.Mnt ? "MnT" : persona.Role().ToUpperInvariant())} in a deployment of several nodes", reason, mend, Sources.Deployments,
        design => design.Deployment.Nodes.Length > 1 && design.With(persona) is [var only] ? [(only.Path, $"'{only.Node.Name}' is the only node with '{persona.Role()}'")] : []);
}
