using System.Collections.Immutable;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Faults;

/// <summary>A reply of Exchange Online that a fault can be given by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">The reply.</param>
/// <param name="Source">Where it was read.</param>
public sealed record KnownReply(string Name, string Line, string Source)
{
    private const string StoreDriver = "STOREDRV.Submission.Exception:";

    /// <summary>Every one, in the order of a mail's way.</summary>
    public static ImmutableArray<KnownReply> All { get; } =
    [
        new("not-active", SubmissionReplies.NotActive, "I-MAILKIT-1106"),
        new("address-throttled", "451 4.7.500 (AS777) Access denied, please try again later", "M-NDR"),
        new("connection-timed-out", SubmissionReplies.IdleTooLong, "I-MAILKIT-453"),
        new("session-timed-out", "451 4.4.1 Connection timed out", "I-MAILKIT-453"),
        new("authentication-unsuccessful", "535 5.7.3 Authentication unsuccessful", "M-OAUTH"),
        new("smtp-auth-disabled-tenant", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.", "I-PROXY"),
        new("smtp-auth-disabled-mailbox", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.", "I-PROXY"),
        new("conditional-access", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.", "I-PROXY"),
        new("proxy-fault", "451 4.7.0 Temporary server error. Please try again later. PRX4", "I-MAILKIT-566"),
        new("sender-threads", SubmissionReplies.SenderThreads, "M-SUBM"),
        new("no-permission-to-send-as", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "M-NDR"),
        new("too-many-recipients", SubmissionReplies.TooManyRecipients, "M-NDR"),
        new("logon-failure", $"430 4.2.0 STOREDRV; mailbox logon failure; {StoreDriver}ConnectionFailedTransientException.MapiExceptionLogonFailed; Failed to process message due to a transient exception with message Cannot open mailbox.", "I-PROXY-271"),
        new("submission-quota", SubmissionReplies.SubmissionQuota, "M-SUBM"),
        new("mailbox-full", $"554 5.2.2 mailbox full; {StoreDriver}QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "M-SUBM"),
        new("bad-outbound-sender", "550 5.1.8 Access denied, bad outbound sender", "M-NDR"),
        new("tenant-threshold", "550 5.7.705 Access denied, tenant has exceeded threshold", "M-NDR"),
        new("onmicrosoft-recipients", "550 5.7.236 Your message can't be sent because your organization has exceeded its daily limit for sending email to external recipients from an onmicrosoft.com address", "W-MOERA; words own"),
    ];

    /// <summary>
    /// The reply that <paramref name="text"/> stands for: a known one's name, or a reply on one line (RFC 5321, section
    /// 4.2); <c>null</c>: neither.
    /// </summary>
    public static string? LineOf(string text) => All.FirstOrDefault(reply => reply.Name == text)?.Line ?? (IsReply(text) ? text : null);

    // "Reply-code = %x32-35 %x30-35 %x30-39", one line of at most 512 octets with its end.
    private static bool IsReply(string text) =>
        text.Length is > 4 and <= 510 && text[0] is >= '2' and <= '5' && text[1] is >= '0' and <= '5' && char.IsAsciiDigit(text[2]) && text[3] == ' '
        && text.AsSpan(4).Trim(' ').Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
