using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Lint;

namespace IseMail.Domain.Planning;

/// <summary>What a calculation of PAN failover takes for granted.</summary>
public static class FailoverAssumptions
{
    /// <summary>What is missing where every node is a PAN.</summary>
    public const string NobodyPolls = "automatic PAN failover needs a node without the Administration persona that checks the PANs' health";

    /// <summary>All of it, for a person to judge.</summary>
    /// <param name="topology">The deployment it is about; <c>null</c>: any.</param>
    /// <param name="promotion">How long the promoted PAN takes until it acts.</param>
    public static IEnumerable<Assumption> Of(Topology? topology, TimeSpan promotion)
    {
        yield return new("a poll without an answer has failed when the next falls due; the primary dies anywhere between two polls", Sources.Failover);
        yield return RedundancyAssumptions.Promotion(promotion);
        yield return new($"only the primary's own health-check node has the other PAN promoted{Poller(topology)}: whether the other PAN is polled by the same node or by another does not matter", Sources.Failover);
        yield return new("each poll or its answer is lost independently of all others; losses that come together, as on a line that fails, promote more often", Assumption.Told);
        yield return new("every time the health-check node asks is counted; the other PAN refuses, and raises an alarm, while it hears the primary itself", Sources.Failover);
        yield return new(string.Create(CultureInfo.InvariantCulture, $"a year has {PanPolling.Year.TotalDays:0} days; after a false promotion the polls are counted anew"), Assumption.Own);
        if (topology is { Failover.TimeScale: < 1 }) yield return new("ISE's times are not scaled here, though 'failover.timeScale' scales them in a run", Sources.Failover);
    }

    /// <summary>Why there is no row of the deployment's own setting; <c>null</c>: it has one.</summary>
    public static string? WhyNoSetting(Topology topology)
    {
        if (topology.Failover.PanHa is not null) return null;
        var deployment = topology.Deployment;
        var refused = Layout.Automatic(deployment) is { } automatic ? automatic.Check(deployment).FirstOrDefault()?.What : NobodyPolls;
        return "automatic PAN failover is off in it: a person promotes the other PAN" + (refused is null ? "" : $"; ISE would refuse it: {refused}");
    }

    private static string Poller(Topology? topology)
    {
        if (topology?.Failover.PanHa is not { } automatic) return "";
        var primary = topology.Deployment.With(Persona.Pan).First().Name;
        return $" ({automatic.PollerOf(topology.Deployment, primary)}, while {primary} is the primary)";
    }
}
