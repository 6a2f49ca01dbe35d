namespace IseMail.Domain.Settings;

/// <summary>What happened to a deployment's settings. The journal holds these; the register is their sum.</summary>
public abstract record SettingsEvent
{
    private SettingsEvent() { }

    /// <summary>A new version was saved.</summary>
    /// <param name="Version">All of it.</param>
    /// <param name="Origin">
    /// Fingerprint of what the topology file said when its values were last taken over; <c>null</c>: they never were.
    /// </param>
    public sealed record SettingsSaved(SettingsVersion Version, string? Origin) : SettingsEvent;
}
