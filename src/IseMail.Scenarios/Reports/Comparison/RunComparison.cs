using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.Reports.Figures;

namespace IseMail.Scenarios.Reports.Comparison;

/// <summary>Which of two runs is the better in something.</summary>
public enum Preference
{
    /// <summary>The first.</summary>
    First,

    /// <summary>The second.</summary>
    Second,

    /// <summary>Neither by more than runs of one design differ among themselves.</summary>
    Alike,

    /// <summary>The number only describes.</summary>
    Describes,

    /// <summary>One of the runs has no such number.</summary>
    NotComparable,
}

/// <summary>One figure of both runs.</summary>
/// <param name="Figure">Which; its value is the first run's.</param>
/// <param name="First">The first run's value.</param>
/// <param name="Second">The second run's.</param>
/// <param name="Preferred">Which is the better.</param>
public sealed record ComparedFigure(Figure Figure, double? First, double? Second, Preference Preferred);

/// <summary>A setting in which the runs differ.</summary>
/// <param name="Name">Which, with its group.</param>
/// <param name="First">The first run's; <c>null</c>: it has none.</param>
/// <param name="Second">The second run's.</param>
public sealed record DifferentSetting(string Name, string? First, string? Second);

/// <summary>Two runs side by side: what is different about them, which is better in what, and what cannot be compared.</summary>
/// <param name="First">The first run.</param>
/// <param name="Second">The second.</param>
public sealed record RunComparison(ComparedRun First, ComparedRun Second)
{
    /// <summary>Times that differ by less than this share of the greater count as alike: a live run's times vary from run to run.</summary>
    public const double AlikeShare = 0.1;

    /// <summary>Times that differ by less, in seconds, count as alike whatever their share.</summary>
    public const double AlikeSeconds = 0.1;

    /// <summary>The settings in which they differ: what the comparison is about.</summary>
    public ImmutableArray<DifferentSetting> Settings { get; } =
    [
        .. First.Settings.Concat(Second.Settings).Select(one => (one.Group, one.Name)).Distinct()
            .Select(name => new DifferentSetting($"{name.Group}: {name.Name}", Value(First, name), Value(Second, name)))
            .Where(one => one.First != one.Second),
    ];

    /// <summary>Every figure that either run has, in the order of the first.</summary>
    public ImmutableArray<ComparedFigure> Figures { get; } =
    [
        .. First.Figures.Concat(Second.Figures).DistinctBy(figure => figure.Key)
            .Select(figure => (Figure: figure, A: Find(First, figure.Key), B: Find(Second, figure.Key)))
            .Where(one => one.A is not null || one.B is not null)
            .Select(one => new ComparedFigure(one.Figure, one.A, one.B, Prefer(one.Figure, one.A, one.B))),
    ];

    /// <summary>Why some or all of it has to be read with care, each in a sentence. Empty: the runs differ only in their settings.</summary>
    public ImmutableArray<string> Caveats { get; } = [.. Caution(First, Second)];

    /// <summary>Figures in which <paramref name="which"/> holds.</summary>
    public ImmutableArray<ComparedFigure> Where(Preference which) => [.. Figures.Where(figure => figure.Preferred == which)];

    private static IEnumerable<string> Caution(ComparedRun first, ComparedRun second)
    {
        if (first.Runtime != second.Runtime) yield return $"One is a {first.Runtime} run, the other a {second.Runtime} run: times cannot be compared.";
        if (first.Caused != second.Caused) yield return string.Create(CultureInfo.InvariantCulture, $"The scenarios cause {first.Caused} and {second.Caused} mails: counts and waiting times are of different loads.");
        else if (first.Scenario != second.Scenario) yield return $"The scenarios are {first.Scenario} and {second.Scenario}: they cause equally many mails, perhaps others or at other times.";
        if (first.Seed != second.Seed) yield return string.Create(CultureInfo.InvariantCulture, $"The seeds are {first.Seed} and {second.Seed}: chance fell differently.");
        if (first.Nodes != second.Nodes) yield return string.Create(CultureInfo.InvariantCulture, $"The deployments have {first.Nodes} and {second.Nodes} nodes.");
        if (first.Version != second.Version) yield return $"The program's versions are {first.Version} and {second.Version}.";
        if (first.Runtime == "live" && second.Runtime == "live") yield return "Each is one live run: times differ from run to run, so small differences say nothing.";
    }

    private static Preference Prefer(Figure figure, double? first, double? second)
    {
        if (first is not { } a || second is not { } b) return Preference.NotComparable;
        if (figure.Better == Better.Neither) return Preference.Describes;
        var difference = Math.Abs(a - b);
        var alike = figure.Unit == "s" ? difference < AlikeSeconds || difference < AlikeShare * Math.Max(Math.Abs(a), Math.Abs(b)) : difference == 0;
        if (alike) return Preference.Alike;
        return a < b == (figure.Better == Better.Lower) ? Preference.First : Preference.Second;
    }

    private static double? Find(ComparedRun run, string key) => run.Figures.FirstOrDefault(figure => figure.Key == key)?.Value;

    private static string? Value(ComparedRun run, (string Group, string Name) name) => run.Settings.FirstOrDefault(one => one.Group == name.Group && one.Name == name.Name)?.Value;
}
