using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>Which mails arise at a portal from a request that was carried out.</summary>
public static class GuestMail
{
    /// <summary>What the portal's node has to tell, and to whom.</summary>
    /// <param name="request">What was wanted.</param>
    /// <param name="guests">The accounts as the primary PAN wrote them.</param>
    /// <param name="settings">The deployment's guest settings.</param>
    /// <param name="seal">Opens passwords for the mail that tells them.</param>
    public static IEnumerable<Cause> Of(GuestRequest request, ImmutableArray<Guest> guests, GuestSettings settings, ITextSeal seal)
    {
        var causes = request switch
        {
            GuestRequest.Register register => guests.SelectMany(guest => guest.Approval is { } approval
                ? Approvals(register, guest, approval, settings, seal)
                : [Credentials(guest, CredentialsReason.SelfRegistered, request, seal)]),
            GuestRequest.Create create when create.Notify || settings.Sponsors.GroupOf(create.Sponsor)?.Notify == true => guests.Select(guest => Credentials(guest, CredentialsReason.SponsorCreated, request, seal)),
            GuestRequest.Act { Action: GuestAction.ResetPassword } => guests.Select(guest => Credentials(guest, CredentialsReason.PasswordReset, request, seal)),
            GuestRequest.Act { Action: GuestAction.Approve } or GuestRequest.OpenLink { Approve: true } =>
                guests.Select(guest => new Cause.ApprovalDecided(guest.Account, Password(guest, seal), request.Id)),
            GuestRequest.Act { Action: GuestAction.Deny } or GuestRequest.OpenLink { Approve: false } =>
                guests.Select(guest => new Cause.ApprovalDecided(guest.Account, null, request.Id)),
            GuestRequest.Resend resend => Resent(resend, guests, seal),
            _ => [],
        };
        return settings.Notifications ? causes : causes.Where(cause => CauseIdentity.Purpose(cause) != MailPurpose.GuestNotice);
    }

    private static IEnumerable<Cause> Resent(GuestRequest.Resend resend, ImmutableArray<Guest> guests, ITextSeal seal)
    {
        foreach (var guest in guests) yield return Credentials(guest, CredentialsReason.SponsorCreated, resend, seal);
        if (resend.Sponsor is not { } sponsor) yield break;
        if (resend.CopyMe)
        {
            foreach (var guest in guests) yield return new Cause.CredentialsCopied(guest.Account, Password(guest, seal), sponsor, resend.Id);
        }
        if (resend.Summary) yield return new Cause.CredentialsSummarised([.. guests.Select(guest => guest.Account)], sponsor, resend.Id);
    }

    private static IEnumerable<Cause> Approvals(GuestRequest.Register register, Guest guest, GuestApproval approval, GuestSettings settings, ITextSeal seal)
    {
        var listed = settings.SelfRegistration.Approval?.Recipients ?? [];
        IEnumerable<EmailAddress> recipients = !listed.IsEmpty ? listed.Distinct() : register.PersonVisited is { } visited ? [visited] : [];
        var links = new ApprovalLinks(guest.Portal.Value, new ApprovalToken(seal.Open(approval.Token)), approval.LinksUntil);
        return recipients.Select(recipient => new Cause.ApprovalRequested(guest.Account, recipient, guest.CreatedAt, links));
    }

    private static Cause.CredentialsIssued Credentials(Guest guest, CredentialsReason reason, GuestRequest request, ITextSeal seal) =>
        new(guest.Account, Password(guest, seal), reason, request.Id);

    private static GuestPassword Password(Guest guest, ITextSeal seal) => new(seal.Open(guest.Password));
}
