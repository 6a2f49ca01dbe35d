using Akka.Actor;
using IseMail.Cluster.Settings;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// Looks from an MnT at the dates in the settings: when the client secret, by the date that was typed, or a trusted
/// certificate is about to expire or has, that is put on the event stream. Both MnTs look and mean the same occurrence, so
/// only one mail comes of it.
/// </summary>
public sealed class ExpiryWatch : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly NodeName _about;
    private readonly AlarmSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private SystemSettings? _inUse;

    /// <summary>See <see cref="Props"/>.</summary>
    public ExpiryWatch(NodeName about, AlarmSettings settings, TimeProvider clock)
    {
        _about = about;
        _settings = settings;
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
        var now = _clock.GetUtcNow();
        if (settings.Server?.OAuth?.SecretExpires is { } date)
            Tell(Conditions.SecretExpires(_about, new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), _settings.SecretExpiry, now));
        foreach (var certificate in settings.Trusted) Tell(Conditions.CertificateExpires(_about, certificate.Name, certificate.NotAfter, _settings.CertificateExpiry, now));
    }

    private void Tell(AlarmSignal? signal)
    {
        if (signal is not null && _told.Add($"{signal.Alarm}/{signal.Occurrence}")) Context.System.EventStream.Publish(signal);
    }

    private sealed class LookDue
    {
        public static LookDue Instance { get; } = new();
    }
}
