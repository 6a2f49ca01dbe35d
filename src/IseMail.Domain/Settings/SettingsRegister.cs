namespace IseMail.Domain.Settings;

/// <summary>
/// The deployment's settings as the primary PAN keeps them: one version after another, and which values of the SMTP
/// server page have passed a connection test. The sum of its events; <see cref="Apply"/> alone changes what is durable.
/// </summary>
/// <remarks>
/// As on ISE's page, values can be saved only after a test of exactly these values succeeded (Cisco document 225520). The
/// page is not kept: whoever takes the PAN's duties over has the test made again.
/// </remarks>
public sealed class SettingsRegister
{
    private string? _passed;

    /// <summary>The newest version.</summary>
    public SettingsVersion Current { get; private set; } = SettingsVersion.None;

    /// <summary>Fingerprint of the topology's values that were taken over last.</summary>
    public string? Origin { get; private set; }

    /// <summary>A test of the values with this fingerprint ended.</summary>
    /// <param name="fingerprint">Stands for every value of the page, the secret's among them.</param>
    /// <param name="succeeded">Whether it succeeded.</param>
    public void Tested(string fingerprint, bool succeeded)
    {
        if (succeeded) _passed = fingerprint;
        else if (_passed == fingerprint) _passed = null;
    }

    /// <summary>Whether the last test that succeeded was of these values.</summary>
    public bool HasPassed(string fingerprint) => _passed == fingerprint;

    /// <summary>What saving the SMTP server page would record.</summary>
    /// <param name="server">Its values.</param>
    /// <param name="fingerprint">Theirs.</param>
    /// <param name="now">The present.</param>
    /// <param name="cause">Why, in a clause.</param>
    /// <returns>Either the event or, in words, why it is refused.</returns>
    public (SettingsEvent.SettingsSaved? Saved, string? Refusal) Save(
        SmtpServerSettings server, string fingerprint, DateTimeOffset now, string cause) => HasPassed(fingerprint)
        ? (Next(Current.Settings with { Server = server }, now, cause, Origin), null)
        : (null, "these settings have not passed a connection test; test exactly these values, then save");

    /// <summary>What taking over the topology file's settings, whose server has passed its test, would record.</summary>
    /// <param name="settings">All that the file says.</param>
    /// <param name="fingerprint">The server page's values.</param>
    /// <param name="now">The present.</param>
    /// <param name="origin">Fingerprint of what the file says.</param>
    /// <exception cref="ArgumentException">They have not passed.</exception>
    public SettingsEvent.SettingsSaved TakeOver(SystemSettings settings, string fingerprint, DateTimeOffset now, string origin) => HasPassed(fingerprint)
        ? Next(settings, now, "the topology file's settings passed their test", origin)
        : throw new ArgumentException("the file's settings have not passed a connection test", nameof(fingerprint));

    /// <summary>
    /// What taking over a topology file without an SMTP server would record: that needs no test, and a server that was saved
    /// stays.
    /// </summary>
    /// <param name="settings">All that the file says.</param>
    /// <param name="now">The present.</param>
    /// <param name="origin">Fingerprint of what the file says.</param>
    /// <exception cref="ArgumentException">The file says a server.</exception>
    public SettingsEvent.SettingsSaved TakeOver(SystemSettings settings, DateTimeOffset now, string origin) => settings.Server is null
        ? Next(settings with { Server = Current.Settings.Server }, now, "the topology file leaves the SMTP server settings to be tested and saved", origin)
        : throw new ArgumentException("the file's SMTP server settings have to pass a connection test", nameof(settings));

    /// <summary>What saving anything but the SMTP server page would record: that needs no test.</summary>
    /// <exception cref="ArgumentException">The SMTP server page is another one.</exception>
    public SettingsEvent.SettingsSaved Change(Func<SystemSettings, SystemSettings> change, DateTimeOffset now, string cause)
    {
        var changed = change(Current.Settings);
        return changed.Server is null || changed.Server == Current.Settings.Server
            ? Next(changed, now, cause, Origin)
            : throw new ArgumentException("the SMTP server settings can be changed only by saving tested ones", nameof(change));
    }

    /// <summary>Makes <paramref name="happened"/> part of the register.</summary>
    public void Apply(SettingsEvent happened)
    {
        if (happened is not SettingsEvent.SettingsSaved saved) throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        Current = saved.Version;
        Origin = saved.Origin;
    }

    private SettingsEvent.SettingsSaved Next(SystemSettings settings, DateTimeOffset now, string cause, string? origin) =>
        new(new SettingsVersion(Current.Version + 1, now, cause, settings), origin);
}
