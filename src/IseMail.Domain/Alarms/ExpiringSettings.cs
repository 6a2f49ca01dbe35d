using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Alarms;

/// <summary>
/// Looks at the dates in the settings: when the client secret, by the date that was typed, or a trusted
/// certificate is about to expire or has. Both MnTs look and mean the same occurrence, so only one mail comes of it.
/// </summary>
/// <param name="about">The node that the alarms are about, the same at every MnT: the PAN that the topology calls primary.</param>
/// <param name="settings">When an expiry is told of.</param>
public sealed class ExpiringSettings(NodeName about, AlarmSettings settings)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What is to be told now and has not been from here.</summary>
    /// <param name="inUse">The settings in use.</param>
    /// <param name="now">The present.</param>
    public IReadOnlyList<AlarmSignal> Look(SystemSettings inUse, DateTimeOffset now)
    {
        var due = new List<AlarmSignal>();
        if (inUse.Server?.OAuth?.SecretExpires is { } date)
            Note(Conditions.SecretExpires(about, new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), settings.SecretExpiry, now));
        foreach (var certificate in inUse.Trusted) Note(Conditions.CertificateExpires(about, certificate.Name, certificate.NotAfter, settings.CertificateExpiry, now));
        return due;

        void Note(AlarmSignal? signal)
        {
            if (signal is not null && _told.Add($"{signal.Alarm}/{signal.Occurrence}")) due.Add(signal);
        }
    }
}
