using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// Reads how one node stands, once a second while somebody wants to know. What has not answered by the next reading is not
/// there any more: a duty or a sender that has moved to another node.
/// </summary>
internal sealed class ReadingActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly NodeName _node;
    private readonly IActorRef _outbox;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private ImmutableDictionary<MailPurpose, MailCensus> _count = ImmutableDictionary<MailPurpose, MailCensus>.Empty;
    private SenderReading? _sender;
    private ImmutableArray<DutyReading> _duties = [];

    public ReadingActor(NodeName node, IActorRef outbox)
    {
        _node = node;
        _outbox = outbox;
        Receive<ReadingDue>(_ => Keep());
        Receive<OutboxCount>(count => _count = count.ByPurpose);
        Receive<SenderReading>(sender => _sender = sender);
        Receive<DutyReading>(duty => _duties = _duties.Add(duty));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeName node, IActorRef outbox) => Akka.Actor.Props.Create(() => new ReadingActor(node, outbox));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(ReadingDue), ReadingDue.Instance, TimeSpan.Zero, Pulse);

    protected override void PostStop() => NodeReadings.Forget(Self);

    private void Keep()
    {
        if (!MailMetrics.AreGaugesHeard)
        {
            NodeReadings.Forget(Self);
            return;
        }
        var state = _cluster.State;
        NodeReadings.Keep(Self, new NodeReading(
            _node, state.Members.Count(member => member.Status == MemberStatus.Up && !state.Unreachable.Contains(member)), _count, _sender, _duties));
        (_count, _sender, _duties) = (_count.Clear(), null, []);
        _outbox.Tell(new TellCount());
        Context.System.EventStream.Publish(new TakeReading(Self));
    }

    private sealed class ReadingDue
    {
        public static ReadingDue Instance { get; } = new();
    }
}
