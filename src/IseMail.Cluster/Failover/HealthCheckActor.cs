using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Processes;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Failover;

/// <summary>A health-check node's part, live: runs <see cref="HealthCheckNode"/>, which decides everything.</summary>
public sealed class HealthCheckActor : ReceiveActor, IWithTimers, IHealthCheckPort
{
    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly NodeName _node;
    private readonly TimeProvider _clock;
    private readonly HealthCheckNode _process;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>See <see cref="Props"/>.</summary>
    public HealthCheckActor(NodeName node, Deployment deployment, PanHighAvailability settings, TimeSpan every, TimeProvider clock)
    {
        _node = node;
        _clock = clock;
        _process = new HealthCheckNode(node, deployment, settings, every, this);
        Receive<TimerDue<HealthCheckTimer>>(_ => _process.Fire());
        Receive<PanPolled>(polled => _process.Answered(polled.Pan, polled.IsPrimary));
        Receive<PromotionAnswered>(answer =>
        {
            if (answer.Agreed) _process.Agreed(answer.Pan);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>A health-check node's part.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="deployment">All nodes.</param>
    /// <param name="settings">Who polls whom how often.</param>
    /// <param name="every">The polling interval as it is lived.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(NodeName node, Deployment deployment, PanHighAvailability settings, TimeSpan every, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new HealthCheckActor(node, deployment, settings, every, clock));

    /// <inheritdoc/>
    public void Set(HealthCheckTimer timer, TimeSpan after) => TimerDue<HealthCheckTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(HealthCheckTimer timer) => TimerDue<HealthCheckTimer>.Cancel(Timers, timer);

    /// <inheritdoc/>
    public void Poll(NodeName pan) => Tell(new PollPan(pan, _node));

    /// <inheritdoc/>
    public void AskForPromotion(NodeName failed, int failedPolls) => Tell(new RequestPromotion(_node, failed, failedPolls));

    /// <inheritdoc/>
    public void Raise(AlarmSignal signal) => Context.System.EventStream.Publish(signal);

    /// <inheritdoc/>
    public void Say(string what) => _log.Warning("{0}", what);

    /// <inheritdoc/>
    protected override void PreStart() => _process.Begin();

    /// <summary>Tells every PAN, for only a PAN knows its name; the one that is meant answers.</summary>
    private void Tell(object message)
    {
        foreach (var member in _cluster.State.Members)
        {
            if (member.HasRole(Persona.Pan.Role()) && !_cluster.State.Unreachable.Contains(member))
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / PanActor.ActorName).Tell(message, Self);
        }
    }
}
