using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using Serilog;

namespace IseMail.Scenarios.Live;

/// <summary>What a run tells while it goes on.</summary>
/// <param name="Phase">What it is doing, in a few words.</param>
/// <param name="Elapsed">Since its beginning.</param>
/// <param name="Up">Nodes that are Up.</param>
/// <param name="View">How the deployment stands; <c>null</c> while it starts.</param>
public sealed record RunProgress(string Phase, TimeSpan Elapsed, int Up, LiveView? View);

/// <summary>Runs a scenario live from beginning to verdict.</summary>
/// <param name="scenario">What to run.</param>
/// <param name="options">Where and how.</param>
/// <param name="log">Hears of the tenant's doings.</param>
/// <param name="progress">Told a few times a second; <c>null</c>: nobody looks on.</param>
public sealed class ScenarioRun(Scenario scenario, LiveOptions options, ILogger log, IProgress<RunProgress>? progress = null)
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<MailId, TakenMail> _taken = new();
    private RunObserver? _observer;
    private int _happened;
    private int _up;

    /// <summary>Starts the deployment, lets the causes arise, waits until all has arrived or the time is up, and judges.</summary>
    /// <exception cref="IOException">The deployment cannot be started: a port is taken, a file or a secret is missing.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        progress?.Report(new RunProgress("starting", _watch.Elapsed, 0, null));
        await using var deployment = await LiveDeployment.StartAsync(scenario.Begun, options with { BreakableLinks = IsolationFit.BreaksLinks(scenario.Actions) }, log, new Counter(this), cancellationToken);
        var allUp = _watch.Elapsed;
        var begin = options.Clock.GetUtcNow();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(scenario.Within);

        await using var observer = RunObserver.Start(deployment, begin, options.Clock);
        _observer = observer;
        var causing = CauseAsync(deployment, begin, deadline.Token);
        var disturbing = DisturbAsync(deployment, begin, deadline.Token);
        await using var actions = new LiveActions(deployment, await deployment.SealAsync(cancellationToken), options.Clock, log);
        var acting = actions.RunAsync(scenario.Actions, begin, deadline.Token);
        TimeSpan? firstMail = null;
        using var pulse = new PeriodicTimer(Pulse, options.Clock);
        while (true)
        {
            var view = await deployment.ViewAsync(cancellationToken);
            if (view.Arrived > 0) firstMail ??= deployment.Tenant!.Mailboxes.Snapshot()[0].ReceivedAt - begin + allUp;
            progress?.Report(new RunProgress(causing.IsCompleted ? "sending" : "causing mail", _watch.Elapsed, _up, view));
            // What comes after all mail has gone shows nothing, but it belongs to the scenario.
            if (causing.IsCompleted && disturbing.IsCompleted && acting.IsCompleted && view.Total.Queued == 0 && (await deployment.LedgerAsync(cancellationToken, _taken.Values)).Summary().Total.Queued == 0) break;
            if (deadline.IsCancellationRequested) break;
            await pulse.WaitForNextTickAsync(cancellationToken);
        }
        try
        {
            await causing;
            await disturbing;
            await acting;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.Warning("the time was up before all that the scenario causes had happened");
        }
        var ledger = await deployment.LedgerAsync(cancellationToken, _taken.Values);
        var alarms = await deployment.AlarmsAsync(cancellationToken);
        progress?.Report(new RunProgress("stopping", _watch.Elapsed, _up, await deployment.ViewAsync(cancellationToken)));
        var evidence = new Evidence(
            ledger, [.. _taken.Values], _happened, scenario.Count - _happened, DutyTakeover.In(ledger), [.. actions.Taken.Select(one => one.Begun)], [.. alarms.Select(alarm => alarm.Key.Alarm)], begin, options.Clock.GetUtcNow());
        var result = new RunResult(scenario, "live", evidence, actions.Taken, new RunTimes(allUp, firstMail, _watch.Elapsed), options.Directory.FullName)
        {
            Observations = await observer.EndAsync(),
        };
        await deployment.StopAsync(StopWithin, CancellationToken.None);
        return result;
    }

    /// <summary>
    /// Lets everything happen at its time; what is not taken on happens again until it is, as people at portals do. While
    /// nobody holds a duty, what others hold goes on.
    /// </summary>
    private Task CauseAsync(LiveDeployment deployment, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        return Task.WhenAll(HappeningMoment.In(scenario, begin).GroupBy(moment => moment.Lane).Select(lane => CauseAsync(deployment, lane.Key.Purpose, [.. lane], begin, cancellationToken)).ToList());
    }

    private async Task CauseAsync(LiveDeployment deployment, MailPurpose purpose, ImmutableArray<HappeningMoment> moments, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        foreach (var (_, at, happenings, turn) in moments)
        {
            var wait = begin + at - options.Clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, options.Clock, cancellationToken);
            var causes = happenings.OfType<Happening.Caused>().Select(one => one.Cause).ToList();
            if (causes.Count > 0) await UntilTakenAsync(() => deployment.RaiseAsync(causes, turn, cancellationToken), purpose, causes.Count, cancellationToken);
            _observer?.Caused(causes);
            foreach (var happening in happenings.Where(one => one is not Happening.Caused))
                await UntilTakenAsync(() => NotedAsync(deployment.HappenAsync(happening, turn, cancellationToken), happening), purpose, 1, cancellationToken);
        }
    }

    /// <summary>Adds the faults at their times; each ends by itself.</summary>
    private async Task DisturbAsync(LiveDeployment deployment, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        foreach (var (fault, at) in scenario.Faults.Where(fault => fault.At is not null).OrderBy(fault => fault.At))
        {
            var wait = begin + at!.Value - options.Clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, options.Clock, cancellationToken);
            if (deployment.Tenant!.Faults.TryAdd(fault)) log.Information("Fault {Fault} was added: {What}", fault.Name, FaultText.Line(fault));
            else log.Warning("Fault {Fault} was not added: there is one of that name already", fault.Name);
        }
    }

    private async Task<ImmutableArray<MailId>> NotedAsync(Task<ImmutableArray<MailId>> happening, Happening what)
    {
        var mails = await happening;
        _observer?.Caused(mails, what);
        return mails;
    }

    private async Task UntilTakenAsync(Func<Task<ImmutableArray<MailId>>> happen, MailPurpose purpose, int count, CancellationToken cancellationToken)
    {
        var asked = options.Clock.GetUtcNow();
        while (true)
        {
            try
            {
                foreach (var id in await happen()) _taken.TryAdd(id, new TakenMail(id, purpose, asked));
                Interlocked.Add(ref _happened, count);
                return;
            }
            catch (Cluster.Nodes.CausesRefusedException refused)
            {
                log.Warning("{Causes} causes were not taken on and are raised again: {Reason}", count, refused.Message);
                await Task.Delay(Pulse, options.Clock, cancellationToken);
            }
        }
    }

    private sealed class Counter(ScenarioRun run) : IProgress<NodeName>
    {
        public void Report(NodeName value)
        {
            var up = Interlocked.Increment(ref run._up);
            run.Report(up);
        }
    }

    private void Report(int up) => progress?.Report(new RunProgress("starting", _watch.Elapsed, up, null));
}
