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

    public static async Task<LiveFixture> StartAsync(string topology)
    {
        var reading = TopologyFile.Parse(topology, "test.yaml");
        reading.Problems.ShouldBeEmpty();
        var directory = System.IO.Directory.CreateTempSubdirectory("isemail-live-");
        using var patience = new CancellationTokenSource(Patience);
        var deployment = await LiveDeployment.StartAsync(reading.Value!, new LiveOptions(directory, 1), Logger.None, null, patience.Token);
        return new LiveFixture(deployment, directory);
    }

    /// <summary>Lets causes happen until they are taken on, as people at portals do.</summary>
    public async Task RaiseAsync(MailPurpose purpose, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = ++_number;
            var cause = Samples.Of(purpose, $"test-{number}", number, "psn-1", TimeProvider.System.GetUtcNow(), _random);
            while (true)
            {
                try
                {
                    await Deployment.RaiseAsync([cause], number, Cancellation);
                    break;
                }
                catch (Cluster.Nodes.CausesRefusedException)
                {
                    // The duty's holder is gone and the next one not there yet: asked again until it is.
                    Cancellation.ThrowIfCancellationRequested();
                }
            }
        }
    }

    /// <summary>A node that runs.</summary>
    public Cluster.Hosting.NodeHost Node(string name) => Deployment.Running[new NodeName(name)];

    /// <summary>Waits until the settings are as <paramref name="holds"/> wants them.</summary>
    public async Task<SettingsReport> SettingsAsync(Func<SettingsReport, bool> holds)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var report = await Deployment.Running.Values.First().SettingsAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
            if (report is not null && holds(report)) return report;
            if (Cancellation.IsCancellationRequested) throw new TimeoutException($"the settings stand at {report?.Version.Version}, {report?.InitialTest}, nodes {(report is null ? "" : string.Join(", ", report.Nodes))}");
            await pulse.WaitForNextTickAsync(CancellationToken.None);
        }
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
