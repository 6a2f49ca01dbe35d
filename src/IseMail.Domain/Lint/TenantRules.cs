using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE501 and on: what the tenant's administrators have to have done.</summary>
internal static class TenantRules
{
    private static readonly LintRule NoMailbox = new(
        "ISE501", Error, "the mailbox that submits is no mailbox of the embedded tenant",
        "Exchange Online refuses it with 535 5.7.3, and ISE then tells of an invalid e-mail address.",
        "Add it under 'tenant.mailboxes', or correct 'mail.server.mailbox'.", Sources.OAuthSmtp,
        design => design.Tenant is not null && design.TenantMailbox is null ? [(design.Topology.Mail.Server is null ? "tenant.mailboxes" : "mail.server.mailbox", design.Mailbox is { } address ? $"'{address}' is not in the tenant" : "there is none")] : []);

    private static readonly LintRule Unlicensed = new(
        "ISE502", Error, "the mailbox's user has no licence",
        "Without a licence there is no mailbox to submit through.",
        "Assign a licence ('licensed: true').", Sources.OAuthSmtp,
        design => design.TenantMailbox is { Licensed: false } mailbox ? [(MailboxPath(design, "licensed"), $"'{mailbox.Address}' is not licensed")] : []);

    private static readonly LintRule SmtpOff = new(
        "ISE503", Error, "Authenticated SMTP is switched off",
        "The switch stops OAuth as well as passwords (535 5.7.139). The mailbox's own wins over the tenant's.",
        "Set 'smtpClientAuthenticationDisabled: false' of the mailbox.", Sources.ClientSubmission,
        design => design.TenantMailbox switch
        {
            { SmtpClientAuthenticationDisabled: true } => [(MailboxPath(design, "smtpClientAuthenticationDisabled"), "it is off for the mailbox")],
            { SmtpClientAuthenticationDisabled: null } when design.Tenant!.SmtpClientAuthenticationDisabled => [("tenant.smtpClientAuthenticationDisabled", "it is off for the tenant, and the mailbox says nothing else")],
            _ => [],
        });

    private static readonly LintRule NoApplication = new(
        "ISE504", Error, "the client ID is no application that gets tokens",
        "Entra ID answers AADSTS700016 for one it does not know, and gives a disabled one no token.",
        "Add it under 'tenant.applications', enabled, or correct 'mail.server.oauth.clientId'.", Sources.OAuthSmtp,
        design => design.Tenant is null || design.Application is { Enabled: true } ? [] : [("tenant.applications", design.Application is null ? "it is not in the tenant" : "it is disabled")]);

    private static readonly LintRule NoConsent = new(
        "ISE505", Error, "the application has no consent to send",
        "Without admin consent to SMTP.SendAsApp the token carries no role, and Exchange Online refuses it with 535 5.7.3.",
        "Grant admin consent, or assign the role Application SMTP.SendAsApp for the mailbox.", Sources.OAuth,
        design => design.Application is { } application && !Consented(application) && !HasRole(design)
            ? [(ApplicationPath(design), application.Unconsented.Contains(ApplicationRegistration.SmtpSendAsApp) ? "SMTP.SendAsApp has been asked for and not granted" : "SMTP.SendAsApp is not among its permissions")]
            : []);

    private static readonly LintRule WrongPrincipal = new(
        "ISE506", Error, "the service principal in Exchange Online is missing or has another object ID",
        "New-ServicePrincipal wants the object ID of the enterprise application. With that of the app registration everything looks right, and the token is refused with 535 5.7.3.",
        "Make it with the enterprise application's object ID.", Sources.OAuth,
        design => design.Application is { } application && !design.Tenant!.ServicePrincipals.Any(one => one.AppId == application.ClientId && one.ObjectId == application.PrincipalObjectId)
            ? [("tenant.servicePrincipals", design.Tenant!.ServicePrincipals.Any(one => one.AppId == application.ClientId) ? "its object ID is not the enterprise application's" : "there is none for the application")]
            : []);

    private static readonly LintRule NoFullAccess = new(
        "ISE507", Error, "the service principal may not open the mailbox",
        "Add-MailboxPermission with FullAccess is what lets the application in; without it the token is refused with 535 5.7.3.",
        "Name the application's client ID under the mailbox's 'fullAccess'.", Sources.OAuth,
        design => design.TenantMailbox is { } mailbox && design.Application is { } application && Consented(application) && !mailbox.FullAccess.Contains(application.ClientId)
            ? [(MailboxPath(design, "fullAccess"), $"'{application.Name}' has no FullAccess on '{mailbox.Address}'")]
            : []);

    private static readonly LintRule NoSendAs = new(
        "ISE508", Error, "a sender's address that the mailbox may not send as",
        "The connection test succeeds, and each such mail is refused after its data (554 5.2.252 SendAsDenied).",
        "Name it under the mailbox's 'sendAs' (Add-RecipientPermission -AccessRights SendAs), or send as the mailbox itself.", Sources.OAuthSmtp,
        design => Senders(design).Where(one => !design.MaySendAs(one.Address)).Select(one => (one.Path, $"'{design.Mailbox}' may not send as '{one.Address}'")));

    private static readonly LintRule SponsorWithoutSendAs = new(
        "ISE509", Warning, "mail to guests comes from sponsors whom the mailbox may not send as",
        "The API's default is the sponsor's address. Each sponsor without Send As is refused after the data (554 5.2.252 SendAsDenied), although the connection test and the test mail went well.",
        "Use 'guests.from: default', or give the mailbox Send As on each sponsor.", Sources.GuestApi,
        design => !design.Topology.Notices.Guests.FromSponsor || design.Tenant is null ? [] : design.Topology.Notices.Guests.Sponsors.All is { IsEmpty: false } sponsors
            ? sponsors.Index().Where(one => !design.MaySendAs(one.Item.Address)).Select(one => ($"guests.sponsors[{one.Index}].email", $"'{design.Mailbox}' may not send as '{one.Item.Address}'"))
            : [("guests.from", "no sponsors are listed, so whoever names an address is one")]);

    private static readonly LintRule SendAsUnknown = new(
        "ISE510", Note, "senders' addresses that are not the mailbox",
        "Whether the mailbox may send as them is set in a tenant that cannot be looked at from here; the connection test does not tell.",
        "Check Add-RecipientPermission -AccessRights SendAs for each, or send a test mail.", Sources.OAuthSmtp,
        design => design.Topology.EmbeddedTenant is null ? Senders(design).Where(one => one.Address != design.Mailbox).Select(one => (one.Path, $"'{one.Address}' needs Send As")) : []);

    private static readonly LintRule OnMicrosoftSender = new(
        "ISE511", Warning, "a sender in the tenant's onmicrosoft.com domain",
        "All senders of such domains together reach 100 external recipients in 24 hours (550 5.7.236), and visitors are external by nature.",
        "Send from a domain of your own.", "Microsoft's announcement of August 2025, by https://www.techzine.eu; " + Sources.Parity,
        design => Senders(design).Where(one => one.Address.Domain.EndsWith(".onmicrosoft.com", StringComparison.OrdinalIgnoreCase)).Select(one => (one.Path, $"'{one.Address}' is in an onmicrosoft.com domain")));

    private static readonly LintRule FaultsFromStart = new(
        "ISE512", Note, "faults are built in",
        "The embedded tenant goes wrong on purpose from its start on.",
        "Remove 'tenant.faults' where the design itself is to be tried.", "docs/faults.md",
        design => design.Topology.EmbeddedTenant?.Faults is { IsEmpty: false, Length: var count } ? [("tenant.faults", $"{count} {(count == 1 ? "fault" : "faults")}")] : []);

    private static readonly LintRule PasswordsTaken = new(
        "ISE513", Note, "the tenant still takes a user and password for mail",
        "Microsoft ends basic authentication for client submission. Until then a leaked password of the mailbox sends mail as ISE.",
        "Leave 'securityDefaults' on, or set 'basicAuthentication: disabled'.", Sources.ClientSubmission,
        design => design.Tenant is { BasicAuthentication: BasicAuthentication.Allowed, SecurityDefaults: false, BlocksLegacyAuthentication: false } ? [("tenant.securityDefaults", "security defaults are off, and nothing else blocks passwords")] : []);

    public static ImmutableArray<LintRule> All { get; } =
    [
        NoMailbox, Unlicensed, SmtpOff, NoApplication, NoConsent, WrongPrincipal, NoFullAccess, NoSendAs, SponsorWithoutSendAs, SendAsUnknown, OnMicrosoftSender,
        FaultsFromStart, PasswordsTaken,
    ];

    private static (string Path, EmailAddress Address)[] Senders(Design design) =>
        !design.Topology.Mail.Configured ? [] : [("mail.alarmSender", design.Topology.Mail.AlarmSender), ("mail.guestSender", design.Topology.Mail.GuestSender)];

    private static bool Consented(ApplicationRegistration application) => application.Permissions.Contains(ApplicationRegistration.SmtpSendAsApp);

    private static bool HasRole(Design design) => design.Tenant!.RoleAssignments.Any(one => one.AppId == design.Client && (one.Scope is null || one.Scope == design.Mailbox));

    private static string MailboxPath(Design design, string key) => $"tenant.mailboxes[{design.Tenant!.Mailboxes.IndexOf(design.TenantMailbox!)}].{key}";

    private static string ApplicationPath(Design design) => $"tenant.applications[{design.Tenant!.Applications.IndexOf(design.Application!)}]";
}
