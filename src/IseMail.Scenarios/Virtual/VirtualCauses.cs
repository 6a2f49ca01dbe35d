using System.Collections.Immutable;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Kernel;

namespace IseMail.Scenarios.Virtual;

/// <summary>
/// Lets everything of a scenario happen in virtual time; what is not taken on happens again until it is, as people at portals do.
/// </summary>
/// <param name="runtime">Where.</param>
/// <param name="scenario">What.</param>
/// <param name="begin">When the scenario begins.</param>
/// <param name="ended">Told when all has been taken on.</param>
internal sealed class VirtualCauses(VirtualRuntime runtime, Scenario scenario, DateTimeOffset begin, Action ended)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<MailId, TakenMail> _taken = [];
    private readonly Dictionary<MailId, string> _causes = [];
    private readonly Dictionary<HappeningLane, Lane> _lanes = [];
    private readonly IEnumerator<HappeningMoment> _moments = HappeningMoment.In(scenario, begin).GetEnumerator();
    private int _busy = 1;

    /// <summary>The mails of which somebody was told that they are taken on, but for those that are over.</summary>
    public IReadOnlyDictionary<MailId, TakenMail> Taken => _taken;

    /// <summary>What each of them tells of.</summary>
    public IReadOnlyDictionary<MailId, string> Texts => _causes;

    /// <summary>How many things were taken on.</summary>
    public int Happened { get; private set; }

    /// <summary>Whether all has been taken on.</summary>
    public bool AreDone => _busy == 0;

    /// <summary>A mail is over.</summary>
    public void Forget(MailId id)
    {
        _taken.Remove(id);
        _causes.Remove(id);
    }

    /// <summary>Has the next thing happen at its time, and so on to the last.</summary>
    public void Go()
    {
        if (!_moments.MoveNext())
        {
            _moments.Dispose();
            Rest();
            return;
        }
        var moment = _moments.Current;
        runtime.At(begin + moment.At, VirtualEventKind.Cause, () =>
        {
            if (!_lanes.TryGetValue(moment.Lane, out var lane)) _lanes.Add(moment.Lane, lane = new Lane(this, moment.Lane.Purpose));
            lane.Add(moment);
            Go();
        });
    }

    private void Rest()
    {
        if (--_busy == 0) ended();
    }

    /// <summary>What happens one after another.</summary>
    private sealed class Lane(VirtualCauses all, MailPurpose purpose)
    {
        private readonly Queue<HappeningMoment> _waiting = new();
        private bool _busy;

        public void Add(HappeningMoment moment)
        {
            if (_busy)
            {
                _waiting.Enqueue(moment);
                return;
            }
            _busy = true;
            all._busy++;
            Happen(moment);
        }

        private void Happen(HappeningMoment moment)
        {
            var causes = moment.Happenings.OfType<Happening.Caused>().Select(one => one.Cause).ToImmutableArray();
            foreach (var cause in causes) all._causes[CauseIdentity.Of(cause)] = CauseText.Of(cause);
            var others = moment.Happenings.Where(one => one is not Happening.Caused).ToImmutableArray();
            if (causes.IsEmpty) Others(others, 0, moment.Turn);
            else UntilTaken((taken, refused) => all.Runtime.Raise(causes, moment.Turn, taken, refused), causes.Length, () => Others(others, 0, moment.Turn));
        }

        private void Others(ImmutableArray<Happening> others, int number, int turn)
        {
            if (number < others.Length)
            {
                var happening = others[number];
                UntilTaken((taken, refused) => Happen(happening, turn, mails =>
                {
                    foreach (var id in mails) all._causes[id] = CauseText.Of(happening);
                    taken(mails);
                }, refused), 1, () => Others(others, number + 1, turn));
            }
            else if (_waiting.TryDequeue(out var next)) Happen(next);
            else
            {
                _busy = false;
                all.Rest();
            }
        }

        private void Happen(Happening happening, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused)
        {
            switch (happening)
            {
                case Happening.Noticed noticed:
                    all.Runtime.Notice(noticed.Signal, turn, taken, refused);
                    break;
                case Happening.AtPortal visit:
                    all.Runtime.Visit(visit.First, turn, (mails, names) =>
                    {
                        if (visit.Then is not { } then) taken(mails);
                        else all.Runtime.Visit(then(names[0]), turn, (more, _) => taken([.. mails, .. more]), refused);
                    }, refused);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(happening), happening, "no such happening");
            }
        }

        private void UntilTaken(Action<Action<ImmutableArray<MailId>>, Action<string>> happen, int count, Action then)
        {
            var asked = all.Runtime.Now;
            Try();

            void Try() => happen(
                mails =>
                {
                    foreach (var id in mails) all._taken.TryAdd(id, new TakenMail(id, purpose, asked));
                    all.Happened += count;
                    then();
                },
                _ => all.Runtime.At(all.Runtime.Now + Again, VirtualEventKind.Cause, Try));
        }
    }

    private VirtualRuntime Runtime => runtime;
}
