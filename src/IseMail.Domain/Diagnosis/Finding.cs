using System.Collections.Immutable;

namespace IseMail.Domain.Diagnosis;

/// <summary>How sure a finding is.</summary>
public enum Certainty
{
    /// <summary>The evidence leaves nothing else.</summary>
    Certain,

    /// <summary>One of several that look alike; the evidence speaks for it.</summary>
    Likely,

    /// <summary>One of several that look alike.</summary>
    Possible,
}

/// <summary>A cause that explains what was seen.</summary>
/// <param name="Cause">Which.</param>
/// <param name="Certainty">How sure.</param>
/// <param name="Evidence">What speaks for it, a clause each; no secret in it.</param>
public sealed record Finding(KnownCause Cause, Certainty Certainty, ImmutableArray<string> Evidence);

/// <summary>
/// What an administrator of the tenant can look up, as far as it tells mistakes apart that look the same from ISE. A value
/// that is not known is <c>null</c>.
/// </summary>
/// <param name="MailboxExists">Whether the page's address is a mailbox.</param>
/// <param name="MailboxLicensed">Whether its user has a licence.</param>
/// <param name="SignInBlocked">Whether its user's sign-in is blocked.</param>
/// <param name="SmtpOffForMailbox">Whether Authenticated SMTP is off for the mailbox itself.</param>
/// <param name="SmtpOffForTenant">Whether it is off for the tenant.</param>
/// <param name="PermissionRequested">Whether the application asks for SMTP.SendAsApp.</param>
/// <param name="Consented">Whether it has admin consent.</param>
/// <param name="PrincipalObjectIds">Object IDs with which <c>New-ServicePrincipal</c> recorded the application; empty: not at all.</param>
/// <param name="EnterpriseObjectId">Object ID of the enterprise application.</param>
/// <param name="FullAccess">Whether the service principal has FullAccess on the mailbox.</param>
public sealed record TenantFacts(
    bool? MailboxExists,
    bool? MailboxLicensed,
    bool? SignInBlocked,
    bool? SmtpOffForMailbox,
    bool? SmtpOffForTenant,
    bool? PermissionRequested,
    bool? Consented,
    ImmutableArray<string>? PrincipalObjectIds,
    string? EnterpriseObjectId,
    bool? FullAccess)
{
    /// <summary>Nobody looked.</summary>
    public static TenantFacts Unknown { get; } = new(null, null, null, null, null, null, null, null, null, null);
}
