using System.Diagnostics;
using System.Text.Json;
using IseMail.Benchmarks.Measuring;

namespace IseMail.Benchmarks.Large;

/// <summary>The largest deployment in one process, as its users start it: how long until all 54 nodes are Up, and how much memory that takes.</summary>
internal static class LargeBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Required = TimeSpan.FromSeconds(15);
    private const double RequiredMegabytes = 500;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        for (var round = 0; round < Rounds; round++) runs.Add(await RunAsync(cancellationToken));
        Report.Table(
            ["run", "all Up after s", "first mail after s", "verdict after s", "greatest MB", "processor s"],
            runs.Select((run, number) => (string[])[
                $"{number + 1}", Report.Two(run.AllUp), Report.Two(run.FirstMail), Report.Two(run.End), Report.Whole(run.Megabytes), Report.Two(run.Processor.TotalSeconds)]));
        var up = Measuring.Rounds.Median(runs.Select(run => run.AllUp));
        var memory = runs.Max(run => run.Megabytes);
        return Report.Requirement($"all Up after {up:0.0} s (median of {Rounds}), at most {Required.TotalSeconds:0} s required", up <= Required.TotalSeconds)
            & Report.Requirement($"{memory:0} MB at most, less than {RequiredMegabytes:0} MB required", memory < RequiredMegabytes);
    }

    private static async Task<Run> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-benchmark-large-");
        try
        {
            var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { "exec", Beside("isemail.dll"), "run", Beside("topology/scenarios/largest.yaml"), "--json", "--data", directory.FullName }) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var (memory, processor) = (0L, TimeSpan.Zero);
            // The operating system keeps a process's figures only as long as the process.
            while (!process.HasExited)
            {
                process.Refresh();
                if (!process.HasExited) (memory, processor) = (Math.Max(memory, process.PeakWorkingSet64), process.TotalProcessorTime);
                await Task.Delay(Glance, cancellationToken);
            }
            if (process.ExitCode != 0) throw new InvalidOperationException($"the run ended with {process.ExitCode}: {await errors}");
            using var document = JsonDocument.Parse(await output);
            var seconds = document.RootElement.GetProperty("seconds");
            return new Run(
                seconds.GetProperty("allUp").GetDouble(), seconds.GetProperty("firstMail").GetDouble(), seconds.GetProperty("end").GetDouble(), memory / 1e6, processor);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private sealed record Run(double AllUp, double FirstMail, double End, double Megabytes, TimeSpan Processor);
}
