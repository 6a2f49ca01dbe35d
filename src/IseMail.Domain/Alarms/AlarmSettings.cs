using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Alarms;

/// <summary>
/// The Alarm Settings page of a deployment. What is set for an alarm up to ISE 3.5: enabled, severity, addresses, a note
/// for the mail (DISA STIG CSCO-NM-000220). Suppressing repeats is new in the 3.6 Beta's API; before it no throttle is
/// documented, so none is the default here.
/// </summary>
/// <param name="Suppress">How long repeats of an alarm about one node are not mailed; <c>null</c>: every one is.</param>
/// <param name="Rules">What is set for single alarms, by their names in the catalogue.</param>
/// <param name="SecretExpiry">When the expiry of the client secret is told of.</param>
/// <param name="CertificateExpiry">When the expiry of a certificate is told of.</param>
public sealed record AlarmSettings(
    TimeSpan? Suppress, ImmutableSortedDictionary<string, AlarmRule> Rules, ExpirySchedule SecretExpiry, ExpirySchedule CertificateExpiry)
{
    /// <summary>Nothing set.</summary>
    public static AlarmSettings Default { get; } = new(
        null, ImmutableSortedDictionary.Create<string, AlarmRule>(StringComparer.OrdinalIgnoreCase), ExpirySchedule.Default, ExpirySchedule.Default);

    /// <summary>How long a name that mail needs may have no address before that is told of; ISE's own figure is not published.</summary>
    public TimeSpan UnresolvedNameAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is set for <paramref name="alarm"/>.</summary>
    public AlarmRule RuleOf(AlarmDefinition alarm) => Rules.GetValueOrDefault(alarm.Name, AlarmRule.Default);

    /// <summary>How long repeats of <paramref name="alarm"/> are not mailed; <c>null</c>: every one is.</summary>
    public TimeSpan? SuppressionOf(AlarmDefinition alarm)
    {
        var own = RuleOf(alarm).Suppress ?? Suppress;
        return own > TimeSpan.Zero ? own : null;
    }
}

/// <summary>What a deployment set for one alarm.</summary>
/// <param name="Enabled">Whether it is raised at all.</param>
/// <param name="Severity">Another severity than the catalogue's; <c>null</c>: the catalogue's.</param>
/// <param name="Recipients">Addresses that are told of it beside the flagged administrators.</param>
/// <param name="Note">A text of the administrator's that its mails carry; empty: none.</param>
/// <param name="Suppress">Another time of suppression than the deployment's; zero: none; <c>null</c>: the deployment's.</param>
public sealed record AlarmRule(bool Enabled, AlarmSeverity? Severity, ImmutableArray<EmailAddress> Recipients, string Note, TimeSpan? Suppress)
{
    /// <summary>As the catalogue has it, to the flagged administrators alone.</summary>
    public static AlarmRule Default { get; } = new(true, null, [], "", null);
}
