using System.Collections.Concurrent;
using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Domain.Faults;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Live;

/// <summary>
/// Watches a live run for its report, beside whatever shows it: a few times a second it asks each running node how its outbox
/// stands, and each sender. What does not answer at once is left out of that sample, so nothing is held up by a dead node.
/// </summary>
public sealed class RunObserver : IAsyncDisposable
{
    private const int MostSamples = 400;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly LiveDeployment _deployment;
    private readonly DateTimeOffset _begin;
    private readonly TimeProvider _clock;
    private readonly SampleSeries _series = new(MostSamples);
    private readonly ConcurrentDictionary<MailId, string> _causes = new();
    private readonly Dictionary<(string Name, DateTimeOffset AddedAt), FaultRecord> _faults = [];
    private readonly CancellationTokenSource _ending = new();
    private Task _watching = Task.CompletedTask;

    private RunObserver(LiveDeployment deployment, DateTimeOffset begin, TimeProvider clock)
    {
        _deployment = deployment;
        _begin = begin;
        _clock = clock;
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="deployment">What is watched.</param>
    /// <param name="begin">When every node was up.</param>
    /// <param name="clock">The time.</param>
    public static RunObserver Start(LiveDeployment deployment, DateTimeOffset begin, TimeProvider clock)
    {
        var observer = new RunObserver(deployment, begin, clock);
        observer._watching = observer.WatchAsync();
        return observer;
    }

    /// <summary>The scenario caused a mail for each of <paramref name="causes"/>.</summary>
    public void Caused(IEnumerable<Cause> causes)
    {
        foreach (var cause in causes) _causes[CauseIdentity.Of(cause)] = CauseText.Of(cause);
    }

    /// <summary>The scenario caused <paramref name="mails"/> by <paramref name="happening"/>.</summary>
    public void Caused(IEnumerable<MailId> mails, Happening happening)
    {
        foreach (var id in mails) _causes[id] = CauseText.Of(happening);
    }

    /// <summary>Ends the watch, once all is as it stays; what was seen.</summary>
    public async Task<RunObservations> EndAsync()
    {
        await DisposeAsync();
        _series.End(await SampleAsync());
        return new RunObservations
        {
            Samples = _series.Samples,
            Causes = _causes.ToImmutableDictionary(),
            Subjects = Subjects(),
            Faults = [.. _faults.Values.OrderBy(one => one.AddedAt).Select(one => new FaultSeen(one.Fault.Name, FaultText.Line(one.Fault), one.AddedAt, one.Ends, one.Struck))],
            Judged = _deployment.Tenant is not null,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync()
    {
        using var pulse = new PeriodicTimer(Pulse, _clock);
        while (!_ending.IsCancellationRequested)
        {
            _series.Add(await SampleAsync());
            try
            {
                await pulse.WaitForNextTickAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<SampleRecord> SampleAsync()
    {
        foreach (var fault in _deployment.Tenant?.Faults.List() ?? []) _faults[(fault.Fault.Name, fault.AddedAt)] = fault;
        var at = _clock.GetUtcNow() - _begin;
        var hosts = _deployment.Running.Values.Select(node => node.Control).ToList();
        var nodes = Task.WhenAll(hosts.Select(NodeAsync));
        var asked = _deployment.Topology.Mail.Sender.Placement == SenderPlacement.Shared ? hosts.Take(1) : hosts;
        var senders = await Task.WhenAll(asked.Select(host => host.SenderAsync(AnswerWithin, CancellationToken.None)));
        return new SampleRecord(
            at,
            [.. await nodes],
            [.. senders.OfType<Cluster.Sending.SenderReport>().Select(one => new SenderSample(one.Node, one.Status.Connections, one.Status.UnderWay, one.Status.Waiting))]);
    }

    private static async Task<NodeSample> NodeAsync(NodeControl host)
    {
        var members = host.MembershipAsync(AnswerWithin, CancellationToken.None);
        var count = await host.CountAsync(AnswerWithin, CancellationToken.None);
        var total = count?.ByPurpose.Values.Aggregate(default(Domain.Outbox.MailCensus), static (sum, one) => sum + one) ?? default;
        return new NodeSample(host.Name.Value, (await members)?.MembersUp ?? 0, count is null ? null : total.Queued, total.Parked, total.InDoubt, total.Delivered);
    }

    private ImmutableDictionary<MailId, string> Subjects()
    {
        var subjects = ImmutableDictionary.CreateBuilder<MailId, string>();
        foreach (var message in _deployment.Tenant?.Mailboxes.Snapshot() ?? [])
        {
            if (Arrival.IdOf(message.MessageId) is { } id) subjects[id] = message.Subject;
        }
        return subjects.ToImmutable();
    }
}
