using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>What Exchange Online checks of a message before any limit is counted.</summary>
public static class MessageRules
{
    /// <summary>Why a message is refused at its end; <c>null</c>: the mailbox's meter decides.</summary>
    /// <param name="view">The directory.</param>
    /// <param name="mailbox">The mailbox that AUTH opened; it may have been lost since.</param>
    /// <param name="from">Every header From as one address; <c>null</c> for one that is not.</param>
    /// <param name="size">The message in octets.</param>
    public static string? Refusal(TenantView view, EmailAddress mailbox, IReadOnlyList<EmailAddress?> from, long size)
    {
        if (view.User(mailbox) is not { Licensed: true, SoftDeleted: false } user) return ExchangeReplies.LogonFailure.Text;
        if (size > user.MaxSendSize) return SubmissionReplies.TooLarge;
        foreach (var sender in from)
        {
            if (!MaySend(view, mailbox, sender)) return SubmissionReplies.SendAsDenied(mailbox, sender);
        }
        return null;
    }

    /// <summary>The sender that a refusal would name: the first of <paramref name="from"/> that the mailbox may not send as, else the first.</summary>
    public static EmailAddress? Named(TenantView view, EmailAddress mailbox, IReadOnlyList<EmailAddress?> from) =>
        from.FirstOrDefault(sender => !MaySend(view, mailbox, sender)) ?? (from.Count > 0 ? from[0] : null);

    private static bool MaySend(TenantView view, EmailAddress mailbox, EmailAddress? from) => from is { } address && view.MaySendAs(mailbox, address);
}
