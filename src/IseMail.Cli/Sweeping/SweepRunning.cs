using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Running;
using IseMail.Scenarios.Sweeping;
using IseMail.Scenarios.Virtual;
using Spectre.Console;

namespace IseMail.Cli.Sweeping;

/// <summary><c>isemail run SCENARIO --runtime virtual --sweep KEY=VALUES</c>: the scenario with each combination of values, as a table, a page and documents for programs.</summary>
/// <param name="json">Whether the result goes to standard output for programs.</param>
/// <param name="data">Where documents go; <c>null</c>: a new directory under runs/.</param>
/// <param name="reports">Where the page goes.</param>
/// <param name="parallel">How many run at the same time.</param>
internal sealed class SweepRunning(bool json, string? data, ReportFiles reports, int parallel)
{
    private const int MostFailures = 10;

    /// <summary>Runs it.</summary>
    /// <param name="path">The scenario's file.</param>
    /// <param name="sweeps">The texts of the options.</param>
    /// <param name="seed">Where random numbers begin; <c>null</c>: as the scenario says.</param>
    /// <param name="seeds">How many runs a combination has.</param>
    /// <param name="timing">The file that says how long things take; <c>null</c>: as on an idle machine.</param>
    /// <param name="cancellationToken">Gives up; what has ended is summed up.</param>
    public async Task<int> RunAsync(string path, string[] sweeps, long? seed, int seeds, string? timing, CancellationToken cancellationToken)
    {
        var (grid, problems) = await SweepGrid.ReadAsync(path, sweeps, seed, seeds, cancellationToken);
        if (grid is null) return await Failures.BadInputAsync(problems);
        if (await TimingOption.ReadAsync(timing, cancellationToken) is not { } times) return ExitCodes.BadInput;
        grid = grid with { TimingFile = timing };
        if (await reports.RefusedAsync() is { } refused) return refused;

        var scenario = grid.Points[0].Scenario;
        var directory = RunDirectory.Of(data, $"{scenario.Name}-sweep");
        var console = json ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
        if (json ? Console.IsErrorRedirected : Console.IsOutputRedirected) console.Profile.Width = SweepTable.Width;
        console.WriteLine($"{scenario.Name}: {scenario.Purpose}");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SweepText.Plan(grid)}; {Math.Min(parallel, grid.Runs)} at the same time"));
        SweepResult result;
        try
        {
            VirtualResult? only = null;
            result = await Task.Run(() => new Sweep(grid, times.Model).Run(parallel, new Told(console), ended => only = grid.Runs == 1 ? ended : null, cancellationToken), CancellationToken.None);
            if (result.Ended == 0)
            {
                console.WriteLine(SweepText.Verdict(result));
                return ExitCodes.DoesNotHold;
            }
            directory.Create();
            var page = reports.Report ?? InDirectory("sweep.html");
            var document = SweepJson.Write(result);
            await File.WriteAllTextAsync(page, SweepPage.Write(result), CancellationToken.None);
            await File.WriteAllTextAsync(InDirectory("sweep.json"), document + "\n", CancellationToken.None);
            await File.WriteAllTextAsync(InDirectory("sweep.csv"), SweepCsv.Write(result), CancellationToken.None);
            // A sweep of one run is that run with other settings: its own report tells more.
            if (only is not null) await new ReportFiles(null, null, null).WriteAsync(only.Result, directory, CancellationToken.None);
            if (json) await Console.Out.WriteLineAsync(document);
            console.Write(SweepTable.Of(result));
            if (SweepTable.LeftOut(result) is > 0 and var more) console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{more} more combinations are in {Shown(InDirectory("sweep.csv"))}"));
            Failed(console, result);
            console.WriteLine(SweepText.Speed(result.Virtual, result.Took));
            console.WriteLine($"report: {Shown(page)}; for programs: {Shown(InDirectory("sweep.json"))}, {Shown(InDirectory("sweep.csv"))}{(only is null ? "" : $"; the run's own: {Shown(InDirectory(ReportFiles.PageName))}")}");
            console.WriteLine($"again: {SweepText.Command(grid)}");
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(scenario.TopologyReading, fault);
        }
        console.WriteLine(SweepText.Verdict(result));
        return result.Passed ? ExitCodes.Holds : ExitCodes.DoesNotHold;

        string InDirectory(string name) => Path.Combine(directory.FullName, name);
    }

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file);

    private static void Failed(IAnsiConsole console, SweepResult result)
    {
        var failed = result.Rows.SelectMany(row => row.Runs.Where(run => !run.Held).Select(run => (Row: row, Run: run))).ToList();
        foreach (var (row, run) in failed.Take(MostFailures))
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SweepText.Name(result.Grid, row)}, seed {run.Seed}: {string.Join("; ", run.Failed)}"));
        if (failed.Count > MostFailures) console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {failed.Count - MostFailures} more runs"));
    }

    /// <summary>Tells every few seconds how far it has come, and at the end.</summary>
    private sealed class Told(IAnsiConsole console) : IProgress<SweepProgress>
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

        private TimeSpan _next = Pause;

        // Runs that end tell of it one after another.
        public void Report(SweepProgress value)
        {
            if (value.Elapsed < _next && value.Ended < value.Runs) return;
            _next = value.Elapsed + Pause;
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Ended} of {value.Runs} runs, {100.0 * value.Ended / value.Runs:0} %; {value.SpeedUp:0} times as fast as live{(value.Ended < value.Runs ? $"; about {value.Left!.Value.TotalSeconds:0} s left" : "")}"));
        }
    }
}
