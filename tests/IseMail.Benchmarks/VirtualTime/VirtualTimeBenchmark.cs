using System.Globalization;
using IseMail.Benchmarks.Measuring;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Benchmarks.VirtualTime;

/// <summary>How fast virtual time goes: events a second on the largest deployment and how much it keeps, the longer it goes on at one rate; a year of seven nodes, a quarter of 54.</summary>
internal static class VirtualTimeBenchmark
{
    private const double EventsPerSecond = 500_000;

    // What delivered mails leave behind is remembered for seven days, so the shortest run has not all of it yet.
    private const double MemoryGrowth = 1.25;
    private const int MailsADay = 5_000;
    private static readonly int[] Mails = [10_000, 100_000, 1_000_000];

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-virtual-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "largest.topology.yaml"), LargestDeployment.Topology, cancellationToken);
            // What is compiled while it runs first is not what is measured; the compiler takes until then to be done with all of it.
            await PlayAsync(await WriteAsync(directory, 50_000, cancellationToken), cancellationToken);
            var met = true;
            var megabytes = new List<long>();
            foreach (var mails in options.Brief ? Mails[..2] : Mails)
            {
                var (ended, memory) = await PlayAsync(await WriteAsync(directory, mails, cancellationToken), cancellationToken);
                var rate = ended.Events / ended.Took.TotalSeconds;
                met &= Report.Requirement(
                    $"{mails} mails: {ended.Events} events in {ended.Took.TotalSeconds:0.0} s, {rate:0} a second (500,000 required), {ended.Took.TotalMicroseconds / mails:0.0} us a mail, {memory} MB at the end", rate >= EventsPerSecond);
                megabytes.Add(memory);
            }
            if (!options.Brief)
            {
                met &= Report.Requirement(
                    $"memory after {Mails[^1] / MailsADay} days is {(double)megabytes[^1] / megabytes[^2]:0.00} times that after {Mails[^2] / MailsADay} days of as many mails a day ({MemoryGrowth} required)",
                    megabytes[^1] <= megabytes[^2] * MemoryGrowth);
            }
            var shipped = Path.Combine(AppContext.BaseDirectory, "topology", "virtual");
            met &= await LongAsync(Path.Combine(shipped, "year.yaml"), 10, 1_000, cancellationToken);
            if (!options.Brief) met &= await LongAsync(Path.Combine(shipped, "quarter.yaml"), 60, 1_000, cancellationToken);
            return met;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<bool> LongAsync(string path, double seconds, int megabytes, CancellationToken cancellationToken)
    {
        var (ended, memory) = await PlayAsync(path, cancellationToken);
        var total = ended.Result.Summary.Total;
        return Report.Requirement(
            $"{ended.Result.Scenario.Name}: {(ended.Result.Evidence.End - ended.Result.Begin).TotalDays:0} days, {total.Accepted} mails accepted, {total.Delivered} delivered, {total.Lost} lost, in {ended.Took.TotalSeconds:0.0} s ({seconds:0} required), {memory} MB at the end ({megabytes} required)",
            ended.Took.TotalSeconds <= seconds && memory < megabytes && total.Lost == 0);
    }

    private static async Task<(VirtualResult Ended, long Memory)> PlayAsync(string path, CancellationToken cancellationToken)
    {
        var scenario = (await ScenarioFile.ReadAsync(path, cancellationToken)).Value ?? throw new InvalidDataException($"{path} has problems");
        var ended = new VirtualRun(scenario, 1, new TimingModel()).Run(cancellationToken);
        return (ended, GC.GetTotalMemory(forceFullCollection: true) / 1_000_000);
    }

    private static async Task<string> WriteAsync(DirectoryInfo directory, int mails, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory.FullName, string.Create(CultureInfo.InvariantCulture, $"mails-{mails}.yaml"));
        await File.WriteAllTextAsync(path, string.Create(CultureInfo.InvariantCulture, $$"""
            name: mails-{{mails}}
            purpose: Mail of every purpose from 54 nodes.
            topology: largest.topology.yaml
            within: {{(mails / MailsADay) + 10}}d
            workload:
              - { cause: guestNotice, count: {{mails / 2}}, over: {{mails / MailsADay}}d }
              - { cause: sponsorNotice, count: {{mails / 4}}, over: {{mails / MailsADay}}d }
              - { cause: guestExpiry, count: {{mails / 8}}, over: {{mails / MailsADay}}d }
              - { cause: passwordExpiry, count: {{mails / 8}}, over: {{mails / MailsADay}}d }
            """), cancellationToken);
        return path;
    }
}
