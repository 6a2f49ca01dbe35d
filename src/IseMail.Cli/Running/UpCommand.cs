using System.CommandLine;
using System.Diagnostics;
using IseMail.Cli.Consoles;
using IseMail.Cli.Rendering;
using IseMail.Cli.Telemetry;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Drills;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Operating;
using IseMail.Scenarios.Topologies;
using IseMail.WebConsole;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Tenant;
using Serilog;
using Spectre.Console;

namespace IseMail.Cli.Running;

/// <summary><c>isemail up TOPOLOGY</c>: a deployment that stays up until Ctrl-C and then drains.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var file = new Argument<string>("TOPOLOGY") { Description = "A topology file." };
        var data = new Option<string?>("--data") { Description = "Directory for journals, logs and mailboxes, found again at the next start. Left out: data/NAME." };
        var every = new Option<int?>("--every") { Description = "Let one mail of each purpose arise every so many seconds. Left out: as the topology's workload says." };
        var operations = new OperationsOptions();
        var drain = new Option<int>("--drain") { Description = "Seconds that waiting mail is given to leave after Ctrl-C.", DefaultValueFactory = _ => 30 };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1) result.AddError("--every is a whole number of seconds, at least 1");
        });
        drain.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100) result.AddError("--drain is a whole number of seconds from 0 to 100");
        });
        var isolation = IsolationOption.Create("in-process");
        var command = new Command("up", "Start a deployment and keep it up until Ctrl-C; then let waiting mail leave, and stop.") { file, data, every, drain, isolation };
        operations.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (asked, refused) = await operations.ReadAsync(parsed, cancellationToken);
            return asked is null ? refused : await RunAsync(
                ShippedFiles.Find(parsed.GetRequiredValue(file)), parsed.GetValue(data), parsed.GetValue(every), parsed.GetValue(isolation) ?? IsolationKind.InProcess, TimeSpan.FromSeconds(parsed.GetValue(drain)), asked, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string? data, int? every, IsolationKind isolation, TimeSpan drain, Operations operations, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        if (IsolationFit.OnPaper(reading) is { } paper) return await Failures.BadInputAsync([paper]);
        if (await Failures.SecretsAsync(reading, cancellationToken) is { } lacking) return lacking;
        if (every is { } seconds) topology = topology with { Workload = new WorkloadSettings(TimeSpan.FromSeconds(seconds), topology.Workload?.Recipients ?? "visitors.example") };

        var directory = new DirectoryInfo(data ?? Path.Combine("data", topology.Deployment.Name));
        var console = AnsiConsole.Console;
        var live = !Console.IsOutputRedirected;
        console.WriteLine(Recipients.Notice(topology));
        try
        {
            using var export = OtlpExport.Begin();
            using var log = TenantLog.In(directory);
            var display = new RunDisplay(console, topology.Deployment.Nodes.Length, live);
            var left = await display.WhileAsync(() => StayUpAsync(topology, path, IsolationOption.Options(new LiveOptions(directory, 1, RunsWorkload: true) { BreakableLinks = true }, isolation, path), log, display, drain, operations, cancellationToken));
            console.WriteLine(left == 0 ? "stopped; no mail waits" : $"stopped; {left} mails wait in their outboxes and leave after the next start with the same --data");
            return ExitCodes.Holds;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(reading, fault);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.WriteLine("stopped before it was up");
            return ExitCodes.Holds;
        }
    }

    private static async Task<long> StayUpAsync(
        Topology topology, string topologyFile, LiveOptions options, ILogger log, RunDisplay display, TimeSpan drain, Operations operations, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var up = new UpCounter(display, watch);
        LiveDeployment? running = null;
        // First, so that nothing that is counted goes by before it is counted.
        await using var health = operations.HealthPort == 0
            ? null
            : await NodeHealth.StartAsync(
                () => running is null ? null : [.. running.Running.Values.Select(node => node.Control)], topology.Cluster.Bind, operations.HealthPort, PrometheusScrape.Extension, cancellationToken);
        await using var deployment = await LiveDeployment.StartAsync(topology, options, log, up, cancellationToken);
        running = deployment;
        await using var operated = await OperatedDeployment.TakeAsync(deployment, TimeProvider.System, log, cancellationToken);
        using var tenant = deployment.Tenant is null ? null : new TenantClient(Path.Combine(options.Directory.FullName, "tenant"), TimeProvider.System);
        using var drill = deployment.Tenant is null ? null : new LiveDrill(deployment, await deployment.SealAsync(cancellationToken));
        await using var library = ConsoleRuns.Library("runs");
        DeploymentAdministration? administration = null;
        await using var site = new ConsoleSite(
            new ConsoleSubject(topology, topologyFile, () => new NodesToAsk([.. deployment.Answering.Select(node => node.Control)], deployment.Paused), cancellation => deployment.LedgerAsync(cancellation), await deployment.SealAsync(cancellationToken))
            {
                Tenant = tenant,
                Operated = operated,
                Drill = drill,
            },
            library, token => administration?.Knows(token) == true, TimeProvider.System);
        await using var administering = administration = await DeploymentAdministration.StartAsync(
            topology, () => [.. deployment.Answering.Select(node => node.Control)], deployment.LookUp, options.Directory, cancellationToken, operations.Administration, site.Extension);
        display.Tell(site.Sessions.Told(administration.Address, operations.Administration.Token is not null));
        var view = await ShowAsync(deployment, display, "up", watch, up.Nodes, until: _ => false, cancellationToken);

        await deployment.StopWorkloadAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(drain);
        view = await ShowAsync(deployment, display, "draining", watch, up.Nodes, until: state => state.Total.Queued == 0, patience.Token) ?? view;
        await deployment.StopAsync(StopWithin, CancellationToken.None);
        return view?.Total.Queued ?? 0;
    }

    /// <summary>Shows the deployment again and again until <paramref name="until"/> holds or <paramref name="end"/> comes.</summary>
    private static async Task<LiveView?> ShowAsync(
        LiveDeployment deployment, RunDisplay display, string phase, Stopwatch watch, int up, Func<LiveView, bool> until, CancellationToken end)
    {
        LiveView? view = null;
        using var pulse = new PeriodicTimer(Pulse);
        while (!end.IsCancellationRequested)
        {
            view = await deployment.ViewAsync(CancellationToken.None);
            display.Report(new RunProgress(phase, watch.Elapsed, up, view));
            if (until(view)) break;
            try
            {
                await pulse.WaitForNextTickAsync(end);
            }
            catch (OperationCanceledException)
            {
                return view;
            }
        }
        return view;
    }

    private sealed class UpCounter(RunDisplay display, Stopwatch watch) : IProgress<NodeName>
    {
        private int _nodes;

        public int Nodes => Volatile.Read(ref _nodes);

        public void Report(NodeName value) => display.Report(new RunProgress("starting", watch.Elapsed, Interlocked.Increment(ref _nodes), null));
    }
}
