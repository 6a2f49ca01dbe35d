using Akka.Actor;
using IseMail.Cluster.Processes;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Nodes;

/// <summary>On a node's event stream: an attempt to open a connection looked names up.</summary>
/// <param name="Unknown">The name that has no address; <c>null</c>: all had.</param>
internal sealed record NamesLookedUp(string? Unknown) : INoSerializationVerificationNeeded;

/// <summary>Runs <see cref="NameWatching"/> on a node: hears of names on its event stream, and puts there what is to be told.</summary>
internal sealed class NameWatch : ReceiveActor, IWithTimers, INameWatchPort
{
    private readonly TimeProvider _clock;

    /// <summary>See <see cref="Props"/>.</summary>
    public NameWatch(NodeName node, TimeSpan patience, TimeProvider clock)
    {
        _clock = clock;
        var process = new NameWatching(node, patience, this);
        Receive<NamesLookedUp>(lookedUp => process.LookedUp(lookedUp.Unknown));
        Receive<TimerDue<NameWatchTimer>>(_ => process.Fire());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>A watch.</summary>
    /// <param name="node">Where it runs.</param>
    /// <param name="patience">How long a name may have no address.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(NodeName node, TimeSpan patience, TimeProvider clock) => Akka.Actor.Props.Create(() => new NameWatch(node, patience, clock));

    /// <inheritdoc/>
    public void Set(NameWatchTimer timer, TimeSpan after) => TimerDue<NameWatchTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(NameWatchTimer timer) => TimerDue<NameWatchTimer>.Cancel(Timers, timer);

    /// <inheritdoc/>
    public void Notice(AlarmSignal signal) => Context.System.EventStream.Publish(signal);

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NamesLookedUp));
}
