using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Sweeping;
using IseMail.Cli.Telemetry;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using Spectre.Console;

namespace IseMail.Cli.Running;

/// <summary><c>isemail run [SCENARIO]</c>: a deployment from its start to a verdict.</summary>
internal static class RunCommand
{
    private static readonly string Standard = Path.Combine("topology", "scenarios", "first-mail.yaml");

    public static Command Create()
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = $"A scenario file; several, or directories of them, are run one after another. Left out: {Standard}", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON document to standard output, everything else to standard error." };
        var data = new Option<string?>("--data") { Description = "Directory for journals, logs and mailboxes. Left out: a new one under runs/." };
        var parallel = ParallelOption.Create("How many of several scenarios run at the same time; of a sweep, as many as the machine has cores unless told otherwise.");
        var isolation = IsolationOption.Create("in-process, or processes where an action takes that");
        var runtime = RuntimeOption.Create();
        var seed = RuntimeOption.Seed();
        var timing = TimingOption.Create();
        var command = new Command("run", "Start a deployment, let mail arise in it as a scenario says, and judge what became of it.") { scenarios, json, data, parallel, isolation, runtime, seed, timing };
        var reports = new ReportOptions(command);
        var sweep = new SweepOptions(command, parallel);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (isJson, where, files) = (parsed.GetValue(json), parsed.GetValue(data), reports.Of(parsed));
            var paths = parsed.GetValue(scenarios) is { Length: > 0 } named ? named.Select(ShippedFiles.Find).ToImmutableArray() : [ShippedFiles.Find(Standard)];
            var single = paths is [var only] && !Directory.Exists(only) ? only : null;
            if (sweep.AreIn(parsed)) return await sweep.RunAsync(parsed, [.. paths], parsed.GetValue(runtime), isJson, where, parsed.GetValue(seed), parsed.GetValue(timing), files, cancellationToken);
            if (parsed.GetValue(runtime) == RuntimeKind.Live)
            {
                return single is null
                    ? await new ScenarioLibrary(isJson, where, parsed.GetValue(parallel), new ScenarioRunner.Live(parsed.GetValue(isolation)), files).RunAsync(paths, cancellationToken)
                    : await RunAsync(single, isJson, where, parsed.GetValue(isolation), files, cancellationToken);
            }
            if (await DefectSwitch.ReadAsync() is not { } defect) return ExitCodes.BadInput;
            if (await TimingOption.ReadAsync(parsed.GetValue(timing), cancellationToken) is not { } times) return ExitCodes.BadInput;
            var runner = new ScenarioRunner.Virtual(parsed.GetValue(seed), times, defect);
            if (parsed.GetValue(runtime) == RuntimeKind.Both)
                return await new ScenarioLibrary(isJson, where, parsed.GetValue(parallel), new ScenarioRunner.Both(new ScenarioRunner.Live(parsed.GetValue(isolation)), runner), files).RunAsync(paths, cancellationToken);
            return single is null
                ? await new ScenarioLibrary(isJson, where, parsed.GetValue(parallel), runner, files).RunAsync(paths, cancellationToken)
                : await new VirtualRunning(isJson, where, runner, files).RunAsync(single, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, bool json, string? data, IsolationKind? wanted, ReportFiles reports, CancellationToken cancellationToken)
    {
        var reading = await ScenarioFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } scenario) return await Failures.BadInputAsync(reading.Problems);
        var isolation = wanted ?? IsolationFit.Nearest(reading);
        if (IsolationFit.Check(reading, isolation) is { IsEmpty: false } unfit) return await Failures.BadInputAsync(unfit);
        if (await Failures.SecretsAsync(scenario.TopologyReading, cancellationToken) is { } lacking) return lacking;
        if (await reports.RefusedAsync() is { } refused) return refused;

        var directory = RunDirectory.Of(data, scenario.Name);
        var console = json ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
        var live = !(json ? Console.IsErrorRedirected : Console.IsOutputRedirected);
        if (!live) console.Profile.Width = 160;
        console.WriteLine($"{scenario.Name}: {scenario.Purpose}");
        console.WriteLine(Recipients.Notice(scenario.Topology));
        if (scenario.Topology.Failover is { TimeScale: < 1, PanTakeover: { } takeover })
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PAN failover runs at {scenario.Topology.Failover.TimeScale:0.###} of ISE's times: the other PAN takes over {takeover.TotalSeconds:0.#} s after the primary's death"));

        RunResult result;
        WrittenReports written;
        try
        {
            using var export = OtlpExport.Begin();
            using var log = TenantLog.In(directory);
            var display = new RunDisplay(console, scenario.Topology.Deployment.Nodes.Length, live);
            var run = new ScenarioRun(scenario, IsolationOption.Options(new LiveOptions(directory, scenario.Seed), isolation, scenario.TopologyReading.File), log, display);
            result = await display.WhileAsync(() => run.RunAsync(cancellationToken));
            written = await reports.WriteAsync(result, directory, CancellationToken.None);
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(scenario.TopologyReading, fault);
        }

        if (json) await Console.Out.WriteLineAsync(written.Json);
        console.Write(PurposeTable.Of(result));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all nodes up after {result.Times.AllUp.TotalSeconds:0.0} s, first mail after {result.Times.FirstMail?.TotalSeconds:0.0} s, verdict after {result.Times.End.TotalSeconds:0.0} s"));
        foreach (var line in FailoverText.Of(result)) console.WriteLine(line);
        console.WriteLine($"journals, logs and mailboxes: {Path.GetRelativePath(Environment.CurrentDirectory, result.Directory)}");
        foreach (var line in written.Lines) console.WriteLine(line);
        // The usual is told in one line.
        if (!result.Passed || scenario.Expected != Expectation.Standard) console.Write(VerdictTable.Of(result.Verdict));
        console.WriteLine(VerdictTable.Line(result));
        return result.Passed ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }
}
