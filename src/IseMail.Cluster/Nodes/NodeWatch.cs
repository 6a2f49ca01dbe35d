using Akka.Actor;
using Akka.Cluster;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// Watches the other nodes from an MnT: puts on the event stream that one does not answer, or answers again
/// (<see cref="NodesInSight"/>). Each member is asked for its name as soon as it is seen, and again until it
/// has said it; one that is lost before that is not told of.
/// </summary>
public sealed class NodeWatch : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly TimeProvider _clock;
    private readonly Dictionary<int, NodeName> _names = [];
    private readonly NodesInSight _inSight = new();

    /// <summary>See <see cref="Props"/>.</summary>
    public NodeWatch(TimeProvider clock)
    {
        _clock = clock;
        Receive<ClusterEvent.UnreachableMember>(unreachable => Lost(unreachable.Member));
        Receive<ClusterEvent.ReachableMember>(reachable => Seen(reachable.Member));
        Receive<ClusterEvent.MemberJoined>(joined => Seen(joined.Member));
        Receive<ClusterEvent.MemberUp>(up => Seen(up.Member));
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            if (removed.PreviousStatus == MemberStatus.Down) Lost(removed.Member);
            _names.Remove(removed.Member.UniqueAddress.Uid);
        });
        Receive<NodeNamed>(named =>
        {
            if (_cluster.State.Members.FirstOrDefault(member => member.UniqueAddress.Uid == named.Uid) is not { } member) return;
            _names[named.Uid] = named.Name;
            if (_cluster.State.Unreachable.Contains(member)) Lost(member);
            else Back(member);
        });
        Receive<AskDue>(_ => AskForNames());
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A watch.</summary>
    public static Props Props(TimeProvider clock) => Akka.Actor.Props.Create(() => new NodeWatch(clock));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, Pulse);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void AskForNames()
    {
        var state = _cluster.State;
        foreach (var member in state.Members)
        {
            if (!_names.ContainsKey(member.UniqueAddress.Uid) && !state.Unreachable.Contains(member)) NodeIdentity.Ask(Context, member, Self);
        }
    }

    private void Seen(Member member)
    {
        if (_names.ContainsKey(member.UniqueAddress.Uid)) Back(member);
        else NodeIdentity.Ask(Context, member, Self);
    }

    private void Lost(Member member)
    {
        if (_names.TryGetValue(member.UniqueAddress.Uid, out var node)) Tell(_inSight.Lost(node, member.UniqueAddress.Uid, _clock.GetUtcNow()));
    }

    private void Back(Member member)
    {
        if (_names.TryGetValue(member.UniqueAddress.Uid, out var node)) Tell(_inSight.Seen(node, _clock.GetUtcNow()));
    }

    private static void Tell(AlarmSignal? signal)
    {
        if (signal is not null) Context.System.EventStream.Publish(signal);
    }

    private sealed class AskDue : INoSerializationVerificationNeeded
    {
        public static AskDue Instance { get; } = new();
    }
}
