using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Sweeping;

/// <summary>Reads a scenario with one combination of swept values in it, and says which option is to blame for what is refused.</summary>
/// <param name="file">The scenario's file.</param>
/// <param name="axes">What is swept.</param>
/// <param name="top">The keys at the top of the scenario's file.</param>
internal sealed class SweepReader(string file, ImmutableArray<SweepAxis> axes, ImmutableArray<string> top)
{
    /// <summary>Reads it with a value for each key.</summary>
    public Task<Reading<Scenario>> ReadAsync(ImmutableArray<SweepValue> values, CancellationToken cancellationToken) =>
        ReadWithAsync(axes.Zip(values), cancellationToken);

    /// <summary>What is wrong with a combination that was refused, in one line that names the option it comes from.</summary>
    /// <param name="values">The combination.</param>
    /// <param name="reading">What came of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<FileProblem>> BlameAsync(ImmutableArray<SweepValue> values, Reading<Scenario> reading, CancellationToken cancellationToken)
    {
        var problems = Problems(reading);
        // One that stands at an option says more than what follows from it elsewhere.
        if (problems.FirstOrDefault(problem => SweepMarks.OptionOf(problem) is not null) is { } own)
            return [SweepMarks.Problem(axes[SweepMarks.OptionOf(own)!.Value].Written, own.Column, own.What, own.Expected)];
        // The files are wrong without any of this.
        if (Problems(await ReadWithAsync([], cancellationToken)) is { IsEmpty: false } plain && plain.Contains(problems[0])) return plain;
        foreach (var (axis, value) in axes.Zip(values))
        {
            if (!Problems(await ReadWithAsync([(axis, value)], cancellationToken)).Contains(problems[0])) continue;
            return [SweepMarks.Problem(axis.Written, value.Column, $"with '{value.Text}', {Told(problems[0])}", problems[0].Expected)];
        }
        return [new FileProblem(SweepGrid.Options(axes), 1, 1, $"with {string.Join(" and ", axes.Zip(values, (axis, value) => $"{axis.Key}={value.Text}"))}, {Told(problems[0])}", problems[0].Expected)];
    }

    private async Task<Reading<Scenario>> ReadWithAsync(IEnumerable<(SweepAxis Axis, SweepValue Value)> chosen, CancellationToken cancellationToken)
    {
        var edits = chosen.ToLookup(one => SweepKeys.IsOfScenario(one.Axis.Way[0].Key, top), one => one.Axis.Edit(one.Value));
        return await ScenarioFile.ReadAsync(file, new ScenarioEdits([.. edits[true]], [.. edits[false]]), cancellationToken);
    }

    private static ImmutableArray<FileProblem> Problems(Reading<Scenario> reading) => reading.Value is null ? reading.Problems : VirtualFit.Check(reading);

    private static string Told(FileProblem problem) => string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}:{problem.Column}: {problem.What}");
}
