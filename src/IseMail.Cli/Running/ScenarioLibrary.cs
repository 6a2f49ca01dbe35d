using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Telemetry;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Cli.Running;

/// <summary><c>isemail run</c> with several scenarios: all are read before the first starts, each is told of in a line, and all are summed up.</summary>
/// <param name="json">Whether the results go to standard output for programs.</param>
/// <param name="data">Where each run gets a directory of its name; <c>null</c>: a new one under runs/.</param>
/// <param name="parallel">How many run at the same time.</param>
/// <param name="isolation">How far apart nodes are; <c>null</c>: as near as each scenario's actions let them be.</param>
/// <param name="reports">Where reports go; of one run alone there is none here but in its directory.</param>
internal sealed class ScenarioLibrary(bool json, string? data, int parallel, IsolationKind? isolation, ReportFiles reports)
{
    private const string Pattern = "*.yaml";

    private readonly TextWriter _out = json ? Console.Error : Console.Out;
    private ImmutableList<Ended> _ended = [];

    /// <summary>Runs them all.</summary>
    /// <param name="paths">Scenario files, and directories that have some.</param>
    /// <param name="cancellationToken">Gives up; what has ended counts.</param>
    public async Task<int> RunAsync(ImmutableArray<string> paths, CancellationToken cancellationToken)
    {
        if (reports is not { Report: null, Decision: null })
        {
            await Console.Error.WriteLineAsync("isemail: --report and --decision are of one run; each of several has its page in its own directory");
            return ExitCodes.BadInput;
        }
        var readings = new List<Reading<Scenario>>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path)) readings.Add(await ScenarioFile.ReadAsync(path, cancellationToken));
            else if (Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } files) foreach (var file in files) readings.Add(await ScenarioFile.ReadAsync(file, cancellationToken));
            else return await Failures.BadInputAsync([new FileProblem(path, 1, 1, "no scenario is in this directory", $"files named {Pattern}")]);
        }
        if (readings.SelectMany(reading => reading.Value is null ? reading.Problems : IsolationFit.Check(reading, Isolation(reading))).ToImmutableArray() is { IsEmpty: false } problems) return await Failures.BadInputAsync(problems);
        foreach (var reading in readings)
        {
            if (await Failures.SecretsAsync(reading.Value!.TopologyReading, cancellationToken) is { } lacking) return lacking;
        }
        if (readings.GroupBy(reading => reading.Value!.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return await Failures.BadInputAsync([twice.Last().At("name", $"{twice.First().File} is named '{twice.Key}' as well", "another name: each run has a directory of its name")]);
        if (await reports.RefusedAsync() is { } refused) return refused;

        var watch = Stopwatch.StartNew();
        var directory = data ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"scenarios-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}"));
        using var export = OtlpExport.Begin();
        try
        {
            await Parallel.ForEachAsync(
                readings, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                async (reading, cancellation) => await RunAsync(reading.Value!, Isolation(reading), new DirectoryInfo(Path.Combine(directory, reading.Value!.Name)), cancellation));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_ended.IsEmpty)
        {
            // What has ended up to here is summed up.
        }
        var passed = _ended.Count(run => run.Written is { Record.Passed: true });
        await _out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(passed == readings.Count ? "passed" : "failed")}: {passed} of {readings.Count} scenarios in {watch.Elapsed.TotalMinutes:0.0} min; reports: {Path.GetRelativePath(Environment.CurrentDirectory, directory)}"));
        var written = _ended.Select(run => run.Written).OfType<WrittenReports>().OrderBy(run => run.Record.Scenario, StringComparer.Ordinal).ToList();
        if (json) await Console.Out.WriteLineAsync($"[{string.Join(",\n", written.Select(run => run.Json))}]");
        if (reports.JUnit is { } junit) await ReportFiles.WriteJUnitAsync(junit, written.Select(run => run.Record), CancellationToken.None);
        if (_ended.Any(run => run.Written is null)) return ExitCodes.MachineLacks;
        return passed == readings.Count ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private IsolationKind Isolation(Reading<Scenario> reading) => isolation ?? IsolationFit.Nearest(reading);

    private async Task RunAsync(Scenario scenario, IsolationKind apart, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        WrittenReports? written = null;
        string line;
        try
        {
            using var log = TenantLog.In(directory);
            var run = new ScenarioRun(scenario, IsolationOption.Options(new LiveOptions(directory, scenario.Seed), apart, scenario.TopologyReading.File), log);
            var result = await run.RunAsync(cancellationToken);
            written = await (reports with { JUnit = null }).WriteAsync(result, directory, CancellationToken.None);
            line = VerdictTable.Line(result);
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            line = $"not run: {fault.Message}";
        }
        ImmutableInterlocked.Update(ref _ended, static (list, run) => list.Add(run), new Ended(written));
        await _out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_ended.Count,4}  {watch.Elapsed.TotalSeconds,6:0.0} s  {scenario.Name}: {line}"));
    }

    private sealed record Ended(WrittenReports? Written);
}
