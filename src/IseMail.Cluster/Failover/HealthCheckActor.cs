using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Failover;

/// <summary>
/// What a health-check node does: polls the PANs it is to poll, and asks the other PAN to become the primary when one that
/// was does not answer (<see cref="HealthCheck"/>).
/// </summary>
public sealed class HealthCheckActor : ReceiveActor, IWithTimers
{
    private readonly ClusterExtension _cluster = ClusterExtension.Get(Context.System);
    private readonly NodeName _node;
    private readonly int _failedAttempts;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly ImmutableArray<HealthCheck> _checks;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>See <see cref="Props"/>.</summary>
    public HealthCheckActor(NodeName node, Deployment deployment, PanHighAvailability settings, TimeSpan every, TimeProvider clock)
    {
        _node = node;
        _failedAttempts = settings.FailedAttempts;
        _every = every;
        _clock = clock;
        _checks = [.. deployment.With(Persona.Pan).Where(pan => settings.PollerOf(deployment, pan.Name) == node).Select(pan => new HealthCheck(pan.Name, settings.FailedAttempts))];
        Receive<PollDue>(_ => Poll());
        Receive<PanPolled>(polled =>
        {
            foreach (var check in _checks.Where(check => check.Pan == polled.Pan)) check.Answered(polled.IsPrimary);
        });
        Receive<PromotionAnswered>(answer =>
        {
            if (!answer.Agreed) return;
            foreach (var check in _checks.Where(check => check.Pan != answer.Pan)) check.Agreed();
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A health-check node's part.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="deployment">All nodes.</param>
    /// <param name="settings">Who polls whom how often.</param>
    /// <param name="every">The polling interval as it is lived.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(NodeName node, Deployment deployment, PanHighAvailability settings, TimeSpan every, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new HealthCheckActor(node, deployment, settings, every, clock));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(PollDue), PollDue.Instance, _every, _every);

    private void Poll()
    {
        var pans = Pans().ToList();
        foreach (var check in _checks)
        {
            if (check.Poll())
            {
                if (check.FailedPolls == _failedAttempts) Context.System.EventStream.Publish(FailoverAlarms.PrimaryDown(check.Pan, _node, check.FailedPolls, _clock.GetUtcNow()));
                _log.Warning("{0} has not answered {1} polls of {2}; the other PAN is asked to become the primary", check.Pan, check.FailedPolls, _node);
                foreach (var pan in pans) pan.Tell(new RequestPromotion(_node, check.Pan, check.FailedPolls), Self);
            }
            foreach (var pan in pans) pan.Tell(new PollPan(check.Pan, _node), Self);
        }
    }

    private IEnumerable<ActorSelection> Pans() => _cluster.State.Members
        .Where(member => member.HasRole(Persona.Pan.Role()) && !_cluster.State.Unreachable.Contains(member))
        .Select(member => Context.ActorSelection(new RootActorPath(member.Address) / "user" / PanActor.ActorName));

    private sealed class PollDue
    {
        public static PollDue Instance { get; } = new();
    }
}
