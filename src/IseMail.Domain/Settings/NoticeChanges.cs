using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>
/// What an administrator has set on the primary PAN of what is mailed and from whom: the Alarm Settings page and the Guest Email
/// Settings page. It goes before what the topology file says of the same.
/// </summary>
/// <param name="Alarms">What is set for single alarms, by their names in the catalogue.</param>
/// <param name="AlarmFrom">The address that alarms come from; <c>null</c>: as the file says.</param>
/// <param name="GuestEmail">Guest Email Settings; <c>null</c>: as the file says.</param>
public sealed record NoticeChanges(ImmutableSortedDictionary<string, AlarmRule> Alarms, EmailAddress? AlarmFrom, GuestEmailSettings? GuestEmail)
{
    /// <summary>Nothing.</summary>
    public static NoticeChanges None { get; } = new(ImmutableSortedDictionary.Create<string, AlarmRule>(StringComparer.Ordinal), null, null);

    /// <summary>What is mailed and why, with these changes.</summary>
    public NoticeSettings On(NoticeSettings file) => file with
    {
        Alarms = Alarms.IsEmpty ? file.Alarms : file.Alarms with { Rules = file.Alarms.Rules.SetItems(Alarms) },
        Guests = On(file.Guests),
    };

    /// <summary>The guest settings with these changes.</summary>
    public GuestSettings On(GuestSettings file) => GuestEmail is { } email ? file with { Notifications = email.Notifications, FromSponsor = email.FromSponsor } : file;

    /// <summary>From whom mail comes, with these changes.</summary>
    public SenderAddresses On(SenderAddresses file) => new(AlarmFrom ?? file.Alarm, GuestEmail?.From ?? file.Guest, GuestEmail?.FromSponsor ?? file.SponsorFirst);
}

/// <summary>ISE's Guest Email Settings page.</summary>
/// <param name="Notifications">"Enable email notifications to guests".</param>
/// <param name="From">"Default From email address"; <c>null</c>: as the topology file says.</param>
/// <param name="FromSponsor">"Send notifications from sponsor's email address (if sponsored)", rather than always from the default address.</param>
public sealed record GuestEmailSettings(bool Notifications, EmailAddress? From, bool FromSponsor);
