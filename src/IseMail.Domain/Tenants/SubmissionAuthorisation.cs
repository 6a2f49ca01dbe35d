using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>Why a token, or a user and password, did not open a mailbox.</summary>
public enum AuthorisationFault
{
    /// <summary>The tenant's SMTP AUTH switch, and the mailbox says nothing else.</summary>
    DisabledForTenant,

    /// <summary>The mailbox's SMTP AUTH switch.</summary>
    DisabledForMailbox,

    /// <summary>Signature, issuer, audience or life of the token.</summary>
    TokenInvalid,

    /// <summary>The token lacks the role <c>SMTP.SendAsApp</c>, and no role assignment covers the mailbox either.</summary>
    RoleMissing,

    /// <summary>No service principal with this AppId was made in Exchange Online.</summary>
    PrincipalUnknown,

    /// <summary>It was made with another ObjectId, for example that of the app registration page.</summary>
    ObjectIdDiffers,

    /// <summary>The tenant has no such mailbox, or its user has no licence.</summary>
    MailboxUnknown,

    /// <summary>The service principal has no <c>FullAccess</c> on the mailbox.</summary>
    PermissionMissing,

    /// <summary>Basic authentication is no longer there.</summary>
    BasicRetired,

    /// <summary>Basic authentication is switched off.</summary>
    BasicDisabled,

    /// <summary>Security defaults forbid basic authentication.</summary>
    SecurityDefaults,

    /// <summary>No such user, a wrong password, a blocked sign-in: all look alike.</summary>
    CredentialsWrong,

    /// <summary>The password is right, and a policy of Conditional Access blocks whoever only has one.</summary>
    BlockedByPolicy,
}

/// <summary>Either the mailbox that was opened or the reason why not.</summary>
public sealed record AuthorisationResult(TenantUser? Mailbox, AuthorisationFault? Fault);

/// <summary>
/// Who may submit through which mailbox (M-OAUTH, M-PS, M-RBAC, M-ACS). Microsoft does not publish the order of the
/// checks: this one is the model's own.
/// </summary>
public static class SubmissionAuthorisation
{
    /// <summary>Whether the holder of a token may open the mailbox <paramref name="user"/>; <paramref name="identity"/> <c>null</c>: the token is not valid.</summary>
    public static AuthorisationResult Open(TenantView view, SubmissionIdentity? identity, string user)
    {
        var mailbox = EmailAddress.TryParse(user, out var address) ? view.User(address) : null;
        if (Disabled(view, mailbox) is { } disabled) return Refused(disabled);
        if (identity is null) return Refused(AuthorisationFault.TokenInvalid);
        var hasClaim = identity.Roles.Contains(ApplicationRegistration.SmtpSendAsApp, StringComparer.Ordinal);
        if (!hasClaim && (mailbox is null || !view.HasRole(identity.AppId, mailbox.Address))) return Refused(AuthorisationFault.RoleMissing);
        if (PrincipalFault(view.Directory.Permissions.ServicePrincipals, identity) is { } fault) return Refused(fault);
        if (mailbox is not { Licensed: true }) return Refused(AuthorisationFault.MailboxUnknown);
        // The claim brings the mailbox check with it, whatever roles are assigned as well (M-RBAC).
        if (hasClaim && !view.HasFullAccess(identity.AppId, mailbox.Address)) return Refused(AuthorisationFault.PermissionMissing);
        return new AuthorisationResult(mailbox, null);
    }

    /// <summary>Whether <paramref name="user"/> may open its own mailbox with a password, as ISE did before it knew OAuth.</summary>
    public static AuthorisationResult OpenWithPassword(TenantView view, string user, string password)
    {
        var mailbox = EmailAddress.TryParse(user, out var address) ? view.User(address) : null;
        if (view.Organization.BasicAuthentication == BasicAuthentication.Retired) return Refused(AuthorisationFault.BasicRetired);
        if (Disabled(view, mailbox) is { } disabled) return Refused(disabled);
        if (view.Organization.BasicAuthentication == BasicAuthentication.Disabled) return Refused(AuthorisationFault.BasicDisabled);
        if (view.Organization.SecurityDefaults) return Refused(AuthorisationFault.SecurityDefaults);
        if (mailbox is not { Licensed: true, SignInBlocked: false, Password: { } hash } || !hash.Matches(password)) return Refused(AuthorisationFault.CredentialsWrong);
        return view.Organization.BlocksLegacyAuthentication ? Refused(AuthorisationFault.BlockedByPolicy) : new AuthorisationResult(mailbox, null);
    }

    private static AuthorisationFault? Disabled(TenantView view, TenantUser? mailbox) => mailbox?.SmtpClientAuthenticationDisabled switch
    {
        true => AuthorisationFault.DisabledForMailbox,
        false => null,
        null => view.Organization.SmtpClientAuthenticationDisabled ? AuthorisationFault.DisabledForTenant : null,
    };

    private static AuthorisationFault? PrincipalFault(ImmutableArray<ExchangeServicePrincipal> principals, SubmissionIdentity identity)
    {
        var known = false;
        foreach (var principal in principals)
        {
            if (principal.AppId != identity.AppId) continue;
            if (principal.ObjectId == identity.ObjectId) return null;
            known = true;
        }
        return known ? AuthorisationFault.ObjectIdDiffers : AuthorisationFault.PrincipalUnknown;
    }

    private static AuthorisationResult Refused(AuthorisationFault fault) => new(null, fault);
}
