using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Differential;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime;

namespace IseMail.Cli.Running;

/// <summary>Runs scenarios in one of the two runtimes.</summary>
internal abstract class ScenarioRunner
{
    private ScenarioRunner() { }

    /// <summary>Everything in a scenario that it cannot do, at its place in the file.</summary>
    public abstract ImmutableArray<FileProblem> Check(Reading<Scenario> reading);

    /// <summary>Whether a directory's scenarios that it cannot do are left out, because the other runtime can.</summary>
    public abstract bool LeavesOut { get; }

    /// <summary>Tells of what this machine lacks for it, with the exit code to end with; <c>null</c>: nothing.</summary>
    public abstract Task<int?> LackingAsync(Scenario scenario, CancellationToken cancellationToken);

    /// <summary>Runs one, which it can do.</summary>
    /// <param name="reading">The scenario as it was read.</param>
    /// <param name="directory">Where what it keeps goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="progress">Told how far it has come; <c>null</c>: nobody looks on.</param>
    /// <returns>How it ended, and a word on how it ran; empty: none.</returns>
    public abstract Task<(RunResult Result, string Beside)> RunAsync(Reading<Scenario> reading, DirectoryInfo directory, CancellationToken cancellationToken, IProgress<string>? progress = null);

    /// <summary>On this machine's clock.</summary>
    /// <param name="isolation">How far apart nodes are; <c>null</c>: as near as each scenario's actions let them be.</param>
    public sealed class Live(IsolationKind? isolation) : ScenarioRunner
    {
        /// <inheritdoc/>
        public override bool LeavesOut => false;

        /// <inheritdoc/>
        public override ImmutableArray<FileProblem> Check(Reading<Scenario> reading) => IsolationFit.Check(reading, Isolation(reading));

        /// <inheritdoc/>
        public override Task<int?> LackingAsync(Scenario scenario, CancellationToken cancellationToken) => Failures.SecretsAsync(scenario.TopologyReading, cancellationToken);

        /// <inheritdoc/>
        public override async Task<(RunResult Result, string Beside)> RunAsync(Reading<Scenario> reading, DirectoryInfo directory, CancellationToken cancellationToken, IProgress<string>? progress = null)
        {
            var scenario = reading.Value!;
            using var log = TenantLog.In(directory);
            var options = IsolationOption.Options(new LiveOptions(directory, scenario.Seed), Isolation(reading), scenario.TopologyReading.File);
            return (await new ScenarioRun(scenario, options, log, progress is null ? null : new Told<RunProgress>(progress, at => NodeTable.Line(at.Phase, at.Elapsed, at.Up, scenario.Topology.Deployment.Nodes.Length, at.View).Trim())).RunAsync(cancellationToken), "");
        }

        private IsolationKind Isolation(Reading<Scenario> reading) => isolation ?? IsolationFit.Nearest(reading);
    }

    /// <summary>On a queue of events.</summary>
    /// <param name="seed">Where random numbers begin; <c>null</c>: as each scenario says.</param>
    /// <param name="timing">How long things take.</param>
    /// <param name="defect">What is wrong on purpose.</param>
    public sealed class Virtual(long? seed, RunTiming timing, PlantedDefect defect) : ScenarioRunner
    {
        /// <inheritdoc/>
        public override bool LeavesOut => true;

        /// <summary>Where random numbers begin.</summary>
        public long Seed(Scenario scenario) => seed ?? scenario.Seed;

        /// <summary>Path of the file with which a run is played again.</summary>
        public static string Replay(DirectoryInfo directory) => Path.Combine(directory.FullName, "replay.json");

        /// <inheritdoc/>
        public override ImmutableArray<FileProblem> Check(Reading<Scenario> reading) => VirtualFit.Check(reading);

        /// <inheritdoc/>
        public override Task<int?> LackingAsync(Scenario scenario, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

        /// <inheritdoc/>
        public override async Task<(RunResult Result, string Beside)> RunAsync(Reading<Scenario> reading, DirectoryInfo directory, CancellationToken cancellationToken, IProgress<string>? progress = null)
        {
            var ended = await Task.Run(() => Run(reading.Value!, progress is null ? null : new Told<VirtualProgress>(progress, at => VirtualText.Of(at).Text), cancellationToken), cancellationToken);
            await KeepAsync(reading, ended, directory);
            return (ended.Result, $"{VirtualText.Duration(ended.Lasted)}, {VirtualText.Speed(ended.Lasted, ended.Took)}");
        }

        /// <summary>Runs one on this thread.</summary>
        public VirtualResult Run(Scenario scenario, IProgress<VirtualProgress>? progress, CancellationToken cancellationToken) =>
            new VirtualRun(scenario, Seed(scenario), timing.Model, progress, defect).Run(cancellationToken);

        /// <summary>Plays what was run live, and tells what came out differently.</summary>
        public RuntimeComparison Compare(RunResult result, CancellationToken cancellationToken) => BothRuntimes.Compare(result, Seed(result.Scenario), timing.Model, cancellationToken);

        /// <summary>Keeps what it takes to play a run again.</summary>
        public async Task KeepAsync(Reading<Scenario> reading, VirtualResult ended, DirectoryInfo directory)
        {
            directory.Create();
            await ReplayFile.Of(reading, Seed(reading.Value!), timing, ended).WriteAsync(Replay(directory), CancellationToken.None);
        }
    }

    /// <summary>Live, then in virtual time from the same instant on: what both come to is one more thing that the live run is judged by.</summary>
    /// <param name="live">The former.</param>
    /// <param name="virtually">The latter.</param>
    public sealed class Both(Live live, Virtual virtually) : ScenarioRunner
    {
        /// <inheritdoc/>
        public override bool LeavesOut => true;

        /// <inheritdoc/>
        public override ImmutableArray<FileProblem> Check(Reading<Scenario> reading) => [.. live.Check(reading), .. virtually.Check(reading)];

        /// <inheritdoc/>
        public override Task<int?> LackingAsync(Scenario scenario, CancellationToken cancellationToken) => live.LackingAsync(scenario, cancellationToken);

        /// <inheritdoc/>
        public override async Task<(RunResult Result, string Beside)> RunAsync(Reading<Scenario> reading, DirectoryInfo directory, CancellationToken cancellationToken, IProgress<string>? progress = null)
        {
            var (result, _) = await live.RunAsync(reading, directory, cancellationToken, progress);
            var compared = await Task.Run(() => virtually.Compare(result, cancellationToken), cancellationToken);
            ImmutableArray<string> differences = [.. compared.Differences.Select(difference => difference.ToString())];
            var judged = new RunResult(result.Scenario, result.Runtime, result.Evidence with { Differences = differences }, result.Actions, result.Times, result.Directory) { Observations = result.Observations };
            return (judged, compared switch
            {
                { Tried: 1, Seed: not null } => "virtual time came to the same",
                { Seed: { } seed } => string.Create(CultureInfo.InvariantCulture, $"virtual time came to the same with the {compared.Tried}. seed, {seed}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"virtual time came to something else with each of {compared.Tried} seeds, with the first of them:\n{string.Join('\n', differences)}"),
            });
        }
    }

    private sealed class Told<T>(IProgress<string> progress, Func<T, string> words) : IProgress<T>
    {
        public void Report(T value) => progress.Report(words(value));
    }
}
