using System.Collections.Immutable;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Differential;

/// <summary>Plays in virtual time what was run live, and compares.</summary>
public static class BothRuntimes
{
    /// <summary>Plays it, from the same instant on, and compares.</summary>
    /// <param name="live">The live run.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="timing">How long things take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static (RunResult Virtual, ImmutableArray<RunDifference> Differences) Compare(RunResult live, long seed, TimingModel timing, CancellationToken cancellationToken)
    {
        var run = new VirtualRun(live.Scenario, seed, timing) { Begins = live.Begin - VirtualRun.Started, KeepsEveryMail = true };
        var ended = run.Run(cancellationToken);
        return (ended.Result, RunDifferences.Between(live, ended.Result));
    }
}
