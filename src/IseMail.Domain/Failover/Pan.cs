using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;

namespace IseMail.Domain.Failover;

/// <summary>
/// The Administration persona of one node. It knows whether the node is the primary PAN, and while it is, has what only the
/// primary does: the holder of PAN's duties and the keeper of the settings. It becomes the primary by what was journalled last, by
/// a person, or because its health-check node asks (<see cref="PanView"/>).
/// </summary>
/// <remarks>
/// That there are never two is not left to messages that may not arrive: whoever takes the duties over journals it, and the
/// journal then refuses what its predecessor writes. This only makes handing over quick and orderly.
/// </remarks>
public sealed class Pan
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetiredWithin = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ActsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollsBeginWithin = TimeSpan.FromSeconds(30);

    private readonly NodeName _node;
    private readonly Deployment _deployment;
    private readonly FailoverSettings _failover;
    private readonly IPanPort _port;
    private readonly PanView _view;
    private readonly List<Action<PromotionAnswer>> _promoters = [];
    private readonly List<Action> _retirers = [];
    private DateTimeOffset _polled;
    private DateTimeOffset? _read;
    private bool _awaitPrimary;

    /// <summary>One that knows nothing yet.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="deployment">All nodes.</param>
    /// <param name="failover">How PANs fail over.</param>
    /// <param name="port">Whoever runs it.</param>
    public Pan(NodeName node, Deployment deployment, FailoverSettings failover, IPanPort port)
    {
        _node = node;
        _deployment = deployment;
        _failover = failover;
        _port = port;
        _view = new PanView(node, deployment, failover);
    }

    /// <summary>What it is.</summary>
    public PanRole Role { get; private set; } = PanRole.Starting;

    /// <summary>Which PAN is the primary as far as it knows; <c>null</c>: it knows of none.</summary>
    public NodeName? Primary => _view.Primary;

    /// <summary>That one's term.</summary>
    public long Epoch => _view.Epoch;

    /// <summary>
    /// The node is a member of its cluster: it looks up which PAN was the primary last. Before that nobody would ask it anything, and
    /// another may just be promoted in its place.
    /// </summary>
    public void Begin()
    {
        // The health-check node may come up later than this one.
        _polled = _port.Now + PollsBeginWithin;
        AwaitPolls();
        _port.ReadTerms();
    }

    /// <summary>Who held the duties last has been read.</summary>
    /// <param name="last">The last term; <c>null</c>: there is none.</param>
    public void Read(DutyTerm? last)
    {
        var wasPrimary = _view.IsPrimary;
        _read = _port.Now;
        _view.Read(last);
        if (Role == PanRole.BeingPromoted || (Role == PanRole.Starting && _view.IsPrimary)) Act();
        else if (Role == PanRole.Starting) Become(PanRole.Secondary);
        else if (Role == PanRole.Primary && wasPrimary && !_view.IsPrimary) StandDown($"{_view.Primary} has taken its duties over");
    }

    /// <summary>The journal could not be read.</summary>
    public void NotRead()
    {
        if (Role is PanRole.Starting or PanRole.BeingPromoted) _port.Set(PanTimer.Read, ReadAgainAfter);
    }

    /// <summary>The holder of the duties acts.</summary>
    public void Held(DutyTerm term)
    {
        _port.Cancel(PanTimer.Act);
        _view.Read(term);
        Answer(PromotionAnswer.Yes);
        if (Role == PanRole.Primary && _view.Primary == _node) _port.Announce(_view.Epoch);
    }

    /// <summary>Another holder has taken the duties over.</summary>
    public void Lost(DutyTerm term)
    {
        _view.Read(term);
        if (Role == PanRole.Primary) StandDown($"{term.Node} has taken its duties over");
    }

    /// <summary>The primary says so of itself.</summary>
    public void Heard(NodeName primary, long epoch)
    {
        if (_view.Heard(primary, epoch, _port.Now) && Role == PanRole.Primary && primary != _node) StandDown($"{primary} is the primary PAN");
    }

    /// <summary>It is polled.</summary>
    /// <returns>Whether it is the primary.</returns>
    public bool Polled()
    {
        _polled = _port.Now;
        return Role == PanRole.Primary;
    }

    /// <summary>A health-check node asks that it become the primary.</summary>
    /// <param name="from">Who asks.</param>
    /// <param name="failed">The PAN that did not answer.</param>
    /// <param name="failedPolls">How many polls it did not answer.</param>
    /// <returns>The answer; <c>null</c>: asked again, it will know.</returns>
    public PromotionAnswer? Asked(NodeName from, NodeName failed, int failedPolls)
    {
        if (failed == _node) return null;
        switch (_view.Decide(from, failed, Role != PanRole.Secondary, _port.Now))
        {
            case PromotionDecision.Granted when Role == PanRole.Secondary:
                _port.Say($"{from} asks {_node} to become the primary PAN: {failed} has not answered {failedPolls} polls", warning: true);
                _port.Raise(FailoverAlarms.Triggered(_node, from, _view.Epoch, _port.Now));
                BePromoted(awaitPrimary: false);
                return PromotionAnswer.Yes;
            case PromotionDecision.AlreadyPrimary when Role == PanRole.Primary && HasReadSince(failedPolls):
                return PromotionAnswer.Yes;
            case PromotionDecision.AlreadyPrimary when Role == PanRole.Primary:
                // Whoever is silent may have taken over before it died, and this one may not have heard of it.
                _port.ReadTerms();
                return null;
            case PromotionDecision.Refused refused:
                _port.Say($"{_node} does not become the primary PAN, for which {from} asks: {refused.Why}", warning: true);
                _port.Raise(FailoverAlarms.Rejected(_node, from, refused, _view.Epoch, _port.Now));
                return new PromotionAnswer(false, refused.Why);
            default:
                // It starts, hands over or is being promoted already.
                return null;
        }
    }

    /// <summary>A person wants it to become the primary.</summary>
    /// <param name="answer">Called once it acts, or cannot.</param>
    public void Promote(Action<PromotionAnswer> answer)
    {
        switch (Role)
        {
            case PanRole.Secondary:
                _promoters.Add(answer);
                _port.Say($"{_node} is being promoted by hand", warning: false);
                BePromoted(awaitPrimary: true);
                break;
            case PanRole.BeingPromoted:
                _promoters.Add(answer);
                break;
            default:
                answer(new PromotionAnswer(false, Role == PanRole.Primary ? $"{_node} is the primary PAN already" : $"{_node} is {(Role == PanRole.Starting ? "starting" : "handing over")}; try again"));
                break;
        }
    }

    /// <summary>A PAN that is being promoted asks this one to hand over.</summary>
    /// <param name="by">Which.</param>
    /// <param name="retired">Called once this one does not act as the primary any more.</param>
    public void Retire(NodeName by, Action retired)
    {
        _retirers.Add(retired);
        if (Role == PanRole.Primary) StandDown($"{by} is being promoted");
        else if (Role != PanRole.Retiring) AnswerRetirers();
    }

    /// <summary>The primary has retired.</summary>
    public void Retired() => Serve();

    /// <summary>What it did as the primary has ended.</summary>
    public void StoodDown()
    {
        if (Role != PanRole.Retiring) return;
        _port.Cancel(PanTimer.StandDown);
        Become(PanRole.Secondary);
        AnswerRetirers();
    }

    /// <summary>A timer is due.</summary>
    public void Fire(PanTimer timer)
    {
        switch (timer)
        {
            case PanTimer.Read:
                _port.ReadTerms();
                break;
            case PanTimer.Polls:
                LookForPolls();
                break;
            case PanTimer.Promotion:
                AskPrimaryToRetire();
                break;
            case PanTimer.Retirement:
                Serve();
                break;
            case PanTimer.StandDown:
                _port.EndActing();
                break;
            default:
                _port.Raise(FailoverAlarms.Failed(_node, "its duties are not taken up", _view.Epoch, _port.Now));
                break;
        }
    }

    /// <summary>Takes up what the primary does; it begins to act when that is journalled (<see cref="Held"/>).</summary>
    private void Act()
    {
        Become(PanRole.Primary);
        _port.StartActing(_view.Epoch);
        _port.Set(PanTimer.Act, ActsWithin);
    }

    /// <summary>Whoever has not answered its polls is told to retire as well, but not waited for.</summary>
    private void BePromoted(bool awaitPrimary)
    {
        Become(PanRole.BeingPromoted);
        _awaitPrimary = awaitPrimary;
        if (_failover.PromotionTakes > TimeSpan.Zero) _port.Set(PanTimer.Promotion, _failover.PromotionTakes);
        else AskPrimaryToRetire();
    }

    private void AskPrimaryToRetire()
    {
        if (_port.AskToRetire() && _awaitPrimary) _port.Set(PanTimer.Retirement, RetiredWithin);
        else Serve();
    }

    private void Serve()
    {
        if (Role != PanRole.BeingPromoted) return;
        _port.Cancel(PanTimer.Retirement);
        _port.ReadTerms();
    }

    private void StandDown(string why)
    {
        _port.Say($"{_node} is the primary PAN no longer: {why}", warning: false);
        _port.Cancel(PanTimer.Act);
        _port.StopAnnouncing();
        Answer(new PromotionAnswer(false, why));
        Become(PanRole.Retiring);
        _port.Set(PanTimer.StandDown, RetiredWithin);
        _port.StopActing();
    }

    private void AnswerRetirers()
    {
        foreach (var retired in _retirers) retired();
        _retirers.Clear();
    }

    private void Answer(PromotionAnswer answer)
    {
        foreach (var promoter in _promoters) promoter(answer);
        _promoters.Clear();
    }

    private bool HasReadSince(int failedPolls) => _failover.PollEvery is { } every && _read is { } read && _port.Now - read < every * failedPolls;

    private void LookForPolls()
    {
        if (_failover is not { PanHa: { } automatic, TimeScale: var scale }) return;
        var now = _port.Now;
        if (now - _polled >= automatic.Detection * scale)
        {
            _port.Raise(FailoverAlarms.Inactive(_node, automatic.PollerOf(_deployment, _node), _polled, now));
            _polled = now;
        }
        AwaitPolls();
    }

    private void AwaitPolls()
    {
        if (_failover is { PanHa: { } automatic, TimeScale: var scale }) _port.Set(PanTimer.Polls, _polled + (automatic.Detection * scale) - _port.Now);
    }

    private void Become(PanRole role)
    {
        if (Role != role) _port.Say($"{_node}: {role}", warning: false);
        Role = role;
    }
}
