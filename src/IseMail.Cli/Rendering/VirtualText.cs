using System.Globalization;
using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.Virtual;

namespace IseMail.Cli.Rendering;

/// <summary>Runs in virtual time in words: how much time passed, how much faster than live.</summary>
internal static class VirtualText
{
    /// <summary>A run that goes on.</summary>
    public static ProgressLine Of(VirtualProgress progress) => new(
        progress.Took, progress.Elapsed / progress.Within,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Duration(progress.Elapsed)} of {Duration(progress.Within)} at most, {Speed(progress.Elapsed, progress.Took)}; {progress.Events} events, {PerSecond(progress.Events, progress.Took)} a second; {progress.Accepted} accepted, {progress.Arrived} arrived"));

    /// <summary>An exploration that goes on.</summary>
    public static ProgressLine Of(ExplorationProgress progress) => new(
        progress.Took, (double)progress.Played / progress.Seeds,
        progress.Tried > 0
            ? string.Create(CultureInfo.InvariantCulture, $"a promise is broken within {progress.Played} seeds; making the story smaller: {progress.Tried} tried")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Played} of {progress.Seeds} seeds, {PerSecond(progress.Played, progress.Took)} a second"));

    /// <summary>A run that is over, without what it was about.</summary>
    public static string Of(VirtualResult ended) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Duration(ended.Lasted)} of virtual time in {ended.Took.TotalSeconds:0.00} s, {Speed(ended.Lasted, ended.Took)}; {ended.Events} events, {PerSecond(ended.Events, ended.Took)} a second");

    /// <summary>How much faster than live.</summary>
    public static string Speed(TimeSpan lasted, TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"{lasted / took:0}-fold");

    /// <summary>So many in a second, whole from ten on.</summary>
    public static string PerSecond(long count, TimeSpan took) => (count / took.TotalSeconds) switch
    {
        < 10 and var few => few.ToString("0.0", CultureInfo.InvariantCulture),
        var many => many.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>Virtual time that passed.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
    };
}
