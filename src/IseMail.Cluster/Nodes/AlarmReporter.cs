using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Processes;
using IseMail.Domain.Alarms;

namespace IseMail.Cluster.Nodes;

/// <summary>Tells the active MnT of the signals on the node's event stream: runs <see cref="AlarmReports"/>, which decides everything.</summary>
public sealed class AlarmReporter : ReceiveActor, IWithTimers, IAlarmReportPort
{
    private readonly IActorRef _alarms;
    private readonly TimeProvider _clock;
    private readonly AlarmReports _process;

    /// <summary>See <see cref="Props"/>.</summary>
    public AlarmReporter(IActorRef alarms, TimeProvider clock)
    {
        _alarms = alarms;
        _clock = clock;
        _process = new AlarmReports(this);
        Receive<AlarmSignal>(_process.Noticed);
        Receive<AlarmAnswered>(answer => _process.Answered(answer.Signal));
        Receive<TimerDue<AlarmReportTimer>>(_ => _process.Fire());
        Receive<CausesNotRaised>(_ => { }); // told again
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>A reporter that tells <paramref name="alarms"/>, the way to the active MnT.</summary>
    public static Props Props(IActorRef alarms, TimeProvider clock) => Akka.Actor.Props.Create(() => new AlarmReporter(alarms, clock));

    /// <inheritdoc/>
    public void Set(AlarmReportTimer timer, TimeSpan after) => TimerDue<AlarmReportTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(AlarmReportTimer timer) => TimerDue<AlarmReportTimer>.Cancel(Timers, timer);

    /// <inheritdoc/>
    public void Tell(AlarmSignal signal) => _alarms.Tell(new RaiseAlarm(signal), Self);

    /// <inheritdoc/>
    public void Say(string what) => Context.GetLogger().Warning("{0}", what);

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AlarmSignal));
}
