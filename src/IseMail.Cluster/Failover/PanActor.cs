using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Processes;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Failover;

/// <summary>
/// The Administration persona of one node, live: runs <see cref="Pan"/>, which decides everything. While the node is the primary PAN,
/// the holder of PAN's duties and the keeper of the settings are its children.
/// </summary>
public sealed class PanActor : ReceiveActor, IWithTimers, IPanPort
{
    /// <summary>Its name among a node's actors.</summary>
    public const string ActorName = "pan";

    /// <summary>The name of the holder of PAN's duties among its children.</summary>
    public const string Duties = "duties";

    /// <summary>The name of the keeper of the settings among its children.</summary>
    public const string Settings = "settings";

    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromMilliseconds(500);

    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly PanOptions _options;
    private readonly Pan _process;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _children = [];

    /// <summary>See <see cref="Props"/>.</summary>
    public PanActor(PanOptions options)
    {
        _options = options;
        _process = new Pan(options.Node, options.Deployment, options.Failover, this);
        Receive<MemberOfCluster>(_ => _process.Begin());
        Receive<TermsRead>(read => _process.Read(read.Last));
        Receive<Terminated>(Ended);
        Receive<DutiesHeld>(held => _process.Held(held.Term));
        Receive<DutiesLost>(lost => _process.Lost(lost.Term));
        Receive<PrimaryAnnounced>(announced => _process.Heard(announced.Pan, announced.Epoch));
        Receive<PollPan>(poll =>
        {
            if (poll.Pan == _options.Node) Sender.Tell(new PanPolled(_options.Node, _process.Polled()));
        });
        Receive<RequestPromotion>(request =>
        {
            if (_process.Asked(request.From, request.Failed, request.FailedPolls) is { } answer) Sender.Tell(Answered(answer));
        });
        Receive<Promote>(_ =>
        {
            var asker = Sender;
            _process.Promote(answer => asker.Tell(Answered(answer)));
        });
        Receive<Retire>(retire =>
        {
            var asker = Sender;
            _process.Retire(retire.By, () => asker.Tell(new Retired(_options.Node)));
        });
        Receive<Retired>(_ => _process.Retired());
        Receive<TimerDue<PanTimer>>(due => _process.Fire(due.Timer));
        Receive<PrimaryAnnounced.Due>(due => Tell(new PrimaryAnnounced(_options.Node, due.Epoch)));
        Receive<TellPan>(_ => Sender.Tell(new PanReport(_options.Node, _process.Role, _process.Primary, _process.Epoch)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>The Administration persona of a node.</summary>
    public static Props Props(PanOptions options) => Akka.Actor.Props.Create(() => new PanActor(options));

    /// <inheritdoc/>
    public void Set(PanTimer timer, TimeSpan after) => TimerDue<PanTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(PanTimer timer) => TimerDue<PanTimer>.Cancel(Timers, timer);

    /// <inheritdoc/>
    public void ReadTerms() => Context.Watch(Context.ActorOf(TermReader.Props(Persona.Pan, _options.JournalPluginId, _options.SnapshotPluginId)));

    /// <inheritdoc/>
    public void StartActing(long epoch)
    {
        Start(_options.Duties(epoch, Self), Duties);
        Start(_options.Settings, Settings);
    }

    /// <inheritdoc/>
    public void StopActing()
    {
        foreach (var child in _children) child.Tell(child.Path.Name == Duties ? StepDown.Instance : PoisonPill.Instance);
        if (_children.Count == 0) _process.StoodDown();
    }

    /// <inheritdoc/>
    public void EndActing()
    {
        foreach (var child in _children) Context.Stop(child);
    }

    /// <inheritdoc/>
    public void Announce(long epoch) => Timers.StartPeriodicTimer(nameof(PrimaryAnnounced), new PrimaryAnnounced.Due(epoch), TimeSpan.Zero, AnnounceEvery);

    /// <inheritdoc/>
    public void StopAnnouncing() => Timers.Cancel(nameof(PrimaryAnnounced));

    /// <inheritdoc/>
    public bool AskToRetire() => Tell(new Retire(_options.Node));

    /// <inheritdoc/>
    public void Raise(AlarmSignal signal) => Context.System.EventStream.Publish(signal);

    /// <inheritdoc/>
    public void Say(string what, bool warning)
    {
        if (warning) _log.Warning("{0}", what);
        else _log.Info("{0}", what);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        _cluster.RegisterOnMemberUp(() => self.Tell(MemberOfCluster.Instance));
    }

    private void Start(Props props, string name) => _children.Add(Context.Watch(Context.ActorOf(props, name)));

    private void Ended(Terminated ended)
    {
        if (!_children.Remove(ended.ActorRef)) _process.NotRead();
        else if (_children.Count == 0) _process.StoodDown();
    }

    /// <summary>Tells the other PANs.</summary>
    private bool Tell(object message)
    {
        var others = _cluster.State.Members
            .Where(member => member.HasRole(Persona.Pan.Role()) && member.UniqueAddress != _cluster.SelfUniqueAddress && !_cluster.State.Unreachable.Contains(member))
            .Select(member => Context.ActorSelection(new RootActorPath(member.Address) / "user" / ActorName)).ToList();
        foreach (var pan in others) pan.Tell(message, Self);
        return others.Count > 0;
    }

    private PromotionAnswered Answered(PromotionAnswer answer) => new(_options.Node, answer.Agreed, answer.Why);

    private sealed record MemberOfCluster : INoSerializationVerificationNeeded
    {
        public static MemberOfCluster Instance { get; } = new();
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
