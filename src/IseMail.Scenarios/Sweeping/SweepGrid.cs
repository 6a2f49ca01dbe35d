using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Sweeping;

/// <summary>One combination of swept values.</summary>
/// <param name="Values">The value of each key, in the order of the options.</param>
/// <param name="Scenario">The scenario with these values.</param>
public sealed record SweepPoint(ImmutableArray<string> Values, Scenario Scenario);

/// <summary>All runs of a sweep: each combination of the swept values, with each seed.</summary>
/// <param name="File">The scenario's file, as it was named.</param>
/// <param name="Axes">What is swept.</param>
/// <param name="Points">The combinations; the last key changes fastest.</param>
/// <param name="FirstSeed">Where random numbers begin in the first run of a combination; <c>null</c>: as its scenario says.</param>
/// <param name="Seeds">How many runs a combination has, each with the next seed.</param>
public sealed record SweepGrid(string File, ImmutableArray<SweepAxis> Axes, ImmutableArray<SweepPoint> Points, long? FirstSeed, int Seeds)
{
    /// <summary>The file that says how long things take; <c>null</c>: as on an idle machine.</summary>
    public string? TimingFile { get; init; }

    /// <summary>The most runs of a sweep.</summary>
    public const int MostRuns = 10_000;

    /// <summary>How many runs there are.</summary>
    public int Runs => Points.Length * Seeds;

    /// <summary>The seed of a run.</summary>
    /// <param name="point">Its combination.</param>
    /// <param name="number">The how many-th of that combination, from 0.</param>
    public long SeedOf(SweepPoint point, int number) => (FirstSeed ?? point.Scenario.Seed) + number;

    /// <summary>
    /// Reads the scenario once for each combination, so that whatever is wrong with one of them is told before the first runs. What the reader
    /// refuses is told at the option it comes from.
    /// </summary>
    /// <param name="file">The scenario's file.</param>
    /// <param name="written">The texts of the <c>--sweep</c> options.</param>
    /// <param name="firstSeed">Where random numbers begin; <c>null</c>: as the scenario says.</param>
    /// <param name="seeds">How many runs a combination has, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(SweepGrid? Grid, ImmutableArray<FileProblem> Problems)> ReadAsync(
        string file, IReadOnlyList<string> written, long? firstSeed, int seeds, CancellationToken cancellationToken)
    {
        var options = written.Select((text, index) => SweepAxis.Read(text, index, MostRuns)).ToList();
        if (options.Select(option => option.Problem).OfType<FileProblem>().ToImmutableArray() is { IsEmpty: false } malformed) return (null, malformed);
        var axes = options.Select(option => option.Axis!).ToImmutableArray();
        if (Clash(axes) is { } clash) return (null, [clash]);
        var combinations = axes.Aggregate(1L, static (product, axis) => Math.Min(product * axis.Values.Length, int.MaxValue));
        if (combinations * seeds > MostRuns)
            return (null, [new FileProblem(Options(axes), 1, 1, string.Create(CultureInfo.InvariantCulture, $"{combinations * seeds} runs, {combinations} combinations of values with {seeds} {(seeds == 1 ? "seed" : "seeds")} each"), string.Create(CultureInfo.InvariantCulture, $"at most {MostRuns}"))]);

        var (top, unreadable) = await TopAsync(file, cancellationToken);
        if (!unreadable.IsEmpty) return (null, unreadable);
        var reader = new SweepReader(file, axes, top);
        var chosen = Combinations(axes).ToImmutableArray();
        var readings = new Reading<Scenario>[chosen.Length];
        await Parallel.ForAsync(0, chosen.Length, cancellationToken, async (i, cancellation) => readings[i] = await reader.ReadAsync(chosen[i], cancellation));
        var refused = Array.FindIndex(readings, reading => reading.Value is null || !VirtualFit.Check(reading).IsEmpty);
        if (refused >= 0) return (null, await reader.BlameAsync(chosen[refused], readings[refused], cancellationToken));
        return (new SweepGrid(file, axes, [.. chosen.Zip(readings, (values, reading) => new SweepPoint([.. values.Select(value => value.Text)], Bare(reading.Value!)))], firstSeed, seeds), []);
    }

    // The keys at the top of the scenario's own file.
    private static async Task<(ImmutableArray<string> Keys, ImmutableArray<FileProblem> Problems)> TopAsync(string file, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(file, cancellationToken);
        var root = text is null ? null : YamlFile.Root(text, problems);
        return ([.. root?.Keys ?? []], root is null ? problems.Reading<Scenario>(null).Problems : []);
    }

    private static IEnumerable<ImmutableArray<SweepValue>> Combinations(ImmutableArray<SweepAxis> axes) => axes.Aggregate(
        (IEnumerable<ImmutableArray<SweepValue>>)[[]], static (sofar, axis) => sofar.SelectMany(_ => axis.Values, static (values, value) => values.Add(value)));

    private static FileProblem? Clash(ImmutableArray<SweepAxis> axes)
    {
        for (var i = 1; i < axes.Length; i++)
        {
            if (axes.Take(i).FirstOrDefault(axes[i].Overlaps) is { } other)
                return SweepMarks.Problem(axes[i].Written, 1, $"'{axes[i].Key}' and '{other.Key}' change the same place", "each key in one option");
        }
        return null;
    }

    internal static string Options(IEnumerable<SweepAxis> axes) => string.Join(" ", axes.Select(axis => $"--sweep {axis.Written}"));

    // Places in files are needed for problems alone, and ten thousand times they are much.
    private static Scenario Bare(Scenario scenario) => scenario with { TopologyReading = scenario.TopologyReading with { Marks = ImmutableDictionary<string, FileMark>.Empty } };
}
