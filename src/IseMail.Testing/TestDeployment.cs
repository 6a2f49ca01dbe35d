using System.Collections.Immutable;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Live;
using Serilog.Core;

namespace IseMail.Testing;

/// <summary>
/// A whole ISE deployment and its tenant, live in the test's own process, in a directory that goes with it. Every node is an
/// actor system of its own; mail goes over sockets into the tenant's mailboxes.
/// </summary>
public sealed class TestDeployment : IAsyncDisposable
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _directory;
    private readonly TestOptions _options;
    private readonly SampleCauses _samples = new("visitors.example");
    private readonly Random _random;
    private int _number;

    private TestDeployment(LiveDeployment live, DirectoryInfo directory, TestOptions options)
    {
        Live = live;
        _directory = directory;
        _options = options;
        _random = new Random(options.Seed);
        Mailboxes = new TestMailboxes(live.Tenant!.Mailboxes, options.Patience);
    }

    /// <summary>The deployment itself, for all that has no shorter name here.</summary>
    public LiveDeployment Live { get; }

    /// <summary>What has arrived in the tenant.</summary>
    public TestMailboxes Mailboxes { get; }

    /// <summary>Starts a deployment and waits until every node is Up.</summary>
    /// <param name="topology">Its topology's text; <c>null</c>: <see cref="TestTopologies.Standalone"/>.</param>
    /// <param name="options">How; <c>null</c>: as usual.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="BadTopologyException">The topology cannot be used, or has no tenant of its own.</exception>
    /// <exception cref="IOException">The machine lacks something: a port is taken, a file is missing, it is too slow.</exception>
    public static async Task<TestDeployment> StartAsync(string? topology = null, TestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= TestOptions.Default;
        var read = Said.Topology(topology ?? TestTopologies.Standalone);
        if (read.EmbeddedTenant is null) throw new BadTopologyException(["topology:1:1: there is no tenant to read mailboxes from; 'tenant: embedded'"]);
        var directory = Directory.CreateTempSubdirectory("isemail-testing-");
        try
        {
            var live = await LiveDeployment.StartAsync(read, new LiveOptions(directory, options.Seed, RunsWorkload: options.RunsWorkload), Logger.None, null, cancellationToken);
            return new TestDeployment(live, directory, options);
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Lets mails of a purpose arise about people who do not exist, each from another cause, wherever the duty lies; ends when each is certain to be sent.</summary>
    /// <returns>The mails' identities; a mail's Message-ID begins with its own.</returns>
    /// <exception cref="TimeoutException">Nobody takes the causes on.</exception>
    public async Task<ImmutableArray<MailId>> CauseAsync(MailPurpose purpose, int count = 1, CancellationToken cancellationToken = default)
    {
        var mails = ImmutableArray.CreateBuilder<MailId>();
        for (var i = 0; i < count; i++)
        {
            var number = ++_number;
            var now = TimeProvider.System.GetUtcNow();
            var about = Live.Topology.Deployment.Nodes[number % Live.Topology.Deployment.Nodes.Length].Name;
            Happening happening = purpose == MailPurpose.Alarm
                ? new Happening.Noticed(_samples.Alarm($"test-{number}", number, about, now))
                : new Happening.Caused(_samples.Of(purpose, $"test-{number}", number, now, _random));
            mails.AddRange(await UntilTakenAsync(() => Live.HappenAsync(happening, number, cancellationToken), cancellationToken));
        }
        return mails.ToImmutable();
    }

    /// <summary>Raises an alarm of ISE's catalogue; it is mailed as the topology's alarm settings say.</summary>
    /// <param name="alarm">Its name, such as <c>Process Down</c>.</param>
    /// <param name="node">The node it is about.</param>
    /// <param name="details">What it says; <c>null</c>: what the catalogue says.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The mails that tell of it: none where nobody is to be told.</returns>
    /// <exception cref="ArgumentException">There is no such alarm.</exception>
    /// <exception cref="TimeoutException">There is no active MnT.</exception>
    public Task<ImmutableArray<MailId>> RaiseAlarmAsync(string alarm, string node, string? details = null, CancellationToken cancellationToken = default)
    {
        if (!AlarmCatalogue.TryFind(alarm, out var known)) throw new ArgumentException($"'{alarm}' is not an alarm of the catalogue", nameof(alarm));
        var signal = new AlarmSignal(known.Name, new NodeName(node), details ?? known.Description, TimeProvider.System.GetUtcNow(), $"test-{++_number}");
        return UntilTakenAsync(() => Live.HappenAsync(new Happening.Noticed(signal), _number, cancellationToken), cancellationToken);
    }

    /// <summary>Somebody wants something at a PSN's portal.</summary>
    /// <returns>The mails that arise from it and the login names it is about.</returns>
    /// <exception cref="CausesRefusedException">It was refused, for what the person is told.</exception>
    public Task<PortalServed> AskPortalAsync(GuestRequest request, CancellationToken cancellationToken = default) => Live.AskPortalAsync(request, cancellationToken);

    /// <summary>Lets something go wrong in the tenant: <c>AddFault("busy", "where=mail reply=sender-threads count=3")</c>.</summary>
    /// <exception cref="BadTopologyException">There is no such fault, or one of that name already.</exception>
    public void AddFault(string name, string said)
    {
        if (!Live.Tenant!.Faults.TryAdd(Said.Fault(name, said))) throw new BadTopologyException([$"there is a fault '{name}' already; another name"]);
    }

    /// <summary>Removes a fault; whether it was there.</summary>
    public bool RemoveFault(string name) => Live.Tenant!.Faults.Remove(name);

    /// <summary>Ends a node as a machine that loses its power.</summary>
    public Task KillNodeAsync(string node) => Live.KillNodeAsync(new NodeName(node));

    /// <summary>Shuts a node down in order.</summary>
    public Task StopNodeAsync(string node) => Live.StopNodeAsync(new NodeName(node));

    /// <summary>Starts a node that does not run, and waits until it is Up.</summary>
    public Task StartNodeAsync(string node, CancellationToken cancellationToken = default) => Live.StartNodeAsync(new NodeName(node), cancellationToken);

    /// <summary>Promotes a PAN by hand, as ISE has it done unless automatic failover is set (<c>panHa</c>); ends when it acts as the primary.</summary>
    /// <exception cref="InvalidOperationException">It does not; the message says why.</exception>
    public async Task PromoteAsync(string pan, CancellationToken cancellationToken = default)
    {
        if (await Live.PromoteAsync(new NodeName(pan), cancellationToken) is { } why) throw new InvalidOperationException(why);
    }

    /// <summary>Waits until no mail waits any more, and tells how all of them stand: what was accepted beside what is in the mailboxes.</summary>
    /// <exception cref="TimeoutException">Some still wait.</exception>
    public async Task<DeliverySummary> SettledAsync(CancellationToken cancellationToken = default)
    {
        using var enough = new CancellationTokenSource(_options.Patience);
        using var pulse = new PeriodicTimer(Pulse);
        while (true)
        {
            var summary = (await Live.LedgerAsync(cancellationToken)).Summary();
            if (summary.Total.Queued == 0) return summary;
            if (enough.IsCancellationRequested) throw new TimeoutException($"{summary.Total.Queued} of {summary.Total.Accepted} mails still wait after {_options.Patience.TotalSeconds:0} s");
            await pulse.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Ends everything and removes its directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Tries until it is not refused: a duty's holder may be gone and the next one not there yet.</summary>
    private async Task<ImmutableArray<MailId>> UntilTakenAsync(Func<Task<ImmutableArray<MailId>>> attempt, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(_options.Patience);
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (CausesRefusedException refused)
            {
                if (enough.IsCancellationRequested) throw new TimeoutException($"it was not taken on within {_options.Patience.TotalSeconds:0} s: {refused.Message}", refused);
                await Task.Delay(Pulse, cancellationToken);
            }
        }
    }
}
