using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>
/// Something that happened, of which somebody is to be told by mail. Whoever hears of the same cause twice makes the
/// same mail, because the mail's identity follows from the cause alone.
/// </summary>
public abstract record Cause
{
    private Cause() { }

    /// <summary>A guest's account is about to expire (guest type, account expiration notification: 3 days ahead unless set otherwise, C-GT).</summary>
    /// <param name="Guest">The account.</param>
    /// <param name="Ahead">How long before the expiry this reminder is due.</param>
    public sealed record GuestAccountExpiring(GuestAccount Guest, TimeSpan Ahead) : Cause;

    /// <summary>An administrator's or internal user's password is about to expire.</summary>
    /// <param name="UserName">Login name.</param>
    /// <param name="Alias">The name printed in the mail (<c>accountNameAlias</c>, C-IU); <c>null</c>: the login name.</param>
    /// <param name="Address">Where the reminder goes.</param>
    /// <param name="ExpiresAt">When the password expires.</param>
    /// <param name="Ahead">How long before the expiry this reminder is due.</param>
    /// <param name="IsAdministrator">Whether the account is an administrator's; an internal user may have the same name.</param>
    public sealed record PasswordExpiring(
        string UserName, string? Alias, EmailAddress Address, DateTimeOffset ExpiresAt, TimeSpan Ahead, bool IsAdministrator = false) : Cause;

    /// <summary>
    /// One occurrence of an alarm, for one of its recipients. The fields are those of an alarm's instance (C-AL).
    /// </summary>
    /// <param name="Name">The alarm's name.</param>
    /// <param name="Severity">Critical, Warning or Info.</param>
    /// <param name="Node">The node it is about.</param>
    /// <param name="RaisedAt">When it was raised.</param>
    /// <param name="Details">What happened.</param>
    /// <param name="SuggestedAction">What to do about it.</param>
    /// <param name="Occurrence">Which occurrence of this alarm on this node.</param>
    /// <param name="Recipient">Who is told.</param>
    /// <param name="Category">The alarm's category; empty: not said.</param>
    /// <param name="Description">What the alarm means; empty: not said.</param>
    /// <param name="Note">The administrator's own text for this alarm's mail; empty: none.</param>
    /// <param name="Suppressed">How many repeats were not mailed since the last mail.</param>
    public sealed record AlarmRaised(
        string Name, string Severity, string Node, DateTimeOffset RaisedAt, string Details, string SuggestedAction, string Occurrence,
        EmailAddress Recipient, string Category = "", string Description = "", string Note = "", int Suppressed = 0) : Cause;

    /// <summary>A guest registered and a sponsor has to approve (self-registered portal, C-SRP).</summary>
    /// <param name="Guest">The account that waits.</param>
    /// <param name="Sponsor">Who decides.</param>
    /// <param name="RequestedAt">When the guest registered.</param>
    /// <param name="Links">Links that decide without a login; <c>null</c>: the portal does not send any.</param>
    public sealed record ApprovalRequested(GuestAccount Guest, EmailAddress Sponsor, DateTimeOffset RequestedAt, ApprovalLinks? Links = null) : Cause;

    /// <summary>A sponsor decided on a guest who had registered.</summary>
    /// <param name="Guest">The account.</param>
    /// <param name="Password">Its password; <c>null</c>: the account was denied.</param>
    /// <param name="Occurrence">Which decision.</param>
    public sealed record ApprovalDecided(GuestAccount Guest, GuestPassword? Password, string Occurrence) : Cause;

    /// <summary>A sponsor asked for a copy of what a guest was told ("Copy me").</summary>
    /// <param name="Guest">The account.</param>
    /// <param name="Password">The guest's password.</param>
    /// <param name="Sponsor">Who gets the copy.</param>
    /// <param name="Occurrence">Which sending this is a copy of.</param>
    public sealed record CredentialsCopied(GuestAccount Guest, GuestPassword Password, EmailAddress Sponsor, string Occurrence) : Cause;

    /// <summary>A sponsor asked for a summary of the accounts that were told credentials ("Send me a summary"). It holds no password.</summary>
    /// <param name="Guests">The accounts.</param>
    /// <param name="Sponsor">Who gets the summary.</param>
    /// <param name="Occurrence">Which sending it sums up.</param>
    public sealed record CredentialsSummarised(ImmutableArray<GuestAccount> Guests, EmailAddress Sponsor, string Occurrence) : Cause;

    /// <summary>An administrator sends a test mail from the page on which a portal's mail is laid out; it shows fixed samples.</summary>
    /// <param name="Recipient">Who gets it.</param>
    /// <param name="Occurrence">Which test.</param>
    public sealed record PortalTested(EmailAddress Recipient, string Occurrence) : Cause;

    /// <summary>A guest is told user name and password.</summary>
    /// <param name="Guest">The account.</param>
    /// <param name="Password">Its password.</param>
    /// <param name="Reason">What made them new.</param>
    /// <param name="Occurrence">Which sending: a resend and a second reset are mails of their own.</param>
    public sealed record CredentialsIssued(GuestAccount Guest, GuestPassword Password, CredentialsReason Reason, string Occurrence) : Cause;
}

/// <summary>Why a guest is told credentials.</summary>
public enum CredentialsReason
{
    /// <summary>The guest registered at a portal.</summary>
    SelfRegistered,

    /// <summary>A sponsor created the account, or sent its credentials again.</summary>
    SponsorCreated,

    /// <summary>A sponsor reset the password.</summary>
    PasswordReset,
}

/// <summary>A guest's account, as far as a mail tells of it.</summary>
/// <param name="UserName">Login name; unique in the deployment.</param>
/// <param name="FirstName">As typed.</param>
/// <param name="LastName">As typed.</param>
/// <param name="Address">The guest's address.</param>
/// <param name="Mobile">As typed; empty prints as NA.</param>
/// <param name="ValidFrom">In the offset of the guest's location, in which the mail prints it.</param>
/// <param name="ValidTo">In the offset of the guest's location.</param>
/// <param name="PersonVisited">As typed.</param>
/// <param name="ReasonForVisit">As typed.</param>
/// <param name="Sponsor">Who created or approved the account; <c>null</c>: nobody, the guest registered alone.</param>
/// <param name="FromFirstLogin">
/// How long it holds from the first login on, which has not been yet: <paramref name="ValidTo"/> is then when it ends unused;
/// <c>null</c>: its time is fixed.
/// </param>
public sealed record GuestAccount(
    string UserName,
    string FirstName,
    string LastName,
    EmailAddress Address,
    string Mobile,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    string PersonVisited = "",
    string ReasonForVisit = "",
    EmailAddress? Sponsor = null,
    TimeSpan? FromFirstLogin = null);

/// <summary>Links of an approval request: whoever opens one has decided.</summary>
/// <param name="Portal">The node whose portal answers.</param>
/// <param name="Token">What shows that the link came from the mail.</param>
/// <param name="Until">Until when they hold.</param>
public sealed record ApprovalLinks(string Portal, ApprovalToken Token, DateTimeOffset Until);
