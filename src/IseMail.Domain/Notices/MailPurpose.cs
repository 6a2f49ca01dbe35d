using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>
/// The kinds of mail an ISE deployment sends. Each has exactly one owning persona
/// (Cisco document 225520, table "ISE nodes that send e-mail").
/// </summary>
public enum MailPurpose
{
    /// <summary>A guest's account is about to expire. From the primary PAN.</summary>
    GuestExpiry,

    /// <summary>An administrator's or internal user's password is about to expire. From the primary PAN.</summary>
    PasswordExpiry,

    /// <summary>An alarm. From the active MnT.</summary>
    Alarm,

    /// <summary>To a sponsor, from the portal used: approval request, copy, summary. From that portal's PSN.</summary>
    SponsorNotice,

    /// <summary>To a guest, from the portal used: credentials, reset password. From that portal's PSN.</summary>
    GuestNotice,

    /// <summary>A test mail from the page on which an administrator lays out a portal's mail. From the primary PAN, where that page is.</summary>
    PortalTest,
}

/// <summary>How soon a mail must leave when not all can: lower values go first.</summary>
public enum Urgency
{
    /// <summary>Alarms: somebody must act.</summary>
    Alarm = 0,

    /// <summary>Somebody stands at a portal and waits.</summary>
    Portal = 1,

    /// <summary>Notices days ahead of an expiry.</summary>
    Expiry = 2,
}

/// <summary>Names and urgencies of purposes.</summary>
public static class MailPurposes
{
    /// <summary>All purposes, in the order in which reports list them.</summary>
    public static ImmutableArray<MailPurpose> All { get; } = [.. Enum.GetValues<MailPurpose>()];

    /// <summary>Those that arise in a deployment's daily life: all but tests.</summary>
    public static ImmutableArray<MailPurpose> Daily { get; } = [.. All.Where(purpose => purpose != MailPurpose.PortalTest)];

    /// <summary>All urgencies, the most urgent first.</summary>
    public static ImmutableArray<Urgency> Urgencies { get; } = [Urgency.Alarm, Urgency.Portal, Urgency.Expiry];

    /// <summary>The purpose's name in scenario files, JSON and headers: <c>guestExpiry</c>.</summary>
    public static string Key(this MailPurpose purpose) => purpose switch
    {
        MailPurpose.GuestExpiry => "guestExpiry",
        MailPurpose.PasswordExpiry => "passwordExpiry",
        MailPurpose.Alarm => "alarm",
        MailPurpose.SponsorNotice => "sponsorNotice",
        MailPurpose.GuestNotice => "guestNotice",
        MailPurpose.PortalTest => "portalTest",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose"),
    };

    /// <summary>The purpose's name for people: <c>guest expiry</c>.</summary>
    public static string Title(this MailPurpose purpose) => purpose switch
    {
        MailPurpose.GuestExpiry => "guest expiry",
        MailPurpose.PasswordExpiry => "password expiry",
        MailPurpose.Alarm => "alarm",
        MailPurpose.SponsorNotice => "sponsor notice",
        MailPurpose.GuestNotice => "guest notice",
        MailPurpose.PortalTest => "portal test",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose"),
    };

    /// <summary>How urgent a mail of this purpose is: alarms, then portal notices, then expiry notices.</summary>
    public static Urgency UrgencyOf(this MailPurpose purpose) => purpose switch
    {
        MailPurpose.Alarm => Urgency.Alarm,
        MailPurpose.SponsorNotice or MailPurpose.GuestNotice or MailPurpose.PortalTest => Urgency.Portal,
        _ => Urgency.Expiry,
    };
}
