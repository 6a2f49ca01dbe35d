using System.Collections.Immutable;
using IseMail.Domain.Sending;

namespace IseMail.Domain.Diagnosis;

/// <summary>Why a mail was not taken although the connection stood: a connection test shows none of these.</summary>
public static class SubmissionDiagnosis
{
    /// <summary>The causes that explain <paramref name="reply"/>; empty: it is not about a submission.</summary>
    /// <param name="reply">What the server said.</param>
    /// <param name="evidence">How it was seen.</param>
    public static ImmutableArray<Finding> Of(SmtpReply reply, string evidence) =>
        CauseOf(reply) is { } cause ? [new Finding(cause, Certainty.Certain, [evidence])] : [];

    private static KnownCause? CauseOf(SmtpReply reply) => reply switch
    {
        { Code: 432 } => SubmissionCauses.TooManyConnections,
        { Code: 430 } when reply.Says("logon failure") => SubmissionCauses.MailboxCannotBeOpened,
        _ when reply.Says("SubmissionQuotaExceeded") => SubmissionCauses.QuotaUsedUp,
        _ when reply.Says("SendAsDenied") => SubmissionCauses.SendAsMissing,
        { Code: >= 400 and < 500 } when reply.Says("rate limit") => SubmissionCauses.RateExceeded,
        { Status: { } status } => CauseOf(reply, status),
        _ => null,
    };

    private static KnownCause? CauseOf(SmtpReply reply, EnhancedStatus status) => (status.Class, status.Subject, status.Detail) switch
    {
        (5, 2, 252) or (5, 7, 60) => SubmissionCauses.SendAsMissing,
        // Only where the store driver of *submission* says so; without it, it is about the recipient's mailbox.
        (5, 2, 2) when reply.Says("STOREDRV.Submission") => SubmissionCauses.MailboxFull,
        (5, 3, 4) => SubmissionCauses.MessageTooLarge,
        (4 or 5, 5, 3) => SubmissionCauses.TooManyRecipients,
        (5, 7, 236) => SubmissionCauses.OnMicrosoftRecipientsUsedUp,
        (5, 7, 232 or 233) => SubmissionCauses.ExternalRecipientsUsedUp,
        (5, 1, 8) or (5, 7, 501 or 502 or 503 or 511) => SubmissionCauses.SenderBlocked,
        (5, 7, 705) => SubmissionCauses.TenantBlocked,
        (5, 7, 708) => SubmissionCauses.AddressNotAccepted,
        (4, 7, (>= 500 and <= 699) or (>= 850 and <= 899)) => SubmissionCauses.AddressThrottled,
        (5, 7, 750) => SubmissionCauses.DomainNotRegistered,
        (4, 4, 1) => SubmissionCauses.SessionTimedOut,
        (5, 7, 57) => KnownCauses.AuthenticationLeftOut,
        _ => null,
    };
}
