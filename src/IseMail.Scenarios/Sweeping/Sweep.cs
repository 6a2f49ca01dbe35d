using System.Diagnostics;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Sweeping;

/// <summary>What a sweep tells while it goes on.</summary>
/// <param name="Ended">How many runs have ended.</param>
/// <param name="Runs">How many there are.</param>
/// <param name="Elapsed">How long it has taken so far.</param>
/// <param name="Virtual">How much virtual time has passed in the runs that ended.</param>
public sealed record SweepProgress(int Ended, int Runs, TimeSpan Elapsed, TimeSpan Virtual)
{
    /// <summary>How many times faster than live runs one after another.</summary>
    public double SpeedUp => Virtual / Elapsed;

    /// <summary>How long the rest takes if it goes on like this; <c>null</c>: none has ended.</summary>
    public TimeSpan? Left => Ended == 0 ? null : Elapsed / Ended * (Runs - Ended);
}

/// <summary>Runs a scenario in virtual time with each combination of swept values, several at the same time, each on one thread.</summary>
/// <param name="grid">The combinations.</param>
/// <param name="timing">How long things take.</param>
public sealed class Sweep(SweepGrid grid, TimingModel timing)
{
    /// <summary>Runs all, or as many as end before somebody gives up.</summary>
    /// <param name="parallel">How many at the same time, at least 1. The rows do not depend on it.</param>
    /// <param name="progress">Told of each run that ends; <c>null</c>: nobody looks on.</param>
    /// <param name="look">Shown each run that ends, on its own thread; <c>null</c>: nobody does.</param>
    /// <param name="cancellationToken">Gives up: what has ended is summed up.</param>
    public SweepResult Run(int parallel, IProgress<SweepProgress>? progress, Action<VirtualResult>? look, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var runs = new SweepRun?[grid.Runs];
        var gate = new Lock();
        var (ended, passed) = (0, TimeSpan.Zero);
        try
        {
            Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, number =>
            {
                var point = grid.Points[number / grid.Seeds];
                var run = runs[number] = Run(point, grid.SeedOf(point, number % grid.Seeds), look, cancellationToken);
                lock (gate)
                {
                    ended++;
                    passed += run.Virtual;
                    progress?.Report(new SweepProgress(ended, runs.Length, watch.Elapsed, passed));
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What has ended up to here is summed up.
        }
        catch (AggregateException several) when (cancellationToken.IsCancellationRequested && several.InnerExceptions.All(static one => one is OperationCanceledException))
        {
            // The same, where runs heard of it themselves.
        }
        return new SweepResult(grid, [.. grid.Points.Select((point, i) => new SweepRow(point, [.. runs.Skip(i * grid.Seeds).Take(grid.Seeds).OfType<SweepRun>()]))], watch.Elapsed);
    }

    private SweepRun Run(SweepPoint point, long seed, Action<VirtualResult>? look, CancellationToken cancellationToken)
    {
        var figures = new SweepFigures();
        var ended = new VirtualRun(point.Scenario, seed, timing, settled: figures.Settled).Run(cancellationToken);
        look?.Invoke(ended);
        return new SweepRun(
            seed, figures.Of(ended),
            [
                .. ended.Broken is { } broken ? (string[])[$"a promise is broken ({broken.Promise}): {broken.What}"] : [],
                .. ended.Result.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => $"{finding.What}: expected {finding.Expected}, found {finding.Found}"),
            ],
            ended.Events, ended.Hash, ended.Result.Evidence.End - ended.Result.Begin);
    }
}
