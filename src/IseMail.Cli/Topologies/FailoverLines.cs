using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;

namespace IseMail.Cli.Topologies;

/// <summary>Who polls whom, and after how long whose duties are elsewhere; times as they are lived, and by what they are scaled.</summary>
internal static class FailoverLines
{
    public static IEnumerable<(string What, string How)> Of(Topology topology)
    {
        var deployment = topology.Deployment;
        if (deployment.Nodes.Length == 1) yield break;
        yield return ("PAN", Pan(deployment, topology.Failover));
        var takeover = DurationText.Of(topology.SingletonTakeover);
        var moves = topology.Mail.Sender.Placement == SenderPlacement.Shared ? "the duties of MnT and the shared sender act" : "the duties of MnT act";
        yield return ("others", $"{moves} elsewhere at most {takeover} after the death of their node");
        yield return ("apart", topology.Survivor == SurvivorRule.Lease
            ? "of two nodes that lose each other the one that takes the lease in their database goes on, and the other ends itself"
            : "of nodes that lose each other the part with most of them goes on, of two halves the one with the lowest address; the others end themselves");
        yield return ("waiting", topology.Failover.WaitingMail == WaitingMail.Adopted ? "mail in a dead node's outbox is sent by another node" : "mail in a dead node's outbox waits for the node's return");
    }

    private static string Pan(Deployment deployment, FailoverSettings failover)
    {
        if (deployment.With(Persona.Pan).ToList() is not [var primary, var secondary]) return "no failover: there is no secondary PAN";
        if (failover is not { PanHa: { } ha, PollEvery: { } every, PanTakeover: { } takeover })
            return $"by hand: a person promotes {secondary.Name}{(failover.PromotionTakes > TimeSpan.Zero ? $", which acts {Text(failover.PromotionTakes)} later" : "")}{Scale(failover)}";
        var polls = ha.PrimaryHealthCheckNode == ha.SecondaryHealthCheckNode
            ? $"{ha.PrimaryHealthCheckNode} polls both PANs"
            : $"{ha.PollerOf(deployment, primary.Name)} polls {primary.Name}, {ha.PollerOf(deployment, secondary.Name)} polls {secondary.Name}";
        var acts = failover.PromotionTakes > TimeSpan.Zero ? $"and acts {Text(failover.PromotionTakes)} later, {Text(takeover)} in all" : "and acts at once";
        return string.Create(CultureInfo.InvariantCulture,
            $"automatic: {polls} every {Text(every)}; after {ha.FailedAttempts} polls without an answer ({Text(takeover - failover.PromotionTakes)}) the other is promoted {acts}; never back by itself{Scale(failover)}");
    }

    private static string Scale(FailoverSettings failover) =>
        failover.TimeScale < 1 ? string.Create(CultureInfo.InvariantCulture, $" (times are {failover.TimeScale} of ISE's)") : "";

    // Scaled times need not be whole in any unit.
    private static string Text(TimeSpan span) => DurationText.Of(TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(span.TotalMilliseconds))));
}
