using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Domain.Faults;
using IseMail.Domain.Ledger;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.Scenarios.Virtual;

/// <summary>What a run in virtual time tells while it goes on.</summary>
/// <param name="Elapsed">How much virtual time has passed since the scenario's beginning.</param>
/// <param name="Within">When the scenario ends at the latest.</param>
/// <param name="Took">How long that took.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Accepted">How many mails were taken on.</param>
/// <param name="Arrived">How many messages are in the mailboxes.</param>
public sealed record VirtualProgress(TimeSpan Elapsed, TimeSpan Within, TimeSpan Took, long Events, int Accepted, int Arrived);

/// <summary>What a run in virtual time was beside its verdict.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Hash">SHA-256 of all of them.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Broken">The first promise that was broken: the run ends with it, but for what only its end shows; <c>null</c>: none was.</param>
public sealed record VirtualResult(RunResult Result, long Events, string Hash, TimeSpan Took, BrokenPromise? Broken)
{
    /// <summary>How much virtual time passed.</summary>
    public TimeSpan Lasted => Result.Evidence.End - Result.Begin;

    /// <summary>How many times faster than live it was.</summary>
    public double SpeedUp => Lasted / Took;
}

/// <summary>Runs a scenario in virtual time from beginning to verdict.</summary>
/// <param name="scenario">What to run.</param>
/// <param name="seed">Where random numbers begin.</param>
/// <param name="timing">How long things take.</param>
/// <param name="progress">Told a few times a second; <c>null</c>: nobody looks on.</param>
/// <param name="defect">What is wrong on purpose.</param>
/// <param name="told">Told of everything that happens; <c>null</c>: nobody retells it.</param>
/// <param name="settled">Told the whole story of each mail that is only counted from then on; <c>null</c>: nobody wants it.</param>
public sealed class VirtualRun(
    Scenario scenario, long seed, TimingModel timing, IProgress<VirtualProgress>? progress = null, PlantedDefect defect = PlantedDefect.None, Action<VirtualStep>? told = null, Action<MailStory>? settled = null)
{
    private const int MostSamples = 400;
    private const int EventsShown = 25;
    private const int EventsBetweenLooks = 2_000;
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    // All processes have read their journals and taken their duties up by then.
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(2);

    /// <summary>When a scenario begins unless it is told otherwise: the same for all runs, for their events are compared.</summary>
    public static DateTimeOffset UsualBegin { get; } = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero) + Started;

    /// <summary>When the scenario begins: all of its times count from then. Two runs are the same to the last event only if they begin at the same time.</summary>
    public DateTimeOffset Begin { get; init; } = UsualBegin;

    /// <summary>Whether mails that are over and were as they should be are kept one by one, and not only counted. Memory then grows with them.</summary>
    public bool KeepsEveryMail { get; init; }

    private readonly SampleSeries _series = new(MostSamples);
    private VirtualCauses? _causes;

    /// <summary>Lets everything happen until all has arrived or the time is up, and judges.</summary>
    public VirtualResult Run(CancellationToken cancellationToken) => Run(null, static _ => { }, cancellationToken);

    /// <summary>The same, with a look at an instant.</summary>
    /// <param name="until">The run ends then, counted from the scenario's beginning; <c>null</c>: when it is over.</param>
    /// <param name="look">Shown how everything stands then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public VirtualResult Run(TimeSpan? until, Action<VirtualRuntime> look, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var runtime = new VirtualRuntime(scenario.Begun, seed, Begin - Started, timing, new VirtualAudience(
            mail =>
            {
                var plain = !KeepsEveryMail && Verdict.IsPlain(scenario.Expected, mail, _causes!.Taken.GetValueOrDefault(mail.Id)?.AskedAt);
                if (plain) settled?.Invoke(mail);
                return plain;
            },
            id => _causes!.Forget(id))
        {
            Told = told,
        }, until is null ? 0 : EventsShown, defect);
        var deadline = Begin + (until is { } instant && instant < scenario.Within ? instant : scenario.Within);
        Action done = static () => { };
        var causes = _causes = new VirtualCauses(runtime, scenario, Begin, () => done());
        causes.Go();
        foreach (var (fault, at) in scenario.Faults.Where(fault => fault.At is not null)) runtime.At(Begin + at!.Value, VirtualEventKind.Action, () => Add(fault));
        var lastFault = scenario.Faults.Select(fault => fault.At ?? TimeSpan.Zero).DefaultIfEmpty().Max();
        var actions = new VirtualActions(runtime, [.. scenario.Topology.Deployment.Nodes.Select(node => node.Name)], () => done());
        actions.Schedule(scenario.Actions, Begin);
        var sampleEvery = scenario.Within / MostSamples < Again ? Again : scenario.Within / MostSamples;
        var faults = new Dictionary<string, FaultRecord>(StringComparer.Ordinal);
        Sample();
        var ended = false;
        var pause = Again;
        var looking = false;
        done = Done;
        Done();

        var next = EventsBetweenLooks;
        var report = BetweenReports;
        BrokenPromise? failed = null;
        try
        {
            while (!ended && runtime.Broken is null && runtime.Step(deadline))
            {
                if (--next > 0) continue;
                next = EventsBetweenLooks;
                cancellationToken.ThrowIfCancellationRequested();
                if (progress is null || watch.Elapsed < report) continue;
                report = watch.Elapsed + BetweenReports;
                progress.Report(new VirtualProgress(runtime.Now - Begin, scenario.Within, watch.Elapsed, runtime.Events, runtime.Accepted, runtime.Arrivals));
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException)
        {
            failed = new BrokenPromise(Promise.NothingFails, runtime.Now, $"{fault.GetType().Name} in {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}: {fault.Message}");
        }
        if (!ended && runtime.Broken is null && failed is null) runtime.PassTo(deadline);

        look(runtime);
        NoteFaults();
        _series.End(SampleOf(runtime));
        var ledger = runtime.Ledger(causes.Taken.Values);
        var end = runtime.Now;
        var broken = failed ?? runtime.Broken ?? (until is null ? PromisesAtTheEnd.Broken(scenario, ledger, runtime.DoubtsOf, end) : null);
        var evidence = new Evidence(
            ledger, [.. causes.Taken.Values], causes.Happened, scenario.Count - causes.Happened, DutyTakeover.In(ledger), [.. actions.Taken.Select(one => one.Begun)],
            [.. runtime.Alarms.Select(alarm => alarm.Key.Alarm)], Begin, end)
        {
            Broken = broken,
        };
        var first = ledger.Mails.SelectMany(mail => mail.Arrivals).Select(arrival => (DateTimeOffset?)arrival.At).Min();
        var result = new RunResult(scenario, "virtual", evidence, actions.Taken, new RunTimes(Started, first - Begin + Started, end - Begin + Started), "")
        {
            Observations = new RunObservations
            {
                Samples = _series.Samples,
                Causes = causes.Texts.ToImmutableDictionary(),
                Subjects = runtime.Subjects.ToImmutableDictionary(one => one.Id, one => one.Subject),
                Faults = [.. faults.Values.OrderBy(one => one.AddedAt).Select(one => new FaultSeen(one.Fault.Name, FaultText.Line(one.Fault), one.AddedAt, one.Ends, one.Struck))],
            },
        };
        return new VirtualResult(result, runtime.Events, runtime.Hash(), watch.Elapsed, broken);

        void Add(Fault fault)
        {
            runtime.Note(VirtualParty.Tenant, $"{fault.Name}: {FaultText.Line(fault)}");
            runtime.Add(fault);
        }

        void NoteFaults()
        {
            foreach (var fault in runtime.Faults) faults[fault.Fault.Name] = fault;
        }

        void Sample()
        {
            NoteFaults();
            _series.Add(SampleOf(runtime));
            runtime.At(runtime.Now + sampleEvery, VirtualEventKind.Sample, Sample);
        }

        // As live, looked for a few times a second once nothing more is to happen; where mail waits for days, less and less often.
        void Done()
        {
            if (!causes.AreDone || !actions.AreDone || looking) return;
            looking = true;
            // Not at once: what was done last may be about to be noticed.
            var last = Begin + lastFault;
            runtime.At((last > runtime.Now ? last : runtime.Now) + Again, VirtualEventKind.Sample, Look);
        }

        void Look()
        {
            if (runtime.Queued == 0 && runtime.Ledger(causes.Taken.Values).Summary().Total.Queued == 0)
            {
                ended = true;
                return;
            }
            if (pause < TimeSpan.FromMinutes(1)) pause *= 1.05;
            runtime.At(runtime.Now + pause, VirtualEventKind.Sample, Look);
        }
    }

    private SampleRecord SampleOf(VirtualRuntime runtime)
    {
        var nodes = runtime.Nodes.Where(runtime.Answers).Select(node =>
        {
            var census = runtime.Census(node);
            return new NodeSample(node.Value, runtime.Members, census.Queued, census.Parked, census.InDoubt, census.Delivered);
        });
        return new SampleRecord(runtime.Now - Begin, [.. nodes], [.. runtime.SenderStandings.Select(one => new SenderSample(one.Node.Value, one.Status.Connections, one.Status.UnderWay, one.Status.Waiting))]);
    }
}
