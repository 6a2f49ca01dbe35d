using System.Text;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>A deployment started from a topology's text in a directory of its own.</summary>
internal sealed class LiveFixture : IAsyncDisposable
{
    /// <summary>The other PAN is promoted some 3 s after the primary died: ISE's shortest times, twenty times as fast.</summary>
    public const string AutomaticFailover = """

        panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-1, pollingInterval: 30, failedAttempts: 2 }
        failover: { timeScale: 0.05 }
        """;

    // Many times what each step needs: machines under load are slow.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly SampleCauses Samples = new("visitors.example");

    private readonly DirectoryInfo _directory;
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Random _random = new(1);
    private int _number;

    private LiveFixture(LiveDeployment deployment, DirectoryInfo directory)
    {
        Deployment = deployment;
        _directory = directory;
    }

    public LiveDeployment Deployment { get; }

    public string Directory => _directory.FullName;

    public CancellationToken Cancellation => _patience.Token;

    public static async Task<LiveFixture> StartAsync(string topology, bool runsWorkload = false, bool breakableLinks = false)
    {
        var reading = TopologyFile.Parse(topology, "test.yaml");
        reading.Problems.ShouldBeEmpty();
        var directory = System.IO.Directory.CreateTempSubdirectory("isemail-live-");
        using var patience = new CancellationTokenSource(Patience);
        var deployment = await LiveDeployment.StartAsync(reading.Value!, new LiveOptions(directory, 1, RunsWorkload: runsWorkload) { BreakableLinks = breakableLinks }, Logger.None, null, patience.Token);
        return new LiveFixture(deployment, directory);
    }

    /// <summary>Lets causes happen until they are taken on, as people at portals do.</summary>
    public async Task RaiseAsync(MailPurpose purpose, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = ++_number;
            var now = TimeProvider.System.GetUtcNow();
            Happening happening = purpose == MailPurpose.Alarm
                ? new Happening.Noticed(Samples.Alarm($"test-{number}", number, new NodeName("psn-1"), now))
                : new Happening.Caused(Samples.Of(purpose, $"test-{number}", number, now, _random));
            await UntilTakenAsync(() => Deployment.HappenAsync(happening, number, Cancellation));
        }
    }

    /// <summary>Tries until it is not refused: a duty's holder may be gone and the next one not there yet.</summary>
    public async Task<T> UntilTakenAsync<T>(Func<Task<T>> attempt)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Cluster.Nodes.CausesRefusedException)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>A node that runs.</summary>
    public Cluster.Hosting.NodeHost Node(string name) => ((Isolation.HostedNode)Deployment.Running[new NodeName(name)]).Host;

    /// <summary>Waits until <paramref name="holds"/>.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!holds()) await pulse.WaitForNextTickAsync(Cancellation);
    }

    /// <summary>Waits until the settings are as <paramref name="holds"/> wants them.</summary>
    public async Task<SettingsReport> SettingsAsync(Func<SettingsReport, bool> holds)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var report = await Deployment.Running.Values.First().Control.SettingsAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
            if (report is not null && holds(report)) return report;
            if (Cancellation.IsCancellationRequested) throw new TimeoutException($"the settings stand at {report?.Version.Version}, {report?.InitialTest}, nodes {(report is null ? "" : string.Join(", ", report.Nodes))}");
            await pulse.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until so many mails with that subject have arrived.</summary>
    public async Task ArrivedAsync(string subject, int count) =>
        await Deployment.Tenant!.Mailboxes.WaitForAsync(arrived => arrived.Count(message => message.Subject == subject) >= count, Cancellation);

    /// <summary>The mail that arrived as the <paramref name="index"/>-th, as it went over the wire.</summary>
    public string Source(int index)
    {
        var mailboxes = Deployment.Tenant!.Mailboxes;
        mailboxes.TrySource(mailboxes.Snapshot()[index].Number, out var source).ShouldBeTrue();
        return Encoding.UTF8.GetString(source!).ReplaceLineEndings("\n");
    }

    /// <summary>Looks for <paramref name="secret"/> in all that the nodes keep: journals, keys, logs.</summary>
    public async Task KeepsNoneAsync(string secret)
    {
        var looked = 0;
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !file.FullName.StartsWith(Path.Combine(Directory, "tenant"), StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            (await reader.ReadToEndAsync(Cancellation)).ShouldNotContain(secret, Case.Sensitive, file.Name);
            looked++;
        }
        looked.ShouldBeGreaterThan(10);
    }

    /// <summary>Waits until the ledger is as <paramref name="holds"/> wants it.</summary>
    public async Task<DeliveryLedger> LedgerAsync(Func<DeliverySummary, bool> holds)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var ledger = await Deployment.LedgerAsync(CancellationToken.None);
            if (holds(ledger.Summary())) return ledger;
            if (Cancellation.IsCancellationRequested) throw new TimeoutException($"the ledger stands at {ledger.Summary().Total}");
            await pulse.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        _patience.Dispose();
        _directory.Delete(recursive: true);
    }
}
