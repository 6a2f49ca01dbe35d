using System.Collections.Immutable;
using IseMail.Scenarios.Reports.Figures;

namespace IseMail.Scenarios.Sweeping;

/// <summary>One run of a sweep.</summary>
/// <param name="Seed">Where random numbers began.</param>
/// <param name="Figures">What it is known by, the same figures for each run and in the same order.</param>
/// <param name="Failed">What was expected and did not come to pass, in words; empty: all did.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Hash">SHA-256 of all of them.</param>
/// <param name="Virtual">How long it was, in virtual time.</param>
public sealed record SweepRun(long Seed, ImmutableArray<Figure> Figures, ImmutableArray<string> Failed, long Events, string Hash, TimeSpan Virtual)
{
    /// <summary>Whether everything that was expected came to pass.</summary>
    public bool Held => Failed.IsEmpty;

    /// <summary>The value of a figure; <c>null</c>: the run has none.</summary>
    public double? this[string figure] => Figures.FirstOrDefault(one => one.Key == figure)?.Value;
}

/// <summary>What the runs of one combination, which differ in their seed, make of a figure.</summary>
/// <param name="Least">The least.</param>
/// <param name="Median">Half of them had no more; one that occurred.</param>
/// <param name="Greatest">The greatest.</param>
public readonly record struct SweptFigure(double Least, double Median, double Greatest);

/// <summary>One combination of swept values and what came of it.</summary>
/// <param name="Point">The combination.</param>
/// <param name="Runs">Its runs that ended, by seed.</param>
public sealed record SweepRow(SweepPoint Point, ImmutableArray<SweepRun> Runs)
{
    /// <summary>In how many of its runs all that was expected came to pass.</summary>
    public int Held => Runs.Count(run => run.Held);

    /// <summary>A figure over its runs; <c>null</c>: none of them has it.</summary>
    public SweptFigure? this[string figure]
    {
        get
        {
            var values = Runs.Select(run => run[figure]).OfType<double>().Order().ToList();
            return values.Count == 0 ? null : new SweptFigure(values[0], values[(values.Count - 1) / 2], values[^1]);
        }
    }
}

/// <summary>What came of a sweep.</summary>
/// <param name="Grid">What was to be run.</param>
/// <param name="Rows">A row for each combination, in the order of the grid; without runs where somebody gave up before.</param>
/// <param name="Took">How long it took.</param>
public sealed record SweepResult(SweepGrid Grid, ImmutableArray<SweepRow> Rows, TimeSpan Took)
{
    /// <summary>How many runs have ended.</summary>
    public int Ended => Rows.Sum(row => row.Runs.Length);

    /// <summary>In how many runs all that was expected came to pass.</summary>
    public int Held => Rows.Sum(row => row.Held);

    /// <summary>Whether all runs have ended, and all that was expected came to pass in each.</summary>
    public bool Passed => Held == Grid.Runs;

    /// <summary>The virtual time of all runs that ended.</summary>
    public TimeSpan Virtual => Rows.SelectMany(row => row.Runs).Aggregate(TimeSpan.Zero, static (sum, run) => sum + run.Virtual);

    /// <summary>The figures that a run of it has, in their order; the values are one run's.</summary>
    public ImmutableArray<Figure> Figures =>
        Rows.SelectMany(row => row.Runs).FirstOrDefault() is { } any ? [.. any.Figures.Where(figure => Rows.Any(row => row[figure.Key] is not null))] : [];
}
