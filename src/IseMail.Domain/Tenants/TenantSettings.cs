using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tenants;

/// <summary>
/// A Microsoft 365 tenant as its administrator set it up: what the embedded tenant starts with.
/// </summary>
/// <param name="TenantId">Directory ID.</param>
/// <param name="Domain">Its verified domain; mailboxes may have any of the tenant's addresses.</param>
/// <param name="Applications">App registrations in Entra ID.</param>
/// <param name="ServicePrincipals">References made in Exchange Online with <c>New-ServicePrincipal</c>.</param>
/// <param name="Mailboxes">Mailboxes that submit, with the permissions on them.</param>
/// <param name="Limits">What each mailbox may submit.</param>
/// <param name="Refusal">How the submission server refuses a token.</param>
/// <param name="AccessTokenLifetime">How long issued tokens last; Entra ID draws 60 to 90 minutes (M-CTL).</param>
/// <param name="Listen">Where it listens.</param>
public sealed record TenantSettings(
    Guid TenantId,
    string Domain,
    ImmutableArray<ApplicationRegistration> Applications,
    ImmutableArray<ExchangeServicePrincipal> ServicePrincipals,
    ImmutableArray<TenantMailbox> Mailboxes,
    SubmissionLimits Limits,
    TokenRefusalStyle Refusal,
    TokenLifetime AccessTokenLifetime,
    TenantListeners Listen)
{
    /// <summary>Whether <c>Set-TransportConfig -SmtpClientAuthenticationDisabled</c> is on: it blocks OAuth as well (M-ACS).</summary>
    public bool SmtpClientAuthenticationDisabled { get; init; }

    /// <summary>Whether security defaults are on, as they are in a tenant that nobody has changed.</summary>
    public bool SecurityDefaults { get; init; } = true;

    /// <summary>Whether a policy of Conditional Access blocks user and password.</summary>
    public bool BlocksLegacyAuthentication { get; init; }

    /// <summary>What becomes of a user and password.</summary>
    public BasicAuthentication BasicAuthentication { get; init; }

    /// <summary>How long a change of permissions takes to be in effect; zero unless told otherwise.</summary>
    public TimeSpan PropagationDelay { get; init; }

    /// <summary>What was given with <c>New-ManagementRoleAssignment</c>.</summary>
    public ImmutableArray<RoleAssignment> RoleAssignments { get; init; } = [];

    /// <summary>What goes wrong in it on purpose from its start on; each with a name of its own.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>The HTTP proxy that stands beside it; <c>null</c>: there is none.</summary>
    public ForwardProxySettings? Proxy { get; init; }

    /// <summary>
    /// ISE's SMTP server page for this tenant: its first application through its first mailbox, and the real names of
    /// Microsoft 365.
    /// </summary>
    /// <exception cref="InvalidOperationException">It has no application or no mailbox.</exception>
    public SmtpServerSettings ServerPage()
    {
        if (Applications.IsEmpty) throw new InvalidOperationException("the tenant has no application to get tokens with; add one under tenant.applications");
        if (Mailboxes.IsEmpty) throw new InvalidOperationException("the tenant has no mailbox to submit through; add one under tenant.mailboxes");
        var tenantId = TenantId.ToString("D", CultureInfo.InvariantCulture);
        return new SmtpServerSettings(
            SmtpServerSettings.ExchangeOnlineHost, SmtpServerSettings.SubmissionPort, SmtpServerSettings.StandardTimeout, ConnectionEncryption.Tls,
            new SmtpAuthentication.ExchangeOnlineOAuth(Mailboxes[0].Address, new OAuthSettings(
                tenantId, Applications[0].ClientId.ToString("D", CultureInfo.InvariantCulture), new SecretSource.Embedded(), null,
                OAuthSettings.AuthorityOf(tenantId), OAuthSettings.ExchangeOnlineScope)));
    }
}

/// <summary>An app registration with its enterprise application.</summary>
/// <param name="Name">Display name.</param>
/// <param name="ClientId">Application (client) ID.</param>
/// <param name="PrincipalObjectId">Object ID of the enterprise application (the service principal): the token's <c>oid</c>.</param>
/// <param name="Secret">Where the secret's value is read from; <c>null</c>: made at start and handed to the deployment.</param>
/// <param name="SecretExpires">When that secret expires; <c>null</c>: not in sight.</param>
/// <param name="Permissions">Application permissions (<c>SMTP.SendAsApp</c>) that have admin consent: the token's roles.</param>
public sealed record ApplicationRegistration(
    string Name,
    Guid ClientId,
    Guid PrincipalObjectId,
    Settings.SecretSource? Secret,
    DateTimeOffset? SecretExpires,
    ImmutableArray<string> Permissions)
{
    /// <summary>Permissions that were asked for and have no admin consent: they are in no token.</summary>
    public ImmutableArray<string> Unconsented { get; init; } = [];

    /// <summary>Object ID of the registration itself, another than the enterprise application's; <c>null</c>: one derived from the client ID.</summary>
    public Guid? RegistrationObjectId { get; init; }

    /// <summary>Whether it gets tokens.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The permission SMTP submission needs (M-OAUTH).</summary>
    public const string SmtpSendAsApp = "SMTP.SendAsApp";
}

/// <summary>What <c>New-ServicePrincipal -AppId -ObjectId</c> recorded in Exchange Online.</summary>
public sealed record ExchangeServicePrincipal(Guid AppId, Guid ObjectId)
{
    /// <summary>Display name; may be empty.</summary>
    public string DisplayName { get; init; } = "";
}

/// <summary>A mailbox that submits mail.</summary>
/// <param name="Address">Its primary SMTP address.</param>
/// <param name="FullAccess">Client IDs of the service principals with <c>FullAccess</c> (<c>Add-MailboxPermission</c>).</param>
/// <param name="SendAs">Other addresses this mailbox may send as.</param>
public sealed record TenantMailbox(EmailAddress Address, ImmutableArray<Guid> FullAccess, ImmutableArray<EmailAddress> SendAs)
{
    /// <summary>The user's display name; <c>null</c>: the address.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the user has a licence; without one there is no mailbox.</summary>
    public bool Licensed { get; init; } = true;

    /// <summary>Whether sign-in is blocked, which concerns user and password alone.</summary>
    public bool SignInBlocked { get; init; }

    /// <summary>Where the user's password is read from; <c>null</c>: the user has none.</summary>
    public Settings.SecretSource? Password { get; init; }

    /// <summary>The mailbox's own <c>SmtpClientAuthenticationDisabled</c>; <c>null</c>: as the tenant.</summary>
    public bool? SmtpClientAuthenticationDisabled { get; init; }

    /// <summary>What the mailbox holds, Sent Items included, before it refuses to submit; in octets.</summary>
    public long Quota { get; init; } = TenantUser.StandardQuota;

    /// <summary>The greatest message it submits, in octets.</summary>
    public int MaxSendSize { get; init; } = TenantUser.StandardSendSize;

    /// <summary>The most recipients of one message.</summary>
    public int RecipientLimits { get; init; } = TenantUser.StandardRecipients;
}

/// <summary>
/// Exchange Online's limits to each submitting mailbox (M-SUBM).
/// </summary>
/// <param name="Connections">Concurrent SMTP connections; one more and every one of them gets 432. 0: no limit.</param>
/// <param name="Messages">Messages in any <paramref name="Per"/>; 0: no limit.</param>
/// <param name="Per">The window's length; a minute in the real service.</param>
/// <param name="Excess">What happens to the messages beyond it.</param>
/// <param name="RecipientsPerDay">Recipients in any 24 hours; 0: no limit.</param>
public sealed record SubmissionLimits(int Connections, int Messages, TimeSpan Per, ExcessMessages Excess, int RecipientsPerDay)
{
    /// <summary>3 connections, 30 messages a minute held back, 10,000 recipients a day.</summary>
    public static SubmissionLimits ExchangeOnline { get; } = new(3, 30, TimeSpan.FromMinutes(1), ExcessMessages.Delay, 10_000);

    /// <summary>No limit at all.</summary>
    public static SubmissionLimits None { get; } = new(0, 0, TimeSpan.FromMinutes(1), ExcessMessages.Delay, 0) { OnMicrosoftRecipientsPerDay = 0 };

    /// <summary>External recipients in any 24 hours of all senders in <c>*.onmicrosoft.com</c> together (W-MOERA); 0: no limit.</summary>
    public int OnMicrosoftRecipientsPerDay { get; init; } = 100;

    /// <summary>External recipients in any 24 hours of the whole tenant (W-TERRL): it depends on its licences; 0: no limit.</summary>
    public int ExternalRecipientsPerDay { get; init; }

    /// <summary>Whether the tenant has only trial licences, and is told so when its external recipients are used up (M-NDR).</summary>
    public bool Trial { get; init; }
}

/// <summary>What Exchange Online does with messages beyond the rate. Microsoft's pages describe both.</summary>
public enum ExcessMessages
{
    /// <summary>Held back into the following minutes, then accepted (M-SUBM, 2024).</summary>
    Delay,

    /// <summary>Refused with a transient error (the older service text).</summary>
    Refuse,
}

/// <summary>What Exchange Online does with a user and password in SMTP.</summary>
public enum BasicAuthentication
{
    /// <summary>Taken if they are right: so until the end of December 2026 (M-EXBLOG).</summary>
    Allowed,

    /// <summary>Switched off, by a policy of the tenant or by Microsoft; an administrator can turn it on again.</summary>
    Disabled,

    /// <summary>No longer there at all.</summary>
    Retired,
}

/// <summary>How an XOAUTH2 refusal is spoken.</summary>
public enum TokenRefusalStyle
{
    /// <summary>One line, <c>535 5.7.3 …</c>: what Exchange Online does in every transcript seen.</summary>
    Direct,

    /// <summary><c>334</c> with a JSON challenge, an empty line from the client, then 535: what other providers do.</summary>
    Challenge,
}

/// <summary>The range from which a token's life is drawn.</summary>
public sealed record TokenLifetime(TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>60 to 90 minutes (M-CTL).</summary>
    public static TokenLifetime EntraId { get; } = new(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(90));
}

/// <summary>Where the embedded tenant listens. Port 0: any free port.</summary>
/// <param name="Address">IP address to bind; loopback unless told otherwise.</param>
/// <param name="HostName">The name its certificate carries and clients use.</param>
/// <param name="TokenPort">HTTPS port of the token endpoint.</param>
/// <param name="SubmissionPort">SMTP port.</param>
/// <param name="MailboxPort">HTTP port on which mailboxes can be read; 0: any free port.</param>
public sealed record TenantListeners(string Address, string HostName, int TokenPort, int SubmissionPort, int MailboxPort)
{
    /// <summary>Loopback, free ports.</summary>
    public static TenantListeners Loopback { get; } = new("127.0.0.1", "localhost", 0, 0, 0);

    /// <summary>Port of the HTTP proxy, where there is one; 0: any free port.</summary>
    public int ProxyPort { get; init; }
}
