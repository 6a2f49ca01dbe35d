using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>
/// Exchange Online's replies, word for word where a transcript or a Microsoft page has them (W-TRANSCRIPT, M-SUBM,
/// M-OAUTH, I-PROXY, I-NOTIFUSE-250); each on one line without its end.
/// </summary>
public static class SubmissionReplies
{
    /// <summary>Greatest message Exchange Online announces, in octets (W-TRANSCRIPT).</summary>
    public const int AnnouncedSize = 157_286_400;

    /// <summary>The mailbox is open.</summary>
    public const string Authenticated = "235 2.7.0 Authentication successful";

    /// <summary>AUTH before TLS, or with a mechanism that is not offered.</summary>
    public const string UnknownMechanism = "504 5.7.4 Unrecognized authentication type";

    /// <summary>More connections than the mailbox may have; every one of them hears it (M-SUBM).</summary>
    public const string SenderThreads = "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded";

    /// <summary>More recipients in 24 hours than the mailbox may have (M-SUBM).</summary>
    public const string SubmissionQuota = "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException";

    /// <summary>More messages than the window may hold, where the tenant refuses; the wording is this project's own.</summary>
    public const string SubmissionRate = "451 4.7.0 Submission rate limit exceeded. Please try again later.";

    /// <summary>More recipients than one message may have (M-NDR).</summary>
    public const string TooManyRecipients = "452 4.5.3 Too many recipients";

    /// <summary>The message is larger than the server takes.</summary>
    public const string TooLarge = "552 5.3.4 Message size exceeds fixed maximum message size";

    /// <summary>The client was silent for too long (I-MAILKIT-453).</summary>
    public const string IdleTooLong = "421 4.4.1 Connection timed out";

    /// <summary>The server takes no further connection, or stops (I-MAILKIT-1106).</summary>
    public const string NotActive = "421 4.3.2 Service not active";

    /// <summary>What stands in front of the Message-ID when the message is in the mailbox.</summary>
    public const string AcceptedStart = "250 2.0.0 OK";

    /// <summary>The challenge with which other providers refuse a token; the client answers with an empty line.</summary>
    public const string RefusalChallenge = "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=";

    /// <summary>The server's part of a reply in brackets: host, time, connection.</summary>
    public static string Stamp(string host, DateTimeOffset now, string connection) =>
        string.Create(CultureInfo.InvariantCulture, $"[{host} {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {connection}]");

    /// <summary>The first line of a connection.</summary>
    public static string Greeting(string host, DateTimeOffset now, string connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"220 {host} Microsoft ESMTP MAIL Service ready at {now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000 [{connection}]");

    /// <summary>The lines that answer EHLO: STARTTLS before TLS, AUTH in its place after it.</summary>
    public static IReadOnlyList<string> Capabilities(string host, string client, bool tls) =>
    [
        $"250-{host} Hello [{client}]",
        "250-SIZE 157286400",
        "250-PIPELINING",
        "250-DSN",
        "250-ENHANCEDSTATUSCODES",
        tls ? "250-AUTH LOGIN XOAUTH2" : "250-STARTTLS",
        "250-8BITMIME",
        "250-BINARYMIME",
        "250-CHUNKING",
        "250 SMTPUTF8",
    ];

    /// <summary>The refusal that belongs to a fault of AUTH.</summary>
    public static string Refusal(AuthorisationFault fault, string stamp) => (fault switch
    {
        AuthorisationFault.DisabledForTenant => ExchangeReplies.DisabledForTenant,
        AuthorisationFault.DisabledForMailbox => ExchangeReplies.DisabledForMailbox,
        AuthorisationFault.BasicRetired => ExchangeReplies.BasicRetired,
        AuthorisationFault.BasicDisabled => ExchangeReplies.BasicDisabled,
        AuthorisationFault.SecurityDefaults => ExchangeReplies.SecurityDefaults,
        AuthorisationFault.CredentialsWrong => ExchangeReplies.CredentialsIncorrect,
        AuthorisationFault.BlockedByPolicy => ExchangeReplies.CriteriaNotMet,
        // Missing consent, wrong object ID, missing permission: all look alike to the client (M-OAUTH).
        _ => ExchangeReplies.AuthenticationUnsuccessful,
    }).Say(stamp);

    /// <summary>The blob of AUTH XOAUTH2 is not one (I-SASLX-110).</summary>
    public static string InvalidAuthData(string fault) => ExchangeReplies.InvalidAuthData.Say(new ReplyParts("", Fault: fault));

    /// <summary>The header From is neither the mailbox's address nor one it may send as; <paramref name="from"/> <c>null</c>: it is not one address.</summary>
    public static string SendAsDenied(EmailAddress mailbox, EmailAddress? from) => ExchangeReplies.SendAsDenied.Say(new ReplyParts("", mailbox, from));

    /// <summary>The message is in the mailbox.</summary>
    public static string Accepted(string messageId, string host) => $"{AcceptedStart} {messageId} {AcceptedEnd(host)}";

    /// <summary>What stands behind the Message-ID when the message is in the mailbox.</summary>
    public static string AcceptedEnd(string host) => $"[Hostname={host}]";

    /// <summary>The refusal that belongs to a decision other than accepted.</summary>
    public static string Refusal(SubmissionDecision decision) => decision switch
    {
        SubmissionDecision.TooManyConnections => SenderThreads,
        SubmissionDecision.TooManyMessages => SubmissionRate,
        SubmissionDecision.TooManyRecipients => SubmissionQuota,
        SubmissionDecision.MailboxFull => ExchangeReplies.MailboxFull.Text,
        SubmissionDecision.TooManyFromOnMicrosoft => ExchangeReplies.OnMicrosoftRecipients.Text,
        SubmissionDecision.TooManyExternal => ExchangeReplies.ExternalRecipients.Text,
        SubmissionDecision.TooManyExternalOfTrial => ExchangeReplies.TrialExternalRecipients.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, "not a refusal"),
    };
}
