using System.Collections.Immutable;

namespace IseMail.Domain.Planning;

/// <summary>What somebody wants to know of settings of automatic PAN failover.</summary>
/// <param name="Settings">The settings that are looked at.</param>
/// <param name="Losses">Shares of polls that are lost, each at least 0 and less than 1.</param>
/// <param name="FailuresPerYear">How often the primary PAN dies in a year, 0 or more.</param>
/// <param name="Promotion">How long the promoted PAN takes until it acts.</param>
/// <param name="Tolerated">How many false promotions in a year are borne.</param>
public sealed record FailoverQuestion(
    ImmutableArray<PanPolling> Settings, ImmutableArray<double> Losses, double FailuresPerYear, TimeSpan Promotion, double Tolerated);

/// <summary>What one setting of automatic PAN failover comes to.</summary>
/// <param name="Polling">The setting.</param>
/// <param name="Shortest">The shortest time from the death of the primary PAN until the other acts.</param>
/// <param name="Expected">The same on the average.</param>
/// <param name="Longest">The longest.</param>
/// <param name="OutagePerYear">How long in a year no PAN acts, on the average, because the primary died.</param>
/// <param name="FalsePromotions">How often in a year polls that are only lost have the other promoted, for each loss asked for.</param>
public sealed record PlannedFailover(PanPolling Polling, TimeSpan Shortest, TimeSpan Expected, TimeSpan Longest, TimeSpan OutagePerYear, ImmutableArray<double> FalsePromotions);

/// <summary>What settings of automatic PAN failover cost in outages and in false promotions.</summary>
/// <param name="Settings">All of them, the shortest interval first, then the fewest polls.</param>
/// <param name="Cheapest">For each loss, the one with the least outage of those whose false promotions are borne; <c>null</c>: there is none.</param>
public sealed record FailoverPlan(ImmutableArray<PlannedFailover> Settings, ImmutableArray<PlannedFailover?> Cheapest)
{
    /// <summary>Reckons the answer.</summary>
    public static FailoverPlan Of(FailoverQuestion question)
    {
        var planned = question.Settings.Distinct().OrderBy(setting => setting.Interval).ThenBy(setting => setting.FailedAttempts).Select(setting => new PlannedFailover(
            setting, setting.Shortest + question.Promotion, setting.Expected + question.Promotion, setting.Longest + question.Promotion,
            (setting.Expected + question.Promotion) * question.FailuresPerYear,
            [.. question.Losses.Select(setting.FalsePromotions)])).ToImmutableArray();
        return new FailoverPlan(planned, [.. question.Losses.Select((_, index) => planned
            .Where(setting => setting.FalsePromotions[index] <= question.Tolerated)
            // Of two that take the same time, the one that is wrong less often.
            .OrderBy(setting => setting.Expected).ThenBy(setting => setting.FalsePromotions[index]).FirstOrDefault())]);
    }
}
