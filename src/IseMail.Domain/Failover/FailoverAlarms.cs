using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Failover;

/// <summary>What in a PAN's failover raises an alarm by itself, each once for each occasion.</summary>
public static class FailoverAlarms
{
    /// <summary>The primary PAN did not answer its health-check node as often as the settings say.</summary>
    /// <param name="primary">Which PAN.</param>
    /// <param name="by">Its health-check node.</param>
    /// <param name="failedPolls">Polls without an answer.</param>
    /// <param name="at">When.</param>
    public static AlarmSignal PrimaryDown(NodeName primary, NodeName by, int failedPolls, DateTimeOffset at) => new(
        AlarmNames.PrimaryDown, primary, string.Create(CultureInfo.InvariantCulture, $"{primary}, the primary PAN, has not answered {failedPolls} polls of {by}."), at, Occasion(at));

    /// <summary>A secondary PAN was asked by its health-check node to become the primary, and does.</summary>
    /// <param name="secondary">Which PAN.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="epoch">The term that it ends.</param>
    /// <param name="at">When.</param>
    public static AlarmSignal Triggered(NodeName secondary, NodeName by, long epoch, DateTimeOffset at) => new(
        AlarmNames.FailoverTriggered, secondary, $"{by} asked {secondary} to become the primary PAN.", at, Term(epoch));

    /// <summary>A secondary PAN refused to become the primary.</summary>
    /// <param name="secondary">Which PAN.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="refused">Why.</param>
    /// <param name="epoch">The term that would have ended.</param>
    /// <param name="at">When.</param>
    public static AlarmSignal Rejected(NodeName secondary, NodeName by, PromotionDecision.Refused refused, long epoch, DateTimeOffset at) => new(
        refused.IsInvalid ? AlarmNames.HealthCheckInvalid : AlarmNames.FailoverRejected, secondary,
        $"{secondary} did not become the primary PAN, for which {by} asked: {refused.Why}.", at, $"{by} {Term(epoch)}");

    /// <summary>A promoted PAN cannot act as the primary.</summary>
    /// <param name="secondary">Which PAN.</param>
    /// <param name="why">In a few words.</param>
    /// <param name="epoch">The term that should have ended.</param>
    /// <param name="at">When.</param>
    public static AlarmSignal Failed(NodeName secondary, string why, long epoch, DateTimeOffset at) => new(
        AlarmNames.FailoverFailed, secondary, $"{secondary} was promoted and cannot act as the primary PAN: {why}.", at, Term(epoch));

    /// <summary>A PAN has not been polled for longer than it takes to declare it failed.</summary>
    /// <param name="pan">Which PAN.</param>
    /// <param name="poller">Its health-check node.</param>
    /// <param name="since">Since when.</param>
    /// <param name="at">When it was noticed.</param>
    public static AlarmSignal Inactive(NodeName pan, NodeName poller, DateTimeOffset since, DateTimeOffset at) => new(
        AlarmNames.HealthCheckInactive, pan, $"{poller} has not checked the health of {pan} for {(at - since).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.", at, Occasion(since));

    private static string Occasion(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Term(long epoch) => string.Create(CultureInfo.InvariantCulture, $"term {epoch}");
}
