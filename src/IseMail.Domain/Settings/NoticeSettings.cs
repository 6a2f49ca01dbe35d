using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>What a deployment mails and why: the same on every node, as ISE replicates it.</summary>
/// <param name="Administrators">Internal administrators.</param>
/// <param name="InternalUsers">Internal network users.</param>
/// <param name="Passwords">When their passwords expire and who is reminded.</param>
/// <param name="Alarms">Alarm settings.</param>
/// <param name="Guests">Guest settings.</param>
/// <param name="Templates">Files with the deployment's own texts (absolute paths), by the keys of <see cref="NoticeTemplate"/>.</param>
public sealed record NoticeSettings(
    ImmutableArray<PasswordOwner> Administrators,
    ImmutableArray<PasswordOwner> InternalUsers,
    PasswordSettings Passwords,
    AlarmSettings Alarms,
    GuestSettings Guests,
    ImmutableSortedDictionary<string, string> Templates)
{
    /// <summary>Nobody, and ISE's defaults.</summary>
    public static NoticeSettings Default { get; } = new(
        [], [], PasswordSettings.Default, AlarmSettings.Default, GuestSettings.Default, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Addresses of the administrators who are told of system alarms.</summary>
    public IEnumerable<EmailAddress> AlarmRecipients =>
        Administrators.Where(administrator => administrator.IncludeSystemAlarms).Select(administrator => administrator.Address).OfType<EmailAddress>();
}

/// <summary>Password policies of a deployment.</summary>
/// <param name="Administrators">For administrators.</param>
/// <param name="InternalUsers">For internal network users.</param>
/// <param name="Zone">The zone of the PANs, in which days begin.</param>
public sealed record PasswordSettings(PasswordPolicy Administrators, PasswordPolicy InternalUsers, TimeZoneInfo Zone)
{
    /// <summary>The policies' defaults, in UTC.</summary>
    public static PasswordSettings Default { get; } = new(PasswordPolicy.Administrators, PasswordPolicy.InternalUsers, TimeZoneInfo.Utc);
}
