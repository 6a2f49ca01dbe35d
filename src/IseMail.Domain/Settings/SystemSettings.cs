using System.Collections.Immutable;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Settings;

/// <summary>
/// What an ISE administrator sets on the primary PAN under Administration &gt; System that mail depends on: the SMTP
/// server page, the proxy page, the trusted certificates. Replicated to every node as a whole.
/// </summary>
/// <param name="Server">The SMTP server page; <c>null</c>: mail is not configured, and waits.</param>
/// <param name="Proxy">The proxy page.</param>
/// <param name="Trusted">The trusted certificates store.</param>
/// <param name="Nodes">Nodes whose network, clock or store is different.</param>
public sealed record SystemSettings(
    SmtpServerSettings? Server,
    ProxySettings Proxy,
    ImmutableArray<TrustedCertificate> Trusted,
    ImmutableSortedDictionary<NodeName, NodePathSettings> Nodes)
{
    /// <summary>Nodes that log more or less than usual.</summary>
    public ImmutableSortedDictionary<NodeName, DebugLog> DebugLogs { get; init; } = ImmutableSortedDictionary<NodeName, DebugLog>.Empty;

    /// <summary>Alarm Settings and Guest Email Settings, as far as they are other than the topology file says.</summary>
    public NoticeChanges Notices { get; init; } = NoticeChanges.None;

    /// <summary>A deployment that was just installed.</summary>
    public static SystemSettings Fresh { get; } = new(null, new ProxySettings.Direct(), [], ImmutableSortedDictionary<NodeName, NodePathSettings>.Empty);
}

/// <summary>One version of the settings.</summary>
/// <param name="Version">1 for the first, one more for each that follows.</param>
/// <param name="SavedAt">When it was saved.</param>
/// <param name="Cause">What made it, in a clause: <c>saved after a successful test</c>.</param>
/// <param name="Settings">The settings.</param>
public sealed record SettingsVersion(long Version, DateTimeOffset SavedAt, string Cause, SystemSettings Settings)
{
    /// <summary>Before anything was saved.</summary>
    public static SettingsVersion None { get; } = new(0, DateTimeOffset.MinValue, "nothing has been saved yet", SystemSettings.Fresh);

    /// <summary>Why mail cannot leave, in a clause; <c>null</c>: a server is configured.</summary>
    public string? WhyNotConfigured => Settings.Server is null ? $"mail is not configured ({Cause}): test and save the SMTP server settings" : null;
}
