using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Telemetry;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Cli.Running;

/// <summary><c>isemail run</c> with several scenarios: all are read before the first starts, each is told of in a line, and all are summed up.</summary>
/// <param name="json">Whether the results go to standard output for programs.</param>
/// <param name="data">Where each run gets a directory of its name; <c>null</c>: a new one under runs/.</param>
/// <param name="parallel">How many run at the same time.</param>
/// <param name="runner">Runs each.</param>
/// <param name="reports">Where reports go; of one run alone there is none here but in its directory.</param>
internal sealed class ScenarioLibrary(bool json, string? data, int parallel, ScenarioRunner runner, ReportFiles reports)
{
    private const string Pattern = "*.yaml";
    private const string Topology = ".topology.yaml";

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
        var leftOut = ImmutableArray.CreateBuilder<FileProblem>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                readings.Add(await ScenarioFile.ReadAsync(path, cancellationToken));
                continue;
            }
            if (Files(path) is not { Count: > 0 } files) return await Failures.BadInputAsync([new FileProblem(path, 1, 1, "no scenario is in this directory", $"files named {Pattern}")]);
            foreach (var file in files)
            {
                // Nobody has asked for that one by its name, and the others are not to suffer for it.
                var reading = await ScenarioFile.ReadAsync(file, cancellationToken);
                if (runner.LeavesOut && reading.Value is not null && runner.Check(reading) is [var unfit, ..]) leftOut.Add(unfit);
                else readings.Add(reading);
            }
        }
        if (readings.SelectMany(reading => reading.Value is null ? reading.Problems : runner.Check(reading)).ToImmutableArray() is { IsEmpty: false } problems) return await Failures.BadInputAsync(problems);
        if (readings.Count == 0) return await Failures.BadInputAsync(leftOut.ToImmutable());
        foreach (var reading in readings)
        {
            if (await runner.LackingAsync(reading.Value!, cancellationToken) is { } lacking) return lacking;
        }
        if (readings.GroupBy(reading => reading.Value!.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return await Failures.BadInputAsync([twice.Last().At("name", $"{twice.First().File} is named '{twice.Key}' as well", "another name: each run has a directory of its name")]);
        if (await reports.RefusedAsync() is { } refused) return refused;

        foreach (var unfit in leftOut) await Console.Error.WriteLineAsync($"left out: {unfit}");
        var watch = Stopwatch.StartNew();
        var directory = RunDirectory.Of(data, "scenarios").FullName;
        using var export = OtlpExport.Begin();
        try
        {
            await Parallel.ForEachAsync(
                readings, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                async (reading, cancellation) => await RunAsync(reading, new DirectoryInfo(Path.Combine(directory, reading.Value!.Name)), cancellation));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_ended.IsEmpty)
        {
            // What has ended up to here is summed up.
        }
        var passed = _ended.Count(run => run.Written is { Record.Passed: true });
        await _out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(passed == readings.Count ? "passed" : "failed")}: {passed} of {readings.Count} scenarios in {Duration(watch.Elapsed)}{(leftOut.Count == 0 ? "" : $", {leftOut.Count} left out")}; reports: {Path.GetRelativePath(Environment.CurrentDirectory, directory)}"));
        var written = _ended.Select(run => run.Written).OfType<WrittenReports>().OrderBy(run => run.Record.Scenario, StringComparer.Ordinal).ToList();
        if (json) await Console.Out.WriteLineAsync($"[{string.Join(",\n", written.Select(run => run.Json))}]");
        if (reports.JUnit is { } junit) await ReportFiles.WriteJUnitAsync(junit, written.Select(run => run.Record), CancellationToken.None);
        if (_ended.Any(run => run.Written is null)) return ExitCodes.MachineLacks;
        return passed == readings.Count ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private static string Duration(TimeSpan span) => span.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.0} min");

    // What lies beside its scenario is none.
    private static List<string> Files(string directory) => [.. Directory.EnumerateFiles(directory, Pattern).Where(file => !file.EndsWith(Topology, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private async Task RunAsync(Reading<Scenario> reading, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        WrittenReports? written = null;
        string line;
        try
        {
            var (result, beside) = await runner.RunAsync(reading, directory, cancellationToken);
            written = await (reports with { JUnit = null }).WriteAsync(result, directory, CancellationToken.None);
            line = beside.Length == 0 ? VerdictTable.Line(result) : $"{VerdictTable.Line(result)}; {beside}";
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            line = $"not run: {fault.Message}";
        }
        ImmutableInterlocked.Update(ref _ended, static (list, run) => list.Add(run), new Ended(written));
        await _out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_ended.Count,4}  {watch.Elapsed.TotalSeconds,6:0.0} s  {reading.Value!.Name}: {line}"));
    }

    private sealed record Ended(WrittenReports? Written);
}
