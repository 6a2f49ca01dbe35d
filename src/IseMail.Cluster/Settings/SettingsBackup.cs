using System.Collections.Immutable;
using System.Text.Json;
using IseMail.Cluster.Wire;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>
/// A deployment's configuration as a backup holds it. As in ISE the SMTP server settings are left out (Cisco document
/// 225520, step 3), and with them every other secret: whoever restores has to type them again.
/// </summary>
/// <param name="Deployment">Name of the deployment.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Version">The version of the settings that it is of.</param>
/// <param name="Settings">The settings without a server and without secrets.</param>
public sealed record SettingsBackup(string Deployment, DateTimeOffset TakenAt, long Version, SystemSettings Settings)
{
    /// <summary>The backup of <paramref name="version"/>.</summary>
    public static SettingsBackup Of(string deployment, SettingsVersion version, DateTimeOffset now)
    {
        var settings = version.Settings;
        return new SettingsBackup(deployment, now, version.Version, settings with
        {
            Server = null,
            Proxy = WithoutSecret(settings.Proxy),
            Nodes = settings.Nodes.ToImmutableSortedDictionary(node => node.Key, node => node.Value with { Proxy = node.Value.Proxy is { } proxy ? WithoutSecret(proxy) : null }),
        });
    }

    /// <summary>As JSON.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else, or holds what a backup never holds.</exception>
    public static SettingsBackup Read(ReadOnlySpan<byte> json)
    {
        SettingsBackup backup;
        try
        {
            backup = JsonSerializer.Deserialize<SettingsBackup>(json, WireJson.Options) ?? throw new InvalidDataException("the backup is empty");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"the backup is malformed at {malformed.Path}", malformed);
        }
        if (backup.Settings.Server is not null) throw new InvalidDataException("the backup holds SMTP server settings, which none does");
        foreach (var certificate in backup.Settings.Trusted)
        {
            if (!TrustedCertificate.TryRead(certificate.Name, certificate.Pem, certificate.TrustedFor, out _, out var problem)) throw new InvalidDataException($"a certificate of the backup cannot be used: {problem.What}");
        }
        return backup;
    }

    // A user without a password would be refused by the proxy in another way than one that is to be typed again.
    private static ProxySettings WithoutSecret(ProxySettings proxy) => proxy is ProxySettings.Http { Password: not null } http ? http with { UserName = null, Password = null } : proxy;
}
