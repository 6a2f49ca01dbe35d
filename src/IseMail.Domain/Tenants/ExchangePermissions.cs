using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>Who may do what in Exchange Online: the part of the directory whose changes may take minutes to be in effect.</summary>
/// <param name="ServicePrincipals">References made with <c>New-ServicePrincipal</c>.</param>
/// <param name="FullAccess">Given with <c>Add-MailboxPermission</c>.</param>
/// <param name="SendAs">Given with <c>Add-RecipientPermission</c>.</param>
/// <param name="Roles">Given with <c>New-ManagementRoleAssignment</c>.</param>
public sealed record ExchangePermissions(
    ImmutableArray<ExchangeServicePrincipal> ServicePrincipals,
    ImmutableArray<MailboxPermission> FullAccess,
    ImmutableArray<RecipientPermission> SendAs,
    ImmutableArray<RoleAssignment> Roles);

/// <summary><c>FullAccess</c> of an application's service principal on a mailbox.</summary>
public sealed record MailboxPermission(EmailAddress Mailbox, Guid AppId);

/// <summary><c>SendAs</c>: the mailbox <paramref name="Trustee"/> may send as <paramref name="Identity"/>. It is the mailbox that needs it, not the application.</summary>
public sealed record RecipientPermission(EmailAddress Identity, EmailAddress Trustee);

/// <summary>
/// The role <c>Application SMTP.SendAsApp</c> of an application: the path without consent and without FullAccess (M-RBAC).
/// </summary>
/// <param name="Name">The assignment's name.</param>
/// <param name="AppId">Client ID of the application.</param>
/// <param name="Scope">The mailbox it covers; <c>null</c>: all of the organisation.</param>
public sealed record RoleAssignment(string Name, Guid AppId, EmailAddress? Scope)
{
    /// <summary>The only role this tenant knows.</summary>
    public const string ApplicationSmtpSendAsApp = "Application SMTP.SendAsApp";
}
