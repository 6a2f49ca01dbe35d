using System.Collections.Immutable;
using IseMail.Cli.Running;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using IseMail.WebConsole.Runs;

namespace IseMail.Cli.Consoles;

/// <summary>The library of scenarios and runs as a console has it: what came with the program, and what lies under a directory.</summary>
internal static class ConsoleRuns
{
    private static readonly ImmutableArray<string> Folders = ["scenarios", "virtual"];

    /// <summary>The library whose runs lie in <paramref name="runs"/>.</summary>
    public static RunLibrary Library(string runs) => new(
        new DirectoryInfo(runs), [.. Folders.Select(folder => ShippedFiles.Find(Path.Combine("topology", folder)))], RunAsync, TimeProvider.System);

    private static async Task<string?> RunAsync(string file, RunRequest request, DirectoryInfo directory, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var reading = await ScenarioFile.ReadAsync(file, cancellationToken);
        ScenarioRunner runner = request.Runtime == "live" ? new ScenarioRunner.Live(null) : new ScenarioRunner.Virtual(request.Seed, RunTiming.Standard, PlantedDefect.None);
        var problems = reading.Value is null ? reading.Problems : runner.Check(reading);
        if (!problems.IsEmpty) return problems[0].ToString();
        var (result, _) = await runner.RunAsync(reading, directory, cancellationToken, progress);
        await new ReportFiles(null, null, null).WriteAsync(result, directory, CancellationToken.None);
        return null;
    }
}
