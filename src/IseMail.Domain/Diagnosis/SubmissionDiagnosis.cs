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
        { Code: 432 } => KnownCauses.TooManyConnections,
        { Code: 430 } when reply.Says("logon failure") => KnownCauses.MailboxCannotBeOpened,
        _ when reply.Says("SubmissionQuotaExceeded") => KnownCauses.QuotaUsedUp,
        { Status: { Class: 5, Subject: 2, Detail: 252 } } => KnownCauses.SendAsMissing,
        _ when reply.Says("SendAsDenied") => KnownCauses.SendAsMissing,
        { Status: { Class: 5, Subject: 7, Detail: 60 } } => KnownCauses.SendAsMissing,
        { Status: { Class: 5, Subject: 2, Detail: 2 } } when reply.Says("STOREDRV.Submission") => KnownCauses.MailboxFull,
        { Status: { Class: 5, Subject: 7, Detail: 232 or 233 or 236 } } => KnownCauses.ExternalRecipientsUsedUp,
        { Status: { Class: 5, Subject: 1, Detail: 8 } } => KnownCauses.SenderBlocked,
        { Status: { Class: 5, Subject: 7, Detail: 501 or 502 or 503 or 511 or 705 or 708 } } => KnownCauses.SenderBlocked,
        _ => null,
    };
}
