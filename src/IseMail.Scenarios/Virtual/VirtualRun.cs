using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Domain.Faults;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;

namespace IseMail.Scenarios.Virtual;

/// <summary>What a run in virtual time tells while it goes on.</summary>
/// <param name="Elapsed">How much virtual time has passed.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="SpeedUp">How many times faster than live.</param>
public sealed record VirtualProgress(TimeSpan Elapsed, long Events, double SpeedUp);

/// <summary>What a run in virtual time was beside its verdict.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Hash">SHA-256 of all of them.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Broken">The first promise that was broken, with which the run ends; <c>null</c>: none was.</param>
/// <param name="DoubtsOf">How many submissions of a mail ended with nobody knowing whether it was delivered.</param>
public sealed record VirtualResult(RunResult Result, long Events, string Hash, TimeSpan Took, BrokenPromise? Broken, Func<MailId, int> DoubtsOf);

/// <summary>Runs a scenario in virtual time from beginning to verdict.</summary>
/// <param name="scenario">What to run.</param>
/// <param name="seed">Where random numbers begin.</param>
/// <param name="timing">How long things take.</param>
/// <param name="progress">Told a few times a second; <c>null</c>: nobody looks on.</param>
/// <param name="defect">What is wrong on purpose.</param>
/// <param name="settled">Told the whole story of each mail that is only counted from then on; <c>null</c>: nobody wants it.</param>
public sealed class VirtualRun(
    Scenario scenario, long seed, TimingModel timing, IProgress<VirtualProgress>? progress = null, PlantedDefect defect = PlantedDefect.None, Action<MailStory>? settled = null)
{
    /// <summary>When virtual time begins: the same for all runs, for their events are compared.</summary>
    public static DateTimeOffset Epoch { get; } = new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);

    private const int MostSamples = 400;
    private const int EventsShown = 25;
    private const int EventsBetweenLooks = 20_000;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(2);

    private readonly Dictionary<MailId, TakenMail> _taken = [];
    private readonly Dictionary<MailId, string> _causes = [];
    private readonly SampleSeries _series = new(MostSamples);
    private Action _done = static () => { };
    private int _happened;
    private int _lanes;

    /// <summary>Lets everything happen until all has arrived or the time is up, and judges.</summary>
    public VirtualResult Run(CancellationToken cancellationToken) => Run(null, static _ => { }, cancellationToken);

    /// <summary>The same, with a look at an instant.</summary>
    /// <param name="until">The run ends then, counted from the scenario's beginning; <c>null</c>: when it is over.</param>
    /// <param name="look">Shown how everything stands then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public VirtualResult Run(TimeSpan? until, Action<VirtualRuntime> look, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var runtime = new VirtualRuntime(scenario.Begun, seed, Epoch, timing, new VirtualAudience(
            mail =>
            {
                var plain = Verdict.IsPlain(scenario.Expected, mail, _taken.GetValueOrDefault(mail.Id)?.AskedAt);
                if (plain) settled?.Invoke(mail);
                return plain;
            },
            id =>
            {
                _taken.Remove(id);
                _causes.Remove(id);
            }), until is null ? 0 : EventsShown, defect);
        // The processes have read their journals and taken their duties up by then.
        var begin = Epoch + Started;
        var deadline = begin + (until is { } instant && instant < scenario.Within ? instant : scenario.Within);
        Cause(runtime, begin);
        foreach (var (fault, at) in scenario.Faults.Where(fault => fault.At is not null)) runtime.At(begin + at!.Value, VirtualEventKind.Action, () => runtime.Add(fault));
        var lastFault = scenario.Faults.Select(fault => fault.At ?? TimeSpan.Zero).DefaultIfEmpty().Max();
        var actions = new VirtualActions(runtime, [.. scenario.Topology.Deployment.Nodes.Select(node => node.Name)], () => _done());
        actions.Schedule(scenario.Actions, begin);
        var sampleEvery = scenario.Within / MostSamples < Again ? Again : scenario.Within / MostSamples;
        var faults = new Dictionary<string, FaultRecord>(StringComparer.Ordinal);
        Sample();
        var ended = false;
        var pause = Again;
        var looking = false;
        _done = Done;
        Done();

        var next = EventsBetweenLooks;
        while (!ended && runtime.Broken is null && runtime.Step(deadline))
        {
            if (--next > 0) continue;
            next = EventsBetweenLooks;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new VirtualProgress(runtime.Now - begin, runtime.Events, (runtime.Now - begin) / watch.Elapsed));
        }
        if (!ended && runtime.Broken is null) runtime.PassTo(deadline);

        look(runtime);
        var ledger = runtime.Ledger(_taken.Values);
        var end = runtime.Now;
        var evidence = new Evidence(
            ledger, [.. _taken.Values], _happened, scenario.Count - _happened, DutyTakeover.In(ledger), [.. actions.Taken.Select(one => one.Begun)],
            [.. runtime.Alarms.Select(alarm => alarm.Key.Alarm)], begin, end);
        var first = ledger.Mails.SelectMany(mail => mail.Arrivals).Select(arrival => (DateTimeOffset?)arrival.At).Min();
        var result = new RunResult(scenario, "virtual", evidence, actions.Taken, new RunTimes(Started, first - begin + Started, end - Epoch), "")
        {
            Observations = new RunObservations
            {
                Samples = _series.Samples,
                Causes = _causes.ToImmutableDictionary(),
                Subjects = runtime.Subjects.ToImmutableDictionary(one => one.Id, one => one.Subject),
                Faults = [.. faults.Values.OrderBy(one => one.AddedAt).Select(one => new FaultSeen(one.Fault.Name, FaultText.Line(one.Fault), one.AddedAt, one.Ends, one.Struck))],
            },
        };
        return new VirtualResult(result, runtime.Events, runtime.Hash(), watch.Elapsed, runtime.Broken, runtime.DoubtsOf);

        void Sample()
        {
            foreach (var fault in runtime.Faults) faults[fault.Fault.Name] = fault;
            _series.Add(SampleOf(runtime, begin));
            runtime.At(runtime.Now + sampleEvery, VirtualEventKind.Sample, Sample);
        }

        // As live, looked for a few times a second once nothing more is to happen; where mail waits for days, less and less often.
        void Done()
        {
            if (_lanes > 0 || !actions.AreDone || looking) return;
            looking = true;
            runtime.At(begin + lastFault, VirtualEventKind.Sample, Look);
        }

        void Look()
        {
            if (runtime.Queued == 0 && runtime.Ledger(_taken.Values).Summary().Total.Queued == 0)
            {
                ended = true;
                return;
            }
            if (pause < TimeSpan.FromMinutes(1)) pause *= 1.05;
            runtime.At(runtime.Now + pause, VirtualEventKind.Sample, Look);
        }
    }

    /// <summary>
    /// Lets everything happen at its time; what is not taken on happens again until it is, as people at portals do. While
    /// nobody holds a duty, what others hold goes on.
    /// </summary>
    private void Cause(VirtualRuntime runtime, DateTimeOffset begin)
    {
        var lanes = HappeningLane.Of(scenario, begin);
        _lanes = lanes.Length;
        foreach (var lane in lanes) new Lane(this, runtime, lane, begin).Go();
    }

    private static SampleRecord SampleOf(VirtualRuntime runtime, DateTimeOffset begin)
    {
        var nodes = runtime.Nodes.Where(runtime.Runs).Select(node =>
        {
            var census = runtime.Census(node);
            return new NodeSample(node.Value, runtime.Members, census.Queued, census.Parked, census.InDoubt, census.Delivered);
        });
        return new SampleRecord(runtime.Now - begin, [.. nodes], [.. runtime.SenderStandings.Select(one => new SenderSample(one.Node.Value, one.Status.Connections, one.Status.UnderWay, one.Status.Waiting))]);
    }

    /// <summary>What happens one after another: the next not before the last was taken on.</summary>
    private sealed class Lane(VirtualRun run, VirtualRuntime runtime, HappeningLane lane, DateTimeOffset begin)
    {
        private int _next;

        public void Go()
        {
            if (_next == lane.Moments.Length)
            {
                run._lanes--;
                run._done();
                return;
            }
            var (at, happenings, turn) = lane.Moments[_next++];
            runtime.At(begin + at, VirtualEventKind.Cause, () => Moment(happenings, turn));
        }

        private void Moment(ImmutableArray<Happening> happenings, int turn)
        {
            var causes = happenings.OfType<Happening.Caused>().Select(one => one.Cause).ToImmutableArray();
            foreach (var cause in causes) run._causes[CauseIdentity.Of(cause)] = CauseText.Of(cause);
            var others = happenings.Where(one => one is not Happening.Caused).ToImmutableArray();
            if (causes.IsEmpty) Others(others, 0, turn);
            else UntilTaken((taken, refused) => runtime.Raise(causes, turn, taken, refused), causes.Length, () => Others(others, 0, turn));
        }

        private void Others(ImmutableArray<Happening> others, int number, int turn)
        {
            if (number == others.Length)
            {
                Go();
                return;
            }
            var happening = others[number];
            UntilTaken((taken, refused) => Happen(happening, turn, mails =>
            {
                foreach (var id in mails) run._causes[id] = CauseText.Of(happening);
                taken(mails);
            }, refused), 1, () => Others(others, number + 1, turn));
        }

        private void Happen(Happening happening, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused)
        {
            switch (happening)
            {
                case Happening.Noticed noticed:
                    runtime.Notice(noticed.Signal, turn, taken, refused);
                    break;
                case Happening.AtPortal visit:
                    runtime.Visit(visit.First, turn, (mails, names) =>
                    {
                        if (visit.Then is not { } then) taken(mails);
                        else runtime.Visit(then(names[0]), turn, (more, _) => taken([.. mails, .. more]), refused);
                    }, refused);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(happening), happening, "no such happening");
            }
        }

        private void UntilTaken(Action<Action<ImmutableArray<MailId>>, Action<string>> happen, int count, Action then)
        {
            var asked = runtime.Now;
            Try();

            void Try() => happen(
                mails =>
                {
                    foreach (var id in mails) run._taken.TryAdd(id, new TakenMail(id, lane.Purpose, asked));
                    run._happened += count;
                    then();
                },
                _ => runtime.At(runtime.Now + Again, VirtualEventKind.Cause, Try));
        }
    }
}
