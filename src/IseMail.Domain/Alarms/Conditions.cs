using System.Globalization;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Alarms;

/// <summary>
/// What in a deployment raises an alarm by itself. Each makes the same signal, with the same occurrence, whoever notices
/// the condition and however often.
/// </summary>
public static class Conditions
{
    /// <summary>A node no longer answers.</summary>
    /// <param name="node">Which.</param>
    /// <param name="incarnation">Which start of the node, so that both MnTs mean the same.</param>
    /// <param name="at">When it was noticed.</param>
    public static AlarmSignal Unreachable(NodeName node, string incarnation, DateTimeOffset at) =>
        new(AlarmNames.HealthUnavailable, node, $"{node} does not answer.", at, incarnation);

    /// <summary>A node that did not answer does again.</summary>
    public static AlarmSignal Back(NodeName node, string incarnation, DateTimeOffset at) =>
        new(AlarmNames.HealthUnavailable, node, $"{node} answers again.", at, incarnation, Cleared: true);

    /// <summary>A process of a node failed and is being started again.</summary>
    public static AlarmSignal ProcessFailed(NodeName node, string process, DateTimeOffset at) =>
        new(AlarmNames.ProcessDown, node, $"The process '{process}' of {node} failed and is started again.", at, $"{process} {Instant(at)}");

    /// <summary>
    /// Mail of a node could not leave for want of a name; <c>null</c> while that has not lasted for
    /// <paramref name="patience"/>.
    /// </summary>
    /// <param name="node">Whose mail.</param>
    /// <param name="host">The name that is not resolved.</param>
    /// <param name="since">Since when.</param>
    /// <param name="patience">How long it may last.</param>
    /// <param name="now">The present.</param>
    public static AlarmSignal? NameNotResolved(NodeName node, string host, DateTimeOffset since, TimeSpan patience, DateTimeOffset now) => now - since < patience
        ? null
        : new(AlarmNames.DnsFailure, node, $"{host} has not been resolved since {Time(since)}; mail waits.", now, $"since {Instant(since)}");

    /// <summary>
    /// The client secret expires. The date is the one an administrator typed on the SMTP server page; Entra ID is not asked
    /// (Cisco document 225520). <c>null</c>: nothing is due.
    /// </summary>
    public static AlarmSignal? SecretExpires(NodeName node, DateTimeOffset expires, ExpirySchedule schedule, DateTimeOffset now) =>
        Expires(node, AlarmNames.SecretExpiring, AlarmNames.SecretExpired, "The client secret", "secret", expires, schedule, now);

    /// <summary>A certificate in a node's trusted store expires; <c>null</c>: nothing is due.</summary>
    public static AlarmSignal? CertificateExpires(NodeName node, string certificate, DateTimeOffset expires, ExpirySchedule schedule, DateTimeOffset now) =>
        Expires(node, AlarmNames.CertificateExpiring, AlarmNames.CertificateExpired, $"The certificate '{certificate}'", certificate, expires, schedule, now);

    /// <summary>The configuration was changed.</summary>
    /// <param name="node">Where, which is the primary PAN.</param>
    /// <param name="what">What was changed, without secrets.</param>
    /// <param name="by">By whom.</param>
    /// <param name="at">When.</param>
    public static AlarmSignal ConfigurationChanged(NodeName node, string what, string by, DateTimeOffset at) =>
        new(AlarmNames.ConfigurationChanged, node, $"{by} changed {what}.", at, Instant(at));

    /// <summary>A backup failed.</summary>
    public static AlarmSignal BackupFailed(NodeName node, string why, DateTimeOffset at) => new(AlarmNames.BackupFailed, node, $"The backup failed: {why}.", at, Instant(at));

    /// <summary>A restore failed.</summary>
    public static AlarmSignal RestoreFailed(NodeName node, string why, DateTimeOffset at) => new(AlarmNames.RestoreFailed, node, $"The restore failed: {why}.", at, Instant(at));

    private static AlarmSignal? Expires(
        NodeName node, string expiring, string expired, string subject, string identity, DateTimeOffset expires, ExpirySchedule schedule, DateTimeOffset now)
    {
        if (schedule.Due(expires, now) is not { } telling) return null;
        // An occurrence is bounded; a certificate's name need not be.
        var name = identity.Length <= 40 ? identity : identity[..40];
        var occurrence = $"{name} {expires.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {telling}";
        return expires <= now
            ? new AlarmSignal(expired, node, $"{subject} expired on {Time(expires)}.", now, occurrence)
            : new AlarmSignal(expiring, node, $"{subject} expires on {Time(expires)}.", now, occurrence);
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
