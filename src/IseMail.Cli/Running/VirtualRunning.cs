using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using Spectre.Console;

namespace IseMail.Cli.Running;

/// <summary><c>isemail run SCENARIO --runtime virtual</c>: the same scenario on a queue of events.</summary>
/// <param name="json">Whether the result goes to standard output for programs.</param>
/// <param name="data">Where reports go; <c>null</c>: a new directory under runs/.</param>
/// <param name="runner">Runs it.</param>
/// <param name="reports">Which reports are wanted.</param>
internal sealed class VirtualRunning(bool json, string? data, ScenarioRunner.Virtual runner, ReportFiles reports)
{
    /// <summary>Runs one scenario.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var reading = await ScenarioFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } scenario) return await Failures.BadInputAsync(reading.Problems);
        if (runner.Check(reading) is { IsEmpty: false } unfit) return await Failures.BadInputAsync(unfit);
        if (await reports.RefusedAsync() is { } refused) return refused;

        var directory = RunDirectory.Of(data, $"{scenario.Name}-virtual");
        var console = json ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
        var live = !(json ? Console.IsErrorRedirected : Console.IsOutputRedirected);
        if (!live) console.Profile.Width = 160;
        console.WriteLine($"{scenario.Name}: {scenario.Purpose}");
        VirtualResult ended;
        WrittenReports written;
        try
        {
            var display = new ProgressDisplay<VirtualProgress>(console, live, VirtualText.Of);
            ended = await display.WhileAsync(() => runner.Run(scenario, display, cancellationToken), cancellationToken);
            await runner.KeepAsync(reading, ended, directory);
            written = await reports.WriteAsync(ended.Result, directory, CancellationToken.None);
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(scenario.TopologyReading, fault);
        }
        var result = ended.Result;
        if (json) await Console.Out.WriteLineAsync(written.Json);
        console.Write(PurposeTable.Of(result));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{VirtualText.Of(ended)}; seed {runner.Seed(scenario)}"));
        console.WriteLine($"log of events: sha256 {ended.Hash}; again: isemail replay {Path.GetRelativePath(Environment.CurrentDirectory, ScenarioRunner.Virtual.Replay(directory))}");
        foreach (var line in FailoverText.Of(result)) console.WriteLine(line);
        foreach (var line in written.Lines) console.WriteLine(line);
        if (!result.Passed || scenario.Expected != Expectation.Standard) console.Write(VerdictTable.Of(result.Verdict));
        console.WriteLine(VerdictTable.Line(result));
        return result.Passed ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }
}
