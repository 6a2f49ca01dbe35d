using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using IseMail.Benchmarks.Measuring;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>
/// What the console costs the program that shows 54 nodes while 200 mails a second leave them: the processor time of the same deployment, in turns with and
/// without consoles that are followed. One console's share is small beside what nodes and mail take, so ten of them are measured and divided. And how soon a
/// page is told, and a browser shows it.
/// </summary>
internal static class ConsoleBenchmark
{
    private const int Consoles = 10;
    private const int Nodes = 54;
    private const int MailsASecond = 200;
    private const double MostOfOneCore = 0.15;
    private const double TellsWithin = 0.5;
    private const double PaintsWithin = 1;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var topology = TopologyFile.Parse(LargestDeployment.Topology, "largest.yaml").Value!;
        var data = Directory.CreateTempSubdirectory("isemail-console-");
        try
        {
            await using var deployment = await LiveDeployment.StartAsync(topology, new LiveOptions(data, 1), Logger.None, null, cancellationToken);
            using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var accepted = new ConcurrentQueue<(long At, int Mails)>();
            var loaded = MailLoad.RunAsync(deployment, MailsASecond, accepted, loading.Token);
            await Task.Delay(Turn, cancellationToken);
            var (alone, followed, updates) = (new List<double>(), new List<double>(), 0);
            for (var round = 0; round < options.Rounds; round++)
            {
                alone.Add(await CostAsync(cancellationToken));
                var consoles = new List<ShownConsole>();
                for (var number = 0; number < Consoles; number++) consoles.Add(await ShownConsole.StartAsync(topology, deployment, data, string.Create(CultureInfo.InvariantCulture, $"console-{round}-{number}"), cancellationToken));
                using var ending = new CancellationTokenSource();
                var following = consoles.Select(console => console.FollowAsync(_ => Interlocked.Increment(ref updates), ending.Token)).ToList();
                followed.Add(await CostAsync(cancellationToken));
                await ending.CancelAsync();
                await Task.WhenAll(following);
                foreach (var console in consoles) await console.DisposeAsync();
            }
            var cost = (Rounds.Median(followed) - Rounds.Median(alone)) / Consoles;
            Report.Table(["54 nodes", "processor time in cores"], [["without a console", Report.Two(Rounds.Median(alone))], [$"with {Consoles} consoles, each followed", Report.Two(Rounds.Median(followed))], ["one console", cost.ToString("0.000", CultureInfo.InvariantCulture)]]);

            await using var shown = await ShownConsole.StartAsync(topology, deployment, data, "console", cancellationToken);
            var delays = await PushDelay.MeasureAsync(shown, accepted, Turn, cancellationToken);
            await loading.CancelAsync();
            var mails = await loaded;
            var rate = mails / Stopwatch.GetElapsedTime(accepted.First().At, accepted.Last().At).TotalSeconds;
            Report.Line($"{rate:0} mails a second were accepted; a page was told {updates / (options.Rounds * Turn.TotalSeconds * Consoles):0.0} times a second");
            var met = Report.Requirement($"one console takes at most {MostOfOneCore:0.00} of a core: {cost:0.000}", cost <= MostOfOneCore);
            var late = delays[(int)Math.Ceiling(0.99 * delays.Count) - 1].TotalSeconds;
            met &= Report.Requirement($"a page is told of mail within {TellsWithin:0.0} s of its acceptance: median {delays[delays.Count / 2].TotalSeconds:0.00} s, p99 {late:0.00} s of {delays.Count}", late <= TellsWithin);
            return met & await PaintAsync(shown, options);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<bool> PaintAsync(ShownConsole console, BenchmarkOptions options)
    {
        if (FirstPaint.Browser is null)
        {
            Report.Line($"first paint is not measured: there is no Chromium on the PATH");
            return true;
        }
        var (paints, maps) = await FirstPaint.MeasureAsync(console.Opening, Nodes, options.Rounds);
        Report.Line($"first paints after {FirstPaint.Line(paints)} s, all {Nodes} nodes after {FirstPaint.Line(maps)} s");
        return Report.Requirement($"first paint within {PaintsWithin:0} s: median {Rounds.Median(paints):0.00} s; all nodes {Rounds.Median(maps):0.00} s", Rounds.Median(paints) <= PaintsWithin);
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
}
