using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using IseMail.Cli.Running;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Campaigns;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Cli.Campaigns;

/// <summary><c>isemail campaign kills|partitions</c>: many live runs with something that goes wrong by chance, and the sum of their verdicts.</summary>
internal static class CampaignCommand
{
    // Of a takeover that takes that many times what is configured somebody will want to see why.
    private const double Slow = 2;

    private static readonly string Standard = Path.Combine("topology", "campaign.yaml");

    public static Command Create() => new("campaign", "Run many scenarios that chance makes, and count what became of every mail.")
    {
        Create("kills", "Kill nodes and let them come back.", CampaignKind.Kills, 200),
        Create("handovers", "Restart nodes in order, promote PANs by hand and move the sender.", CampaignKind.Handovers, 50),
        Create("partitions", "Cut the links between nodes and heal them.", CampaignKind.Partitions, 50),
    };

    private static Command Create(string name, string description, CampaignKind kind, int standardRuns)
    {
        var file = new Argument<string?>("TOPOLOGY") { Description = $"A topology file. Left out: {Standard}", Arity = ArgumentArity.ZeroOrOne };
        var runs = new Option<int>("--runs") { Description = "How many runs.", DefaultValueFactory = _ => standardRuns };
        var from = new Option<int>("--from") { Description = "The number of the first run; with --runs 1 and the same seed, one run is made again.", DefaultValueFactory = _ => 0 };
        var parallel = ParallelOption.Create("How many at the same time.");
        var seed = new Option<int>("--seed") { Description = "Where random numbers begin.", DefaultValueFactory = _ => 1 };
        var data = new Option<string?>("--data") { Description = "Directory for the runs that failed, or in which a duty moved slowly. Left out: a new one under runs/." };
        var keep = new Option<bool>("--keep") { Description = "Keep the files of every run, and tell of each what was done and which duties moved." };
        var isolation = IsolationOption.Create("processes");
        from.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0) result.AddError("--from is a whole number, 0 or more");
        });
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000) result.AddError("--runs is a whole number from 1 to 100000");
        });
        var command = new Command(name, description) { file, runs, from, parallel, seed, data, keep, isolation };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ShippedFiles.Find(parsed.GetValue(file) ?? Standard), kind, parsed.GetValue(runs), parsed.GetValue(from), parsed.GetValue(parallel), parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(keep), parsed.GetValue(isolation) ?? IsolationKind.Processes, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string path, CampaignKind kind, int runs, int from, int parallel, int seed, string? data, bool keep, IsolationKind isolation, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is null) return await Failures.BadInputAsync(reading.Problems);
        if (IsolationFit.OnPaper(reading) is { } paper) return await Failures.BadInputAsync([paper]);
        if (await Failures.SecretsAsync(reading, cancellationToken) is { } lacking) return lacking;
        var directory = RunDirectory.Of(data, "campaign");
        var watch = Stopwatch.StartNew();
        var campaign = new Campaign(
            new CampaignScenarios(reading, kind, seed), from, runs, parallel,
            number => IsolationOption.Options(new LiveOptions(new DirectoryInfo(Path.Combine(directory.FullName, Name(number))), seed), isolation, path), Logger.None);
        var counts = await campaign.RunAsync(new Told(directory, runs, keep, run => IsSlow(run, kind, reading.Value)), cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{counts.Runs.Length} runs in {watch.Elapsed.TotalMinutes:0.0} min: the promise held in {counts.Held}"));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{counts.Accepted} mails accepted, {counts.Delivered} delivered, {counts.Lost} lost, {counts.Copies} second copies, {counts.Unexplained} of them without doubt, {counts.TwoOwners} signs of two owners, {counts.Takeovers} takeovers"));
        foreach (var persona in new[] { Persona.Pan, Persona.Mnt })
        {
            if (Percentiles(counts, persona, kind, reading.Value) is { } percentiles) await Console.Out.WriteLineAsync(percentiles);
        }
        foreach (var run in counts.Runs.Where(run => run.Stall > TimeSpan.Zero))
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"the machine itself stood still for up to {run.Stall.TotalSeconds:0.0} s in run {run.Number}, whose times are not the deployment's"));
        return counts.Runs.Length == runs && counts.Held == runs ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:0000}");

    private static string? Percentiles(CampaignCounts counts, Persona persona, CampaignKind kind, Topology topology)
    {
        var moves = counts.Runs.Where(run => run.Stall == TimeSpan.Zero).SelectMany(run => run.FirstMails.Select(one => (run.Number, one.Persona, one.Took))).Where(one => one.Persona == persona).OrderBy(one => one.Took).ToList();
        if (moves.Count == 0) return null;
        var times = moves.ConvertAll(one => one.Took.TotalSeconds);
        double At(double share) => times[Math.Min(times.Count - 1, (int)Math.Ceiling(share * times.Count) - 1)];
        var line = string.Create(
            CultureInfo.InvariantCulture, $"first mail of another {(persona == Persona.Pan ? "primary PAN" : "active MnT")}: median {At(0.5):0.0} s, p90 {At(0.9):0.0} s, p99 {At(0.99):0.0} s, longest {times[^1]:0.0} s in run {moves[^1].Number} ({times.Count} takeovers)");
        var configured = Configured(persona, kind, topology);
        return configured is { } span ? line + string.Create(CultureInfo.InvariantCulture, $"; configured {span.TotalSeconds:0.0} s, p99 is {At(0.99) / span.TotalSeconds:0.00} times that") : line;
    }

    private static bool IsSlow(CampaignRun run, CampaignKind kind, Topology topology) =>
        run.Stall == TimeSpan.Zero && run.FirstMails.Any(one => Configured(one.Persona, kind, topology) is { } span && one.Took > span * Slow);

    private static TimeSpan? Configured(Persona persona, CampaignKind kind, Topology topology) =>
        kind != CampaignKind.Kills ? null : persona == Persona.Pan ? topology.Failover.PanTakeover : topology.SingletonTakeover;

    /// <summary>Tells of each run, and keeps the files of those that failed or in which a duty moved slowly; of the others only where that is wanted.</summary>
    private sealed class Told(DirectoryInfo directory, int runs, bool keep, Func<CampaignRun, bool> isSlow) : IProgress<CampaignRun>
    {
        private int _ended;

        public void Report(CampaignRun value)
        {
            var ended = Interlocked.Increment(ref _ended);
            var files = new DirectoryInfo(Path.Combine(directory.FullName, Name(value.Number)));
            if (value.Holds && (keep || isSlow(value)))
            {
                Console.Out.WriteLine($"run {value.Number}{(isSlow(value) ? $" was slow, see {files.FullName}" : "")}: {Actions(value)}; {Moves(value)}");
                return;
            }
            if (value.Holds)
            {
                if (files.Exists) files.Delete(recursive: true);
                if (ended % 10 == 0) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ended} of {runs} runs have ended"));
                return;
            }
            var what = value.Fault ?? string.Join("; ", value.Result!.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => $"{finding.What}: expected {finding.Expected}, found {finding.Found}"));
            Console.Out.WriteLine($"run {value.Number} failed: {what} [{Actions(value)}], see {files.FullName}");
        }

        private static string Actions(CampaignRun run) => run.Result is not { } result
            ? ""
            : string.Join("; ", result.Actions.Select(one => string.Create(CultureInfo.InvariantCulture, $"{(one.Begun - result.Begin).TotalSeconds:0.0} s to {(one.Ended - result.Begin).TotalSeconds:0.0} s {one.Action}{(one.Why is { } why ? $" ({why})" : "")}")));

        private static string Moves(CampaignRun run) => run.Result is not { } result
            ? ""
            : string.Join("; ", result.Takeovers.Where(move => move.At > result.Begin).Select(move => string.Create(CultureInfo.InvariantCulture, $"{(move.At - result.Begin).TotalSeconds:0.0} s {move.Node} {move.Persona.Holder()}, first mail {(move.FirstMailAt - result.Begin)?.TotalSeconds:0.0} s")));
    }
}
