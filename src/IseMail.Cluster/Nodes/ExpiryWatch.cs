using Akka.Actor;
using IseMail.Cluster.Settings;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Nodes;

/// <summary>Looks from an MnT at the dates in the settings (<see cref="ExpiringSettings"/>): what is due is put on the event stream.</summary>
public sealed class ExpiryWatch : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ExpiringSettings _expiring;
    private readonly TimeProvider _clock;
    private SystemSettings? _inUse;

    /// <summary>See <see cref="Props"/>.</summary>
    public ExpiryWatch(NodeName about, AlarmSettings settings, TimeProvider clock)
    {
        _expiring = new ExpiringSettings(about, settings);
        _clock = clock;
        Receive<SettingsInUse>(inUse =>
        {
            _inUse = inUse.Version.Settings;
            Look();
        });
        Receive<LookDue>(_ => Look());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A watch.</summary>
    /// <param name="about">The node that the alarms are about, the same at every MnT: the PAN that the topology calls primary.</param>
    /// <param name="settings">When an expiry is told of.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(NodeName about, AlarmSettings settings, TimeProvider clock) => Akka.Actor.Props.Create(() => new ExpiryWatch(about, settings, clock));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        Timers.StartPeriodicTimer(nameof(LookDue), LookDue.Instance, LookEvery);
    }

    private void Look()
    {
        if (_inUse is not { } settings) return;
        foreach (var signal in _expiring.Look(settings, _clock.GetUtcNow())) Context.System.EventStream.Publish(signal);
    }

    private sealed class LookDue
    {
        public static LookDue Instance { get; } = new();
    }
}
