using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>Why a token did not open a mailbox. The client is told none of it: all look alike to it (M-OAUTH).</summary>
public enum AuthorisationFault
{
    /// <summary>Signature, issuer, audience or life of the token.</summary>
    TokenInvalid,

    /// <summary>The token lacks the role <c>SMTP.SendAsApp</c>.</summary>
    RoleMissing,

    /// <summary>No service principal with this AppId was made in Exchange Online.</summary>
    PrincipalUnknown,

    /// <summary>It was made with another ObjectId, for example that of the app registration page.</summary>
    ObjectIdDiffers,

    /// <summary>The tenant has no such mailbox.</summary>
    MailboxUnknown,

    /// <summary>The service principal has no <c>FullAccess</c> on the mailbox.</summary>
    PermissionMissing,
}

/// <summary>Either the mailbox that was opened or the reason why not.</summary>
public sealed record AuthorisationResult(TenantMailbox? Mailbox, AuthorisationFault? Fault);

/// <summary>
/// Who may submit through which mailbox, and as whom (M-OAUTH, M-PS). Microsoft does not publish the order of the
/// checks; since all refusals read the same, only this side's log shows it.
/// </summary>
public static class SubmissionAuthorisation
{
    /// <summary>Whether the holder of a token may open the mailbox <paramref name="user"/>; <paramref name="identity"/> <c>null</c>: the token is not valid.</summary>
    public static AuthorisationResult Open(TenantSettings tenant, SubmissionIdentity? identity, string user)
    {
        if (identity is null) return Refused(AuthorisationFault.TokenInvalid);
        if (!identity.Roles.Contains(ApplicationRegistration.SmtpSendAsApp, StringComparer.Ordinal)) return Refused(AuthorisationFault.RoleMissing);
        var known = false;
        var matches = false;
        foreach (var principal in tenant.ServicePrincipals)
        {
            if (principal.AppId != identity.AppId) continue;
            known = true;
            matches |= principal.ObjectId == identity.ObjectId;
        }
        if (!known) return Refused(AuthorisationFault.PrincipalUnknown);
        if (!matches) return Refused(AuthorisationFault.ObjectIdDiffers);
        if (!EmailAddress.TryParse(user, out var address)) return Refused(AuthorisationFault.MailboxUnknown);
        foreach (var mailbox in tenant.Mailboxes)
        {
            if (mailbox.Address != address) continue;
            return mailbox.FullAccess.Contains(identity.AppId)
                ? new AuthorisationResult(mailbox, null)
                : Refused(AuthorisationFault.PermissionMissing);
        }
        return Refused(AuthorisationFault.MailboxUnknown);
    }

    /// <summary>Whether <paramref name="mailbox"/> may put <paramref name="from"/> into the header From: its own address or one it has SendAs on (M-MFD).</summary>
    public static bool MaySendAs(TenantMailbox mailbox, EmailAddress from) => mailbox.Address == from || mailbox.SendAs.Contains(from);

    private static AuthorisationResult Refused(AuthorisationFault fault) => new(null, fault);
}
