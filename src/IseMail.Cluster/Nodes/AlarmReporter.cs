using Akka.Actor;
using Akka.Event;
using IseMail.Domain.Alarms;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// Tells the active MnT of whatever is noticed on one node: signals on the node's event stream. Each is told again until
/// it is answered, so it outlasts a failover of the MnT, though not an end of this node.
/// </summary>
public sealed class AlarmReporter : ReceiveActor, IWithTimers
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly Queue<AlarmSignal> _waiting = new();
    private readonly HashSet<AlarmSignal> _answered = [];

    /// <summary>See <see cref="Props"/>.</summary>
    public AlarmReporter(IActorRef alarms)
    {
        Receive<AlarmSignal>(signal =>
        {
            if (_waiting.Count == MostWaiting) Context.GetLogger().Warning("the alarm '{0}' is given up: nobody takes alarms", _waiting.Dequeue().Alarm);
            _waiting.Enqueue(signal);
            alarms.Tell(new RaiseAlarm(signal));
        });
        Receive<AlarmAnswered>(answer =>
        {
            _answered.Add(answer.Signal);
            while (_waiting.TryPeek(out var oldest) && _answered.Remove(oldest)) _waiting.Dequeue();
        });
        Receive<Tick>(_ =>
        {
            foreach (var signal in _waiting.Where(signal => !_answered.Contains(signal))) alarms.Tell(new RaiseAlarm(signal));
        });
        Receive<CausesNotRaised>(_ => { }); // told again at the next tick
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A reporter that tells <paramref name="alarms"/>, the way to the active MnT.</summary>
    public static Props Props(IActorRef alarms) => Akka.Actor.Props.Create(() => new AlarmReporter(alarms));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AlarmSignal));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Again);
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}
