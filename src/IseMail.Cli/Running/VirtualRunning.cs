using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;
using Spectre.Console;

namespace IseMail.Cli.Running;

/// <summary><c>isemail run SCENARIO --runtime virtual</c>: the same scenario on a queue of events.</summary>
/// <param name="json">Whether the result goes to standard output for programs.</param>
/// <param name="data">Where reports go; <c>null</c>: a new directory under runs/.</param>
/// <param name="seed">Where random numbers begin; <c>null</c>: as the scenario says.</param>
/// <param name="reports">Which reports are wanted.</param>
internal sealed class VirtualRunning(bool json, string? data, long? seed, ReportFiles reports)
{
    /// <summary>Runs one scenario.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var reading = await ScenarioFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } scenario) return await Failures.BadInputAsync(reading.Problems);
        if (VirtualFit.Check(reading) is { IsEmpty: false } unfit) return await Failures.BadInputAsync(unfit);
        if (await reports.RefusedAsync() is { } refused) return refused;

        var directory = new DirectoryInfo(data ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}-virtual-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}")));
        var console = json ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
        if (json ? Console.IsErrorRedirected : Console.IsOutputRedirected) console.Profile.Width = 160;
        console.WriteLine($"{scenario.Name}: {scenario.Purpose}");
        var began = seed ?? scenario.Seed;
        VirtualResult ended;
        WrittenReports written;
        try
        {
            ended = await Task.Run(() => new VirtualRun(scenario, began, new TimingModel()).Run(cancellationToken), cancellationToken);
            directory.Create();
            written = await reports.WriteAsync(ended.Result, directory, CancellationToken.None);
            await ReplayFile.Of(reading, began, ended).WriteAsync(Path.Combine(directory.FullName, "replay.json"), CancellationToken.None);
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(scenario.TopologyReading, fault);
        }
        var result = ended.Result;
        if (json) await Console.Out.WriteLineAsync(written.Json);
        console.Write(PurposeTable.Of(result));
        var virtually = result.Evidence.End - result.Begin;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{DurationOf(virtually)} of virtual time in {ended.Took.TotalSeconds:0.00} s, {virtually / ended.Took:0}-fold; {ended.Events} events, {ended.Events / ended.Took.TotalSeconds:0} a second; seed {began}"));
        console.WriteLine($"log of events: sha256 {ended.Hash}; again: isemail replay {Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(directory.FullName, "replay.json"))}");
        foreach (var line in FailoverText.Of(result)) console.WriteLine(line);
        foreach (var line in written.Lines) console.WriteLine(line);
        if (!result.Passed || scenario.Expected != Expectation.Standard) console.Write(VerdictTable.Of(result.Verdict));
        console.WriteLine(VerdictTable.Line(result));
        return result.Passed ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private static string DurationOf(TimeSpan span) => span.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
