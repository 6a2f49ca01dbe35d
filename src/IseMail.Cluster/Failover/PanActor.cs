using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Failover;

/// <summary>
/// The Administration persona of one node. It knows whether the node is the primary PAN, and while it is, has what only the
/// primary does as its children: the holder of PAN's duties and the keeper of the settings. It becomes the primary by what
/// was journalled last, by a person, or because its health-check node asks (<see cref="PanView"/>).
/// </summary>
/// <remarks>
/// That there are never two is not left to messages that may not arrive: whoever takes the duties over journals it, and the
/// journal then refuses what its predecessor writes. This actor only makes handing over quick and orderly.
/// </remarks>
public sealed class PanActor : ReceiveActor, IWithTimers
{
    /// <summary>Its name among a node's actors.</summary>
    public const string ActorName = "pan";

    /// <summary>The name of the holder of PAN's duties among its children.</summary>
    public const string Duties = "duties";

    /// <summary>The name of the keeper of the settings among its children.</summary>
    public const string Settings = "settings";

    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetiredWithin = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ActsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollsBeginWithin = TimeSpan.FromSeconds(30);

    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly PanOptions _options;
    private readonly PanView _view;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _children = [];
    private readonly List<IActorRef> _promoters = [];
    private readonly List<IActorRef> _retirers = [];
    private PanRole _role = PanRole.Starting;
    private DateTimeOffset _polled;
    private bool _awaitPrimary;

    /// <summary>See <see cref="Props"/>.</summary>
    public PanActor(PanOptions options)
    {
        _options = options;
        _view = new PanView(options.Node, options.Deployment, options.Failover);
        // The health-check node may come up later than this one.
        _polled = Now + PollsBeginWithin;
        Receive<TermsRead>(Begin);
        Receive<ReadDue>(_ => Read());
        Receive<Terminated>(Ended);
        Receive<DutiesHeld>(Held);
        Receive<DutiesLost>(lost =>
        {
            _view.Read(lost.Term);
            if (_role == PanRole.Primary) StandDown($"{lost.Term.Node} has taken its duties over");
        });
        Receive<PrimaryAnnounced>(Heard);
        Receive<PollPan>(Polled);
        Receive<RequestPromotion>(Asked);
        Receive<Promote>(_ => PromoteByHand());
        Receive<Retire>(retire =>
        {
            _retirers.Add(Sender);
            if (_role == PanRole.Primary) StandDown($"{retire.By} is being promoted");
            else if (_role != PanRole.Retiring) AnswerRetirers();
        });
        Receive<Retired>(_ => Serve());
        Receive<RetirementOver>(_ => Serve());
        Receive<PromotionOver>(_ => AskPrimaryToRetire());
        Receive<StandDownOver>(_ =>
        {
            foreach (var child in _children) Context.Stop(child);
        });
        Receive<ActOver>(_ => Context.System.EventStream.Publish(FailoverAlarms.Failed(_options.Node, "its duties are not taken up", _view.Epoch, Now)));
        Receive<AnnounceDue>(_ => Announce());
        Receive<TellPan>(_ => Sender.Tell(new PanReport(_options.Node, _role, _view.Primary, _view.Epoch)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>The Administration persona of a node.</summary>
    public static Props Props(PanOptions options) => Akka.Actor.Props.Create(() => new PanActor(options));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(AnnounceDue), AnnounceDue.Instance, AnnounceEvery);
        Read();
    }

    private void Read() => Context.Watch(Context.ActorOf(TermReader.Props(Persona.Pan, _options.JournalPluginId, _options.SnapshotPluginId)));

    private void Begin(TermsRead read)
    {
        _view.Read(read.Last);
        if (_role == PanRole.BeingPromoted || (_role == PanRole.Starting && _view.IsPrimary)) Act();
        else if (_role == PanRole.Starting) Become(PanRole.Secondary);
    }

    /// <summary>Takes up what the primary does; it begins to act when that is journalled (<see cref="DutiesHeld"/>).</summary>
    private void Act()
    {
        Become(PanRole.Primary);
        Start(_options.Duties(_view.Epoch, Self), Duties);
        Start(_options.Settings, Settings);
        Timers.StartSingleTimer(nameof(ActOver), ActOver.Instance, ActsWithin);
    }

    private void Start(Props props, string name) => _children.Add(Context.Watch(Context.ActorOf(props, name)));

    private void Held(DutiesHeld held)
    {
        Timers.Cancel(nameof(ActOver));
        _view.Read(held.Term);
        foreach (var promoter in _promoters) promoter.Tell(new PromotionAnswered(_options.Node, true, null));
        _promoters.Clear();
        Announce();
    }

    private void Heard(PrimaryAnnounced announced)
    {
        if (_view.Heard(announced.Pan, announced.Epoch, Now) && _role == PanRole.Primary && announced.Pan != _options.Node) StandDown($"{announced.Pan} is the primary PAN");
    }

    private void Polled(PollPan poll)
    {
        if (poll.Pan != _options.Node) return;
        _polled = Now;
        Sender.Tell(new PanPolled(_options.Node, _role == PanRole.Primary));
    }

    private void Asked(RequestPromotion request)
    {
        if (request.Failed == _options.Node) return;
        switch (_view.Decide(request.From, request.Failed, Now))
        {
            case PromotionDecision.Granted when _role == PanRole.Secondary:
                _log.Warning("{0} asks {1} to become the primary PAN: {2} has not answered {3} polls", request.From, _options.Node, request.Failed, request.FailedPolls);
                Context.System.EventStream.Publish(FailoverAlarms.Triggered(_options.Node, request.From, _view.Epoch, Now));
                Sender.Tell(new PromotionAnswered(_options.Node, true, null));
                BePromoted(awaitPrimary: false);
                break;
            case PromotionDecision.Granted:
                // It starts, hands over or is being promoted already: asked again, it will know.
                break;
            case PromotionDecision.AlreadyPrimary:
                Sender.Tell(new PromotionAnswered(_options.Node, true, null));
                break;
            case PromotionDecision.Refused refused:
                _log.Warning("{0} does not become the primary PAN, for which {1} asks: {2}", _options.Node, request.From, refused.Why);
                Context.System.EventStream.Publish(FailoverAlarms.Rejected(_options.Node, request.From, refused, _view.Epoch, Now));
                Sender.Tell(new PromotionAnswered(_options.Node, false, refused.Why));
                break;
        }
    }

    private void PromoteByHand()
    {
        switch (_role)
        {
            case PanRole.Secondary:
                _promoters.Add(Sender);
                _log.Info("{0} is being promoted by hand", _options.Node);
                BePromoted(awaitPrimary: true);
                break;
            case PanRole.BeingPromoted:
                _promoters.Add(Sender);
                break;
            default:
                Sender.Tell(new PromotionAnswered(_options.Node, false, _role == PanRole.Primary ? $"{_options.Node} is the primary PAN already" : $"{_options.Node} is {(_role == PanRole.Starting ? "starting" : "handing over")}; try again"));
                break;
        }
    }

    /// <summary>Whoever has not answered its polls is told to retire as well, but not waited for.</summary>
    private void BePromoted(bool awaitPrimary)
    {
        Become(PanRole.BeingPromoted);
        _awaitPrimary = awaitPrimary;
        if (_options.Failover.PromotionTakes > TimeSpan.Zero) Timers.StartSingleTimer(nameof(PromotionOver), PromotionOver.Instance, _options.Failover.PromotionTakes);
        else AskPrimaryToRetire();
    }

    private void AskPrimaryToRetire()
    {
        var others = Others().ToList();
        foreach (var pan in others) pan.Tell(new Retire(_options.Node), Self);
        if (others.Count == 0 || !_awaitPrimary) Serve();
        else Timers.StartSingleTimer(nameof(RetirementOver), RetirementOver.Instance, RetiredWithin);
    }

    private void Serve()
    {
        if (_role != PanRole.BeingPromoted) return;
        Timers.Cancel(nameof(RetirementOver));
        Read();
    }

    private void StandDown(string why)
    {
        _log.Info("{0} is the primary PAN no longer: {1}", _options.Node, why);
        Timers.Cancel(nameof(ActOver));
        foreach (var promoter in _promoters) promoter.Tell(new PromotionAnswered(_options.Node, false, why));
        _promoters.Clear();
        Become(PanRole.Retiring);
        foreach (var child in _children) child.Tell(child.Path.Name == Duties ? StepDown.Instance : PoisonPill.Instance);
        if (_children.Count == 0) StoodDown();
        else Timers.StartSingleTimer(nameof(StandDownOver), StandDownOver.Instance, RetiredWithin);
    }

    private void Ended(Terminated ended)
    {
        if (_children.Remove(ended.ActorRef))
        {
            if (_children.Count == 0 && _role == PanRole.Retiring) StoodDown();
        }
        else if (_role is PanRole.Starting or PanRole.BeingPromoted)
        {
            // The journal could not be read.
            Timers.StartSingleTimer(nameof(ReadDue), ReadDue.Instance, ReadAgainAfter);
        }
    }

    private void StoodDown()
    {
        Timers.Cancel(nameof(StandDownOver));
        Become(PanRole.Secondary);
        AnswerRetirers();
    }

    private void AnswerRetirers()
    {
        foreach (var asker in _retirers) asker.Tell(new Retired(_options.Node));
        _retirers.Clear();
    }

    private void Announce()
    {
        if (_role == PanRole.Primary && _view.Primary == _options.Node)
        {
            foreach (var pan in Others()) pan.Tell(new PrimaryAnnounced(_options.Node, _view.Epoch), Self);
        }
        LookForPolls();
    }

    private void LookForPolls()
    {
        if (_options.Failover is not { PanHa: { } automatic, TimeScale: var scale } || Now - _polled < automatic.Detection * scale) return;
        Context.System.EventStream.Publish(FailoverAlarms.Inactive(_options.Node, automatic.PollerOf(_options.Deployment, _options.Node), _polled, Now));
        _polled = Now;
    }

    private IEnumerable<ActorSelection> Others() => _cluster.State.Members
        .Where(member => member.HasRole(Persona.Pan.Role()) && member.UniqueAddress != _cluster.SelfUniqueAddress && !_cluster.State.Unreachable.Contains(member))
        .Select(member => Context.ActorSelection(new RootActorPath(member.Address) / "user" / ActorName));

    private void Become(PanRole role)
    {
        if (_role != role) _log.Info("{0}: {1}", _options.Node, role);
        _role = role;
    }

    private sealed class AnnounceDue
    {
        public static AnnounceDue Instance { get; } = new();
    }

    private sealed class ReadDue
    {
        public static ReadDue Instance { get; } = new();
    }

    private sealed class RetirementOver
    {
        public static RetirementOver Instance { get; } = new();
    }

    private sealed class PromotionOver
    {
        public static PromotionOver Instance { get; } = new();
    }

    private sealed class StandDownOver
    {
        public static StandDownOver Instance { get; } = new();
    }

    private sealed class ActOver
    {
        public static ActOver Instance { get; } = new();
    }
}

/// <summary>What the Administration persona of a node is made of.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Deployment">All nodes.</param>
/// <param name="Failover">How PANs fail over.</param>
/// <param name="Duties">Makes the holder of PAN's duties, which succeeds the holder of a term and tells the PAN that it runs on what becomes of it.</param>
/// <param name="Settings">Makes the keeper of the settings.</param>
/// <param name="Clock">The time.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the deployment's shared journal.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the deployment's shared snapshot store.</param>
public sealed record PanOptions(
    NodeName Node,
    Deployment Deployment,
    FailoverSettings Failover,
    Func<long, IActorRef, Props> Duties,
    Props Settings,
    TimeProvider Clock,
    string JournalPluginId,
    string SnapshotPluginId);
