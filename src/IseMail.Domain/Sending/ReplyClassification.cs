namespace IseMail.Domain.Sending;

/// <summary>The command a reply answers, while a mail is being submitted.</summary>
public enum SubmissionStage
{
    /// <summary>MAIL FROM.</summary>
    Sender,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>DATA.</summary>
    Data,

    /// <summary>The dot that ends the data.</summary>
    EndOfData,
}

/// <summary>
/// What Exchange Online's replies mean for a mail, its connection and its mailbox. The table in docs/replies.md lists
/// every row with its source; a test reads that table.
/// <para>
/// The digits alone mislead in both directions: <c>430 4.2.0 … logon failure</c> calls itself transient and stays until
/// somebody grants a permission, while <c>554 5.2.0 … SubmissionQuotaExceeded</c> calls itself permanent and ends when
/// the day's window has slid on. What is about the mailbox never rejects a mail: the next one would meet the same.
/// </para>
/// </summary>
public static class ReplyClassification
{
    /// <summary>How long a mailbox rests that cannot submit until something outside the mail changes.</summary>
    public static TimeSpan MailboxPause { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a mailbox rests that Microsoft has blocked: only a person's request ends that.</summary>
    public static TimeSpan BlockedPause { get; } = TimeSpan.FromHours(1);

    /// <summary>How long to leave a server alone that throttles this address.</summary>
    public static TimeSpan ThrottlePause { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a mailbox rests that has sent too much in a minute.</summary>
    public static TimeSpan RatePause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a mail waits whose recipient is outside, when the tenant's allowance for outsiders is used up.</summary>
    public static TimeSpan ExternalLimitDelay { get; } = TimeSpan.FromHours(1);

    /// <summary>What <paramref name="reply"/> to <paramref name="stage"/> means for the mail that was being submitted.</summary>
    /// <param name="stage">The command it answers.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="connected">Whether the connection still stands.</param>
    public static SubmissionResult OfSubmission(SubmissionStage stage, SmtpReply reply, bool connected)
    {
        var why = reply.ToString();
        // 421 announces that the server closes (RFC 5321, section 3.8); 530 that it no longer knows who we are; the others that
        // both sides are not at the same point any more. A new connection begins anew.
        var usable = connected && reply.Code is not (421 or 500 or 502 or 503 or 504 or 530);
        if (stage == SubmissionStage.EndOfData)
        {
            if (reply.Code is >= 200 and < 300) return new SubmissionResult(new SubmissionOutcome.Delivered(why), usable);
            if (reply.Code is < 400 or > 599) return new SubmissionResult(new SubmissionOutcome.InDoubt($"not an answer to the end of data: {why}"), false);
        }
        else if (reply.Code is < 400 or > 599)
        {
            return new SubmissionResult(new SubmissionOutcome.Deferred($"not an answer to {stage}: {why}"), false);
        }

        return Meaning(reply) switch
        {
            ReplyMeaning.TooManyConnections => new SubmissionResult(new SubmissionOutcome.Deferred(why), usable, TooManyConnections: true),
            ReplyMeaning.MailboxCannotSubmit => new SubmissionResult(new SubmissionOutcome.Deferred(why, MailboxPause), usable, MailboxPause: MailboxPause),
            ReplyMeaning.MailboxBlocked => new SubmissionResult(new SubmissionOutcome.Deferred(why, BlockedPause), usable, MailboxPause: BlockedPause),
            ReplyMeaning.Throttled => new SubmissionResult(new SubmissionOutcome.Deferred(why, ThrottlePause), usable, MailboxPause: ThrottlePause),
            ReplyMeaning.RateExceeded => new SubmissionResult(new SubmissionOutcome.Deferred(why, RatePause), usable, MailboxPause: RatePause),
            ReplyMeaning.ExternalLimit => new SubmissionResult(new SubmissionOutcome.Deferred(why, ExternalLimitDelay), usable),
            ReplyMeaning.Passing or ReplyMeaning.NotAuthenticated or ReplyMeaning.Conversation => new SubmissionResult(new SubmissionOutcome.Deferred(why), usable),
            _ => new SubmissionResult(new SubmissionOutcome.Rejected(why), usable),
        };
    }

    /// <summary>What <paramref name="reply"/> means for the attempt to open a connection that had come to <paramref name="stage"/>.</summary>
    public static ConnectionFailure OfConnection(ConnectionStage stage, SmtpReply reply)
    {
        var (kind, pause) = Meaning(reply) switch
        {
            ReplyMeaning.TooManyConnections => (ConnectionFailureKind.TooManyConnections, (TimeSpan?)null),
            ReplyMeaning.MailboxCannotSubmit => (ConnectionFailureKind.Configuration, MailboxPause),
            ReplyMeaning.MailboxBlocked => (ConnectionFailureKind.Configuration, BlockedPause),
            ReplyMeaning.Throttled => (ConnectionFailureKind.Transient, ThrottlePause),
            ReplyMeaning.RateExceeded => (ConnectionFailureKind.Transient, RatePause),
            ReplyMeaning.TokenRefused => (ConnectionFailureKind.TokenRefused, null),
            ReplyMeaning.Passing => (ConnectionFailureKind.Transient, null),
            _ => (ConnectionFailureKind.Configuration, null),
        };
        return new ConnectionFailure(stage, kind, reply.ToString(), pause, ProblemOf(stage, reply));
    }

    private static ConnectionProblem ProblemOf(ConnectionStage stage, SmtpReply reply) => reply switch
    {
        { Code: 432 } => ConnectionProblem.TooManyConnections,
        _ when reply.Says("SmtpClientAuthentication is disabled") => ConnectionProblem.SubmissionDisabled,
        { Status: { Class: 5, Subject: 7, Detail: 30 } } => ConnectionProblem.BasicAuthenticationDisabled,
        _ when reply.Says("basic authentication is disabled") => ConnectionProblem.BasicAuthenticationDisabled,
        { Status: { Class: 5, Subject: 7, Detail: 139 } } when reply.Says("credentials were incorrect") => ConnectionProblem.PasswordRefused,
        { Status: { Class: 5, Subject: 7, Detail: 139 } } => ConnectionProblem.PolicyRefused,
        { Status: { Class: 5, Subject: 5, Detail: 124 } } => ConnectionProblem.AuthenticationDataInvalid,
        { Code: 504 } => ConnectionProblem.MechanismRefused,
        { Code: 500 } => ConnectionProblem.CommandUnknown,
        { Code: >= 400 and < 500 } => ConnectionProblem.ServerBusy,
        _ when stage == ConnectionStage.Sender => ConnectionProblem.SenderRefused,
        { Code: 535 } => ConnectionProblem.AuthenticationUnsuccessful,
        _ => ConnectionProblem.Other,
    };

    private static ReplyMeaning Meaning(SmtpReply reply) => reply switch
    {
        // M-SUBM. Numbers, not MailKit's names: it knows 432 as PasswordTransitionNeeded.
        { Code: 432 } => ReplyMeaning.TooManyConnections,
        { Code: 430 } when reply.Says("logon failure") => ReplyMeaning.MailboxCannotSubmit,
        _ when reply.Says("SubmissionQuotaExceeded") => ReplyMeaning.MailboxCannotSubmit,
        // Only where the store driver of *submission* says so; without it, 5.2.2 is about the recipient's mailbox.
        { Status: { Class: 5, Subject: 2, Detail: 2 } } when reply.Says("STOREDRV.Submission") => ReplyMeaning.MailboxCannotSubmit,
        { Status: { Class: 4, Subject: 7, Detail: (>= 500 and <= 699) or (>= 850 and <= 899) } } => ReplyMeaning.Throttled,
        { Status: { Class: 5, Subject: 1, Detail: 8 } } => ReplyMeaning.MailboxBlocked,
        { Status: { Class: 5, Subject: 7, Detail: 501 or 502 or 503 or 511 or 705 or 708 } } => ReplyMeaning.MailboxBlocked,
        { Status: { Class: 5, Subject: 7, Detail: 232 or 233 or 236 } } => ReplyMeaning.ExternalLimit,
        { Status: { Class: 5, Subject: 7, Detail: 139 or 30 } } => ReplyMeaning.Refused,
        { Code: 535 } => ReplyMeaning.TokenRefused,
        { Code: 530 } => ReplyMeaning.NotAuthenticated,
        // About the conversation, which the next mail would meet as well (RFC 5321, section 4.2.4).
        { Code: 500 or 502 or 503 or 504 } => ReplyMeaning.Conversation,
        { Code: >= 400 and < 500 } when reply.Says("rate limit") => ReplyMeaning.RateExceeded,
        { Code: >= 400 and < 500 } => ReplyMeaning.Passing,
        _ => ReplyMeaning.Refused,
    };

    private enum ReplyMeaning
    {
        Passing,
        TooManyConnections,
        MailboxCannotSubmit,
        MailboxBlocked,
        Throttled,
        RateExceeded,
        ExternalLimit,
        TokenRefused,
        NotAuthenticated,
        Conversation,
        Refused,
    }
}
