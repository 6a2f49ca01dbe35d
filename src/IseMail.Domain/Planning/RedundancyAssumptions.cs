using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Lint;
using IseMail.Domain.Tenants;
using IseMail.Domain.Texts;

namespace IseMail.Domain.Planning;

/// <summary>What a comparison of layouts takes for granted.</summary>
public static class RedundancyAssumptions
{
    /// <summary>All of it, for a person to judge.</summary>
    /// <param name="topology">The deployment that is compared with others.</param>
    /// <param name="person">How long it takes until a person promotes the other PAN.</param>
    public static IEnumerable<Assumption> Of(Topology topology, TimeSpan person)
    {
        yield return new("one node is lost at a time, while all others live; what stops is told for the longest that it lasts", Assumption.Own);
        yield return new($"a person promotes the other PAN {DurationText.Of(person)} after the primary's death", Assumption.Told);
        var polling = topology.Failover.PanHa is { } set ? PanPolling.Of(set) : PanPolling.Standard;
        yield return new(
            $"the primary's health-check node notices after {polling.FailedAttempts} polls every {DurationText.Of(polling.Interval)}, up to {DurationText.InParts(polling.Longest)} after the death{(topology.Failover.PanHa is null ? ", ISE's defaults" : "")}",
            Sources.PanHa);
        yield return new("while the primary's health-check node is down, a person promotes the other PAN", Sources.Failover);
        yield return Promotion(topology.Failover.Promotion);
        if (topology.Failover.TimeScale < 1) yield return new("ISE's times are not scaled here, though 'failover.timeScale' scales them in a run", Sources.Failover);
        yield return new("alarms and the shared sender move by this cluster's own detection, whose time grows with the number of nodes; how fast ISE's MnT takes over is not published", Sources.Failover);
        yield return new("sponsor and guest notices stop with the primary PAN, because accounts are written there; mail that needs no account goes on", "Cisco ISE 1.4.1 Administrator Guide, end-user portals");
        yield return new("people whose portal is gone use another at once; what moves them there is not looked at", Sources.Failover);
        yield return new(topology.Failover.WaitingMail == WaitingMail.Adopted
            ? "mail that waits in a dead node's outbox is sent by another node"
            : "mail that waits in a dead node's outbox waits for the node's return, and is not in these times", Sources.Failover);
        yield return Mailbox(topology);
        yield return new("senders on each node know nothing of each other: each keeps to the budget by itself, and they share the mailbox by chance", Sources.Submission);
        yield return new(topology.Workload is { } workload ? $"one mail of each purpose arises every {DurationText.Of(workload.Every)}, at each PSN's portals as well" : "no mail arises by itself, for the topology has no workload", Sources.Topology);
    }

    /// <summary>How long the promoted PAN takes until it acts; ISE's own figure is not published.</summary>
    public static Assumption Promotion(TimeSpan promotion) => promotion > TimeSpan.Zero
        ? new($"the promoted PAN acts {DurationText.Of(promotion)} after it was asked", $"as told; {Sources.Failover}")
        : new("the time that the promoted PAN takes until it acts is left out: ISE restarts its application server, for which no figure is published", Sources.Failover);

    private static Assumption Mailbox(Topology topology)
    {
        var limits = SendingCost.Limits(topology);
        var known = Design.Of(topology).Limits is not null;
        return new(
            $"one mailbox carries {Connections(limits.Connections)} and {Mails(limits)}{(known ? "" : ", as Exchange Online's, for the server's limits are not known")}",
            limits == SubmissionLimits.ExchangeOnline ? Sources.Submission : Sources.Topology);
    }

    private static string Connections(int connections) =>
        connections == 0 ? "any number of connections" : string.Create(CultureInfo.InvariantCulture, $"{connections} {(connections == 1 ? "connection" : "connections")}");

    private static string Mails(SubmissionLimits limits) =>
        limits.Messages == 0 ? "any number of mails" : string.Create(CultureInfo.InvariantCulture, $"{limits.Messages:N0} mails in {DurationText.Of(limits.Per)}");
}
