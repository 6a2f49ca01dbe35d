using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Reports.Comparison;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;

namespace IseMail.WebConsole.Runs;

/// <summary>The scenarios that can be run, and the runs: those that lie in a directory, and those that are under way. One at a time is run; others wait.</summary>
/// <param name="runs">Where runs lie, each in a directory of its own.</param>
/// <param name="scenarios">Directories of scenario files.</param>
/// <param name="running">Runs one.</param>
/// <param name="clock">The time.</param>
public sealed partial class RunLibrary(DirectoryInfo runs, ImmutableArray<string> scenarios, ScenarioRunning running, TimeProvider clock) : IAsyncDisposable
{
    private const int MostListed = 200;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<string, UnderWay> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTime Written, RunDocument Run)> _read = new(StringComparer.Ordinal);

    /// <summary>The scenarios by name.</summary>
    public async Task<ImmutableArray<ScenarioDocument>> ScenariosAsync(CancellationToken cancellationToken)
    {
        var files = scenarios.Where(Directory.Exists).SelectMany(directory => Directory.GetFiles(directory, "*.yaml"))
            // Topologies lie beside the scenarios that are about them.
            .Where(file => !file.EndsWith(".topology.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var read = await Task.WhenAll(files.Select(async file => Document(file, await ScenarioFile.ReadAsync(file, cancellationToken))));
        return [.. read];
    }

    /// <summary>Has a scenario run as soon as those before it have ended.</summary>
    /// <returns>The run; <c>null</c>: there is no such scenario, or it cannot be run in that runtime.</returns>
    public async Task<RunDocument?> BeginAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var found = (await ScenariosAsync(cancellationToken)).FirstOrDefault(scenario => scenario.Name == request.Scenario && (request.Runtime == "live" ? scenario.Live : request.Runtime == "virtual" && scenario.Virtual));
        if (found is null) return null;
        var now = clock.GetUtcNow();
        for (var number = 1; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{found.Name}-{request.Runtime}-{clock.GetLocalNow():yyyyMMdd-HHmmss}{(number == 1 ? "" : $"-{number}")}");
            var run = new UnderWay(new RunDocument(name, found.Name, request.Runtime, "waiting", "", now, false), CancellationTokenSource.CreateLinkedTokenSource(_ending.Token));
            if (Directory.Exists(Path.Combine(runs.FullName, name)) || !_underWay.TryAdd(name, run)) continue;
            var begun = run.Document;
            run.Task = Task.Run(() => RunAsync(run, found.File, request), CancellationToken.None);
            return begun;
        }
    }

    /// <summary>Breaks a run off that waits or is under way.</summary>
    /// <returns>Whether there was one.</returns>
    public bool BreakOff(string name)
    {
        if (!_underWay.TryGetValue(name, out var run) || run.Task.IsCompleted) return false;
        run.Ending.Cancel();
        return true;
    }

    /// <summary>The runs, the newest first.</summary>
    public async Task<ImmutableArray<RunDocument>> ListAsync(CancellationToken cancellationToken)
    {
        runs.Refresh();
        var own = _underWay.Values.Select(run => run.Document).ToList();
        var ended = runs.Exists
            ? await Task.WhenAll(runs.EnumerateDirectories().Where(one => File.Exists(Path.Combine(one.FullName, RunResultFile.Name)) && !own.Exists(run => run.Run == one.Name && run.State is "waiting" or "running"))
                .OrderByDescending(one => File.GetLastWriteTimeUtc(Path.Combine(one.FullName, RunResultFile.Name))).Take(MostListed).Select(one => ReadAsync(one, cancellationToken)))
            : [];
        var listed = ended.OfType<RunDocument>().ToList();
        return [.. own.Where(run => !listed.Exists(one => one.Run == run.Run)).Concat(listed).OrderByDescending(run => run.At)];
    }

    /// <summary>A file of a run that has ended; <c>null</c>: there is none.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="file">The file's name.</param>
    public string? Find(string run, string file)
    {
        if (!Names().IsMatch(run) || run.Contains("..", StringComparison.Ordinal)) return null;
        var path = Path.Combine(runs.FullName, run, file);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Breaks off what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_underWay.Values.Select(run => run.Task));
        foreach (var run in _underWay.Values) run.Ending.Dispose();
        _ending.Dispose();
        _turn.Dispose();
    }

    private static ScenarioDocument Document(string file, Reading<Scenario> reading) => reading.Value is { } scenario
        ? new ScenarioDocument(scenario.Name, file, scenario.Purpose, IsolationFit.Check(reading, IsolationFit.Nearest(reading)).IsEmpty, VirtualFit.Check(reading).IsEmpty)
        : new ScenarioDocument(Path.GetFileNameWithoutExtension(file), file, reading.Problems[0].ToString(), false, false);

    private async Task RunAsync(UnderWay run, string file, RunRequest request)
    {
        string? why;
        try
        {
            await _turn.WaitAsync(run.Ending.Token);
            try
            {
                run.Document = run.Document with { State = "running", Progress = "starting" };
                var directory = runs.CreateSubdirectory(run.Document.Run);
                why = await running(file, request, directory, new Told(run), run.Ending.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (run.Ending.IsCancellationRequested)
        {
            why = "it was stopped";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            why = fault.Message;
        }
        // One that came to its end is told of by its result.
        if (why is null) _underWay.TryRemove(run.Document.Run, out _);
        else run.Document = run.Document with { State = "broken off", Progress = why };
    }

    private async Task<RunDocument?> ReadAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory.FullName, RunResultFile.Name);
        var written = File.GetLastWriteTimeUtc(file);
        if (_read.TryGetValue(directory.Name, out var known) && known.Written == written) return known.Run;
        if ((await RunResultFile.ReadAsync(file, cancellationToken)).Run is not { } run) return null;
        var document = new RunDocument(
            directory.Name, run.Scenario, run.Runtime, run.Passed ? "passed" : "failed", "", new DateTimeOffset(written, TimeSpan.Zero), File.Exists(Path.Combine(directory.FullName, RunRecordFile.Name)));
        _read[directory.Name] = (written, document);
        return document;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Names();

    private sealed class UnderWay(RunDocument document, CancellationTokenSource ending)
    {
        private volatile RunDocument _document = document;

        public RunDocument Document
        {
            get => _document;
            set => _document = value;
        }

        public CancellationTokenSource Ending { get; } = ending;

        public Task Task { get; set; } = Task.CompletedTask;
    }

    private sealed class Told(UnderWay run) : IProgress<string>
    {
        public void Report(string value) => run.Document = run.Document with { Progress = value };
    }
}
