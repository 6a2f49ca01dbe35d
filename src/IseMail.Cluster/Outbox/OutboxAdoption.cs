using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Deployments;
using IseMail.Domain.Outbox;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Outbox;

/// <summary>
/// Takes the outboxes of PSNs that died in hand, as <see cref="OutboxInheritance"/> says. When a node returns its outbox is its own
/// again; should both have it for a moment, their journal refuses one of them.
/// </summary>
public sealed class OutboxAdoption : ReceiveActor
{
    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly Func<NodeName, Props> _outbox;
    private readonly Dictionary<int, NodeName> _names = [];
    private readonly OutboxInheritance _inheritance = new();
    private readonly Dictionary<NodeName, IActorRef> _adopted = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>See <see cref="Props"/>.</summary>
    public OutboxAdoption(Func<NodeName, Props> outbox)
    {
        _outbox = outbox;
        Receive<ClusterEvent.MemberJoined>(joined => Ask(joined.Member));
        Receive<ClusterEvent.MemberUp>(up =>
        {
            Ask(up.Member);
            Adopt();
        });
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            if (_names.Remove(removed.Member.UniqueAddress.Uid, out var name)) _inheritance.Gone(name, inOrder: removed.PreviousStatus != MemberStatus.Down);
            Adopt();
        });
        Receive<NodeNamed>(named =>
        {
            _names[named.Uid] = named.Name;
            GiveBack(named.Name);
        });
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    /// <summary>A PSN's part in it.</summary>
    /// <param name="outbox">Makes the outbox of a node that died, watched over.</param>
    public static Props Props(Func<NodeName, Props> outbox) => Akka.Actor.Props.Create(() => new OutboxAdoption(outbox));

    /// <inheritdoc/>
    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Ask(Member member)
    {
        if (member.HasRole(Persona.Psn.Role())) NodeIdentity.Ask(Context, member, Self);
    }

    private void Adopt()
    {
        var psns = _cluster.State.Members.Where(member => member.Status == MemberStatus.Up && member.HasRole(Persona.Psn.Role())).ToList();
        var isOldest = psns.Count > 0 && psns.All(other => other.Equals(_cluster.SelfMember) || _cluster.SelfMember.IsOlderThan(other));
        foreach (var name in _inheritance.Adopt(isOldest))
        {
            _log.Info("the outbox of {0} is sent from here until the node returns", name);
            _adopted[name] = Context.ActorOf(_outbox(name), name.Value);
        }
    }

    private void GiveBack(NodeName name)
    {
        if (!_inheritance.Returned(name) || !_adopted.Remove(name, out var outbox)) return;
        _log.Info("{0} is back and has its outbox again", name);
        Context.Stop(outbox);
    }
}
