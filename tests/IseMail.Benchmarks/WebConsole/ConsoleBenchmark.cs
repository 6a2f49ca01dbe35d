using System.Diagnostics;
using System.Globalization;
using IseMail.Benchmarks.Measuring;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using IseMail.WebConsole;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Tenant;
using Serilog.Core;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>
/// What the console costs the program that shows 54 nodes while 200 mails a second leave them: the processor time of the same deployment, in turns with and
/// without consoles that are followed. One console's share is small beside what nodes and mail take, so ten of them are measured and divided.
/// </summary>
internal static class ConsoleBenchmark
{
    private const int Consoles = 10;
    private const int MailsASecond = 200;
    private const double MostOfOneCore = 0.15;
    private const string Topology = """
        name: large
        model: large
        nodes:
          - { name: pan-1, personas: [pan], primary: [pan] }
          - { name: pan-2, personas: [pan] }
          - { name: mnt-1, personas: [mnt], primary: [mnt] }
          - { name: mnt-2, personas: [mnt] }
          - { name: "psn-{1..50}", personas: [psn] }
        mail: { sender: { budget: unlimited } }
        tenant: { limits: none }
        """;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var topology = TopologyFile.Parse(Topology, "large.yaml").Value!;
        var directory = Directory.CreateTempSubdirectory("isemail-console-");
        try
        {
            await using var deployment = await LiveDeployment.StartAsync(topology, new LiveOptions(directory, 1), Logger.None, null, cancellationToken);
            using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var loaded = LoadAsync(deployment, loading.Token);
            await Task.Delay(Turn, cancellationToken);
            var (alone, followed, updates) = (new List<double>(), new List<double>(), 0);
            for (var round = 0; round < options.Rounds; round++)
            {
                alone.Add(await CostAsync(cancellationToken));
                await using var consoles = await FollowedConsoles.StartAsync(topology, deployment, Path.Combine(directory.FullName, $"round-{round}"), cancellationToken);
                followed.Add(await CostAsync(cancellationToken));
                updates += consoles.Updates;
            }
            await loading.CancelAsync();
            var mails = await loaded;
            var cost = (Rounds.Median(followed) - Rounds.Median(alone)) / Consoles;
            Report.Table(["54 nodes", "processor time in cores"], [["without a console", Report.Two(Rounds.Median(alone))], [$"with {Consoles} consoles, each followed", Report.Two(Rounds.Median(followed))], ["one console", cost.ToString("0.000", CultureInfo.InvariantCulture)]]);
            var seconds = options.Rounds * Turn.TotalSeconds;
            Report.Line($"{mails / (seconds * 2 + Turn.TotalSeconds):0} mails a second were accepted; a console's page was told {updates / (seconds * Consoles):0.0} times a second");
            return Report.Requirement($"the console takes at most {MostOfOneCore:0.00} of one core: {cost:0.000}", cost <= MostOfOneCore);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<double> CostAsync(CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        process.Refresh();
        var (before, begun) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Turn, cancellationToken);
        process.Refresh();
        return (process.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(begun);
    }

    private static async Task<int> LoadAsync(LiveDeployment deployment, CancellationToken cancellationToken)
    {
        const int together = 20;
        var samples = new SampleCauses("visitors.example");
        var random = new Random(1);
        var mails = 0;
        using var pulse = new PeriodicTimer(TimeSpan.FromSeconds((double)together / MailsASecond));
        try
        {
            while (await pulse.WaitForNextTickAsync(cancellationToken))
            {
                var causes = Enumerable.Range(0, together).Select(_ => samples.Of(MailPurpose.GuestNotice, string.Create(CultureInfo.InvariantCulture, $"console-{++mails}"), mails, DateTimeOffset.UtcNow, random)).ToList();
                await deployment.RaiseAsync(causes, mails / together, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
        return mails;
    }

    private sealed class FollowedConsoles : IAsyncDisposable
    {
        private readonly List<IAsyncDisposable> _parts = [];
        private readonly List<Task> _following = [];
        private readonly CancellationTokenSource _ending = new();
        private int _updates;

        public int Updates => Volatile.Read(ref _updates);

        public static async Task<FollowedConsoles> StartAsync(Domain.Deployments.Topology topology, LiveDeployment deployment, string directory, CancellationToken cancellationToken)
        {
            var consoles = new FollowedConsoles();
            for (var number = 0; number < Consoles; number++)
            {
                var tenant = new TenantClient(Path.Combine(Path.GetDirectoryName(directory)!, "tenant"), TimeProvider.System);
                var site = new ConsoleSite(
                    new ConsoleSubject(topology, "large.yaml", () => new NodesToAsk([.. deployment.Answering.Select(node => node.Control)], deployment.Paused), cancellation => deployment.LedgerAsync(cancellation), await deployment.SealAsync(cancellationToken)) { Tenant = tenant },
                    null, static _ => false, TimeProvider.System);
                var own = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"{directory}-{number}"));
                var web = await AdministrationWeb.StartAsync(AdministrationListener.Local, own, static _ => { }, site.Extension, cancellationToken);
                consoles._parts.AddRange([web, site]);
                consoles._following.Add(consoles.FollowAsync(own.FullName));
            }
            return consoles;
        }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await Task.WhenAll(_following);
            foreach (var part in _parts) await part.DisposeAsync();
            _ending.Dispose();
        }

        // As a browser does, over HTTP; what it does with it is the browser's own.
        private async Task FollowAsync(string directory)
        {
            var file = IseMail.Tenant.Administration.AdministrationFile.Read(directory)!;
            using var client = new HttpClient { BaseAddress = file.Address };
            client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", file.Token);
            try
            {
                using var reader = new StreamReader(await client.GetStreamAsync("/live/feed", _ending.Token));
                while (await reader.ReadLineAsync(_ending.Token) is { } line)
                {
                    if (line.StartsWith("data:", StringComparison.Ordinal)) Interlocked.Increment(ref _updates);
                }
            }
            catch (OperationCanceledException)
            {
                // The turn is over.
            }
        }
    }
}
