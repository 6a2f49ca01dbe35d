using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>Guest Email Settings, guest types and the self-registered portal of a deployment.</summary>
/// <param name="Notifications">"Enable email notifications to guests".</param>
/// <param name="FromSponsor">Whether mail to sponsored guests comes from the sponsor's address.</param>
/// <param name="Types">Guest types; at least one.</param>
/// <param name="SelfRegistration">The self-registered portal.</param>
/// <param name="Zone">The zone of the guests' location, in which their times are told.</param>
/// <param name="Sponsors">Who may have guests.</param>
public sealed record GuestSettings(
    bool Notifications, bool FromSponsor, ImmutableArray<GuestType> Types, SelfRegistration SelfRegistration, TimeZoneInfo Zone, Sponsors Sponsors)
{
    /// <summary>The most accounts a sponsor makes at once (sponsor group, C-SG).</summary>
    public const int MostAtOnce = 200;

    /// <summary>How far ahead an account may begin (sponsor group, C-SG).</summary>
    public static TimeSpan FurthestStart { get; } = TimeSpan.FromDays(1);

    /// <summary>How long an expired, denied or undecided account is kept before it is purged (a recollection of ISE's purge: every 15 days).</summary>
    public static TimeSpan KeptAfterwards { get; } = TimeSpan.FromDays(15);

    /// <summary>How long an account whose time begins with the first login waits for it (a recollection of ISE's purge policy: unused accounts, 90 days).</summary>
    public static TimeSpan LongestUnused { get; } = TimeSpan.FromDays(90);

    /// <summary>
    /// As ISE has it, but for the sender: there, the API's default is the sponsor's address, which one OAuth mailbox may
    /// not send as unless somebody allows it.
    /// </summary>
    public static GuestSettings Default { get; } = new(true, false, GuestType.BuiltIn, SelfRegistration.Default, TimeZoneInfo.Utc, Sponsors.Anybody);

    /// <summary>The type of that name, or <c>null</c>.</summary>
    public GuestType? Type(string name) => Types.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A guest type (C-GT).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Duration">How long its accounts hold unless asked for less or more.</param>
/// <param name="Longest">The longest they can hold.</param>
/// <param name="ExpiryNotice">How long before the expiry the guest is told; <c>null</c>: not told, ISE's default.</param>
/// <param name="FromFirstLogin">Whether an account's time begins with the guest's first login; off in ISE: it begins when the sponsor says.</param>
public sealed record GuestType(string Name, TimeSpan Duration, TimeSpan Longest, TimeSpan? ExpiryNotice, bool FromFirstLogin = false)
{
    /// <summary>How far ahead an expiry is told of where it is (C-GT).</summary>
    public static TimeSpan UsualNotice { get; } = TimeSpan.FromDays(3);

    /// <summary>The types that ISE comes with: names from C-GT, 90 days of at most 365 for Contractor; the others' figures are suggestions.</summary>
    public static ImmutableArray<GuestType> BuiltIn { get; } =
    [
        new("Contractor", TimeSpan.FromDays(90), TimeSpan.FromDays(365), null),
        new("Daily", TimeSpan.FromDays(1), TimeSpan.FromDays(5), null),
        new("Weekly", TimeSpan.FromDays(7), TimeSpan.FromDays(14), null),
    ];
}

/// <summary>The self-registered guest portal (C-SRP).</summary>
/// <param name="Approval">Who has to approve; <c>null</c>: nobody, ISE's default.</param>
/// <param name="Type">The guest type of its accounts.</param>
/// <param name="Validity">How long its accounts hold; a day in ISE.</param>
public sealed record SelfRegistration(ApprovalSettings? Approval, string Type, TimeSpan Validity)
{
    /// <summary>No approval, a day.</summary>
    public static SelfRegistration Default { get; } = new(null, "Daily", TimeSpan.FromDays(1));
}

/// <summary>Who approves guests that registered themselves.</summary>
/// <param name="Recipients">Who gets the request; empty: the person being visited.</param>
/// <param name="LinksHold">How long the links in the request decide: 1,440, taken to be minutes (C-SRP).</param>
public sealed record ApprovalSettings(ImmutableArray<EmailAddress> Recipients, TimeSpan LinksHold)
{
    /// <summary>How long the links hold in ISE.</summary>
    public static TimeSpan UsualLinksHold { get; } = TimeSpan.FromMinutes(1440);
}
