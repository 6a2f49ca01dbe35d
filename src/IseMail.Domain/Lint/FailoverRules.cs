using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Texts;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE201 and on: how duties come to other nodes.</summary>
internal static class FailoverRules
{
    private static readonly TimeSpan LongDetection = TimeSpan.FromHours(1);
    private static readonly TimeSpan HastyDetection = TimeSpan.FromMinutes(2);

    private static readonly LintRule NotAutomatic = new(
        "ISE201", Warning, "no automatic PAN failover, though it would be possible",
        "It is off in ISE unless somebody switches it on. Until a person promotes the secondary PAN, guest expiry and password expiry notices do not leave, and no guest account can be made.",
        "Set 'panHa' with a health-check node for each PAN.", Sources.PanHa,
        design => design.Deployment.Nodes.Length > 2 && design.With(Persona.Pan).Count == 2 && design.Topology.Failover.PanHa is null && design.Nodes.Any(one => !one.Node.Has(Persona.Pan))
            ? [("panHa", "the secondary PAN is promoted by hand only")]
            : []);

    private static readonly LintRule OneHealthCheckNode = new(
        "ISE202", Note, "one node checks the health of both PANs",
        "Cisco wants a health-check node beside each PAN where these stand in different data centers: one that is cut off from the primary PAN has the other promoted although the primary serves everybody else.",
        "Name two nodes, each at the site of the PAN that it polls, unless all stand at one site.", Sources.PanHa,
        design => Automatic(design) is { } ha && ha.PrimaryHealthCheckNode == ha.SecondaryHealthCheckNode
            ? [("panHa.secondaryHealthCheckNode", $"'{ha.PrimaryHealthCheckNode}' polls both PANs")]
            : []);

    private static readonly LintRule HealthCheckOnMnt = new(
        "ISE203", Note, "a health-check node that is an MnT as well",
        "When it fails, alarms and PAN failover fail together: nobody is told, and nobody takes over.",
        "Let a PSN poll.", Sources.PanHa,
        design => Pollers(design).Where(one => one.Node.Has(Persona.Mnt)).Select(one => (one.Path, $"'{one.Node.Name}' polls a PAN and sends alarms")));

    private static readonly LintRule HealthCheckOnOnlyPsn = new(
        "ISE204", Warning, "a health-check node that is the only PSN",
        "It carries every portal and every login; one fault takes these and the failover of the PAN.",
        "Add a PSN, or let another node without the Administration persona poll.", Sources.PanHa,
        design => design.With(Persona.Psn).Count > 1 ? [] : Pollers(design).Where(one => one.Node.Has(Persona.Psn)).Select(one => (one.Path, $"'{one.Node.Name}' polls a PAN and is the only PSN")));

    private static readonly LintRule SlowDetection = new(
        "ISE205", Warning, "PAN failover after more than an hour",
        "The secondary PAN is asked to take over after 'failedAttempts' polls in a row: 10 minutes by default, 5 hours at most. Expiry notices pause for that long.",
        "Lower 'pollingInterval' or 'failedAttempts'.", Sources.PanHa,
        design => Automatic(design) is { } ha && ha.Detection > LongDetection ? [("panHa.failedAttempts", $"{ha.FailedAttempts} polls every {DurationText.Of(ha.PollingInterval)} are {DurationText.Of(ha.Detection)}")] : []);

    private static readonly LintRule HastyFailover = new(
        "ISE206", Note, "PAN failover after less than two minutes",
        "A restart of the PAN, a patch or a short disturbance takes longer than that. The promotion that follows is not undone by itself.",
        "Raise 'pollingInterval' or 'failedAttempts'; ISE's defaults make 10 minutes.", Sources.PanHa,
        design => Automatic(design) is { } ha && ha.Detection < HastyDetection ? [("panHa.failedAttempts", $"{ha.FailedAttempts} polls every {DurationText.Of(ha.PollingInterval)} are {DurationText.Of(ha.Detection)}")] : []);

    private static readonly LintRule InstantPromotion = new(
        "ISE207", Note, "an automatic promotion that takes no time",
        "ISE restarts the application server of the PAN that is promoted, which takes minutes. With none, a run shows a shorter gap in expiry notices than the real deployment has.",
        "Set 'failover.promotion' to what your appliances take, such as 15m.", Sources.Parity,
        design => Automatic(design) is not null && design.Topology.Failover.Promotion == TimeSpan.Zero ? [("failover.promotion", "the secondary PAN acts at the moment of its promotion")] : []);

    private static readonly LintRule ScaledTime = new(
        "ISE208", Note, "ISE's times are scaled down",
        "Below 1, polls and promotion are faster than ISE's: good for a demonstration, and no measure of the real deployment.",
        "Remove 'failover.timeScale' where the figures are to be believed.", Sources.Topology,
        design => design.Topology.Failover.TimeScale < 1 ? [("failover.timeScale", "polls and promotion take less time than in ISE")] : []);

    private static readonly LintRule AdoptionWithoutSharedStorage = new(
        "ISE209", Warning, "waiting mail is to be adopted, and the nodes do not share their storage",
        "Another node can send what waits in a dead node's outbox only if it can read that outbox. SQLite files are of one machine.",
        "Use 'storage: { postgresql: … }', or 'waitingMail: waits', which is what ISE does.", Sources.Topology,
        design => design.Topology.Failover.WaitingMail == WaitingMail.Adopted && design.Topology.Storage is StorageSettings.Sqlite
            ? [("failover.waitingMail", "outboxes in SQLite files cannot be read from another machine")]
            : []);

    public static ImmutableArray<LintRule> All { get; } =
        [NotAutomatic, OneHealthCheckNode, HealthCheckOnMnt, HealthCheckOnOnlyPsn, SlowDetection, HastyFailover, InstantPromotion, ScaledTime, AdoptionWithoutSharedStorage];

    private static PanHighAvailability? Automatic(Design design) => design.Topology.Failover.PanHa;

    private static IEnumerable<(string Path, IseNode Node)> Pollers(Design design)
    {
        if (Automatic(design) is not { } ha) return [];
        return new[] { ("panHa.primaryHealthCheckNode", ha.PrimaryHealthCheckNode), ("panHa.secondaryHealthCheckNode", ha.SecondaryHealthCheckNode) }
            .DistinctBy(one => one.Item2)
            .Select(one => (one.Item1, design.Deployment.Find(one.Item2)))
            .Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!));
    }
}
