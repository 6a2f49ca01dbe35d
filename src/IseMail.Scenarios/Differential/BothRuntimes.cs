using System.Collections.Immutable;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Differential;

/// <summary>What came of playing a live run in virtual time.</summary>
/// <param name="Seed">The first seed with which it came to the same; <c>null</c>: none did.</param>
/// <param name="Tried">How many seeds were played.</param>
/// <param name="Differences">What the first seed came to otherwise; empty: some seed came to the same.</param>
public sealed record RuntimeComparison(long? Seed, int Tried, ImmutableArray<RunDifference> Differences);

/// <summary>Plays in virtual time what was run live, and compares.</summary>
public static class BothRuntimes
{
    /// <summary>
    /// How many seeds are played. A live run is one of those that chance makes, as a seed is: where a race decides (which of two nodes is
    /// back first), it has to be one that virtual time can have.
    /// </summary>
    public const int MostSeeds = 50;

    /// <summary>Plays it from the same instant on, with one seed after another until one comes to the same.</summary>
    /// <param name="live">The live run.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="timing">How long things take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static RuntimeComparison Compare(RunResult live, long seed, TimingModel timing, CancellationToken cancellationToken)
    {
        ImmutableArray<RunDifference>? first = null;
        for (var tried = 0; tried < MostSeeds; tried++)
        {
            var run = new VirtualRun(live.Scenario, seed + tried, timing) { Begin = live.Begin, KeepsEveryMail = true };
            var differences = RunDifferences.Between(live, run.Run(cancellationToken).Result);
            if (differences.IsEmpty) return new RuntimeComparison(seed + tried, tried + 1, []);
            first ??= differences;
        }
        return new RuntimeComparison(null, MostSeeds, first!.Value);
    }
}
