using System.Collections.Immutable;

namespace IseMail.Domain.Tenants;

/// <summary>
/// The refusals of Exchange Online that this tenant can give, word for word where a transcript or a Microsoft page has them.
/// docs/replies.md says of each how it is reached.
/// </summary>
public static class ExchangeReplies
{
    private const string StoreDriver = "STOREDRV.Submission.Exception:";

    /// <summary>Every refusal of a token, whatever its reason.</summary>
    public static ExchangeReply AuthenticationUnsuccessful { get; } = Authentication("authentication-unsuccessful", "535 5.7.3 Authentication unsuccessful {stamp}", "M-OAUTH, I-PROXY");

    /// <summary>The tenant's SMTP AUTH switch.</summary>
    public static ExchangeReply DisabledForTenant { get; } = Authentication(
        "smtp-auth-disabled-tenant", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. {stamp}", "I-PROXY");

    /// <summary>The mailbox's SMTP AUTH switch.</summary>
    public static ExchangeReply DisabledForMailbox { get; } = Authentication(
        "smtp-auth-disabled-mailbox", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. {stamp}", "I-PROXY");

    /// <summary>Basic authentication is switched off.</summary>
    public static ExchangeReply BasicDisabled { get; } = Authentication("basic-disabled", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {stamp}", "I-MAILR-107");

    /// <summary>Security defaults forbid basic authentication.</summary>
    public static ExchangeReply SecurityDefaults { get; } = Authentication(
        "security-defaults", "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. {stamp}", "I-LOGS");

    /// <summary>A wrong user or password.</summary>
    public static ExchangeReply CredentialsIncorrect { get; } = Authentication(
        "credentials-incorrect", "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. {stamp}", "I-LOGS");

    /// <summary>Basic authentication is no longer there.</summary>
    public static ExchangeReply BasicRetired { get; } = Authentication("basic-retired", "550 5.7.30 Basic authentication is not supported for Client Submission.", "M-EXBLOG");

    /// <summary>A policy of Conditional Access that blocks clients which only know passwords.</summary>
    public static ExchangeReply CriteriaNotMet { get; } = Authentication(
        "conditional-access", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. {stamp}", "I-LOGS");

    /// <summary>The blob of AUTH XOAUTH2 is not one.</summary>
    public static ExchangeReply InvalidAuthData { get; } = Authentication("invalid-auth-data", "501 5.5.124 Invalid XOAUTH2 auth data - {fault}", "I-SASLX-110; its end cut there");

    /// <summary>AUTH before TLS, or with a mechanism that is not offered.</summary>
    public static ExchangeReply UnknownMechanism { get; } = Authentication("unknown-mechanism", SubmissionReplies.UnknownMechanism + " {stamp}", "W-TRANSCRIPT");

    /// <summary>Exchange's proxy layer fails.</summary>
    public static ExchangeReply ProxyFault { get; } = Authentication("proxy-fault", "451 4.7.0 Temporary server error. Please try again later. PRX4 {stamp}", "I-MAILKIT-566", ReachedBy.Fault);

    /// <summary>MAIL without AUTH.</summary>
    public static ExchangeReply NotAuthenticated { get; } = new("not-authenticated", "530 5.7.57 Client not authenticated to send mail. {stamp}", ExchangeStage.Sender, ReachedBy.Rule, "M-PRN");

    /// <summary>More connections than the mailbox may have; every one of them hears it.</summary>
    public static ExchangeReply SenderThreads { get; } = new("sender-threads", SubmissionReplies.SenderThreads, ExchangeStage.Sender, ReachedBy.Rule, "M-SUBM");

    /// <summary>The message is larger than the mailbox submits.</summary>
    public static ExchangeReply TooLarge { get; } = new("too-large", SubmissionReplies.TooLarge, ExchangeStage.Sender, ReachedBy.Rule, "RFC 1870; words GKU");

    /// <summary>More recipients than one message may have.</summary>
    public static ExchangeReply TooManyRecipients { get; } = new("too-many-recipients", SubmissionReplies.TooManyRecipients, ExchangeStage.Recipient, ReachedBy.Rule, "M-NDR");

    /// <summary>The application may authenticate and cannot open the mailbox; called transient, and stays.</summary>
    public static ExchangeReply LogonFailure { get; } = End(
        "logon-failure", $"430 4.2.0 STOREDRV; mailbox logon failure; {StoreDriver}ConnectionFailedTransientException.MapiExceptionLogonFailed; Failed to process message due to a transient exception with message Cannot open mailbox.", "I-PROXY-271");

    /// <summary>The header From is neither the mailbox's address nor one it may send as.</summary>
    public static ExchangeReply SendAsDenied { get; } = End(
        "send-as-denied", $"554 5.2.252 SendAsDenied; {{mailbox}} not allowed to send as {{from}}; {StoreDriver}SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message.", "I-NOTIFUSE-250");

    /// <summary>Sent Items has filled the mailbox.</summary>
    public static ExchangeReply MailboxFull { get; } = End("mailbox-full", $"554 5.2.2 mailbox full; {StoreDriver}QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "M-SUBM");

    /// <summary>More recipients in 24 hours than the mailbox may have.</summary>
    public static ExchangeReply SubmissionQuota { get; } = End("submission-quota", SubmissionReplies.SubmissionQuota, "M-SUBM");

    /// <summary>More messages than the window may hold, where the tenant refuses.</summary>
    public static ExchangeReply SubmissionRate { get; } = End("submission-rate", SubmissionReplies.SubmissionRate, "own");

    /// <summary>More than 100 external recipients a day of senders in <c>*.onmicrosoft.com</c>.</summary>
    public static ExchangeReply OnMicrosoftRecipients { get; } = End(
        "onmicrosoft-recipients", "550 5.7.236 Your message can't be sent because your organization has exceeded its daily limit for sending email to external recipients from an onmicrosoft.com address", "W-MOERA; words own");

    /// <summary>More external recipients a day than the tenant may have.</summary>
    public static ExchangeReply ExternalRecipients { get; } = End(
        "external-recipients", "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)", "M-NDR, W-TERRL");

    /// <summary>The same where all licences are trial ones.</summary>
    public static ExchangeReply TrialExternalRecipients { get; } = End(
        "trial-external-recipients", "550 5.7.232 Your message can't be sent because your trial tenant has exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)", "M-NDR");

    /// <summary>A command that is none.</summary>
    public static ExchangeReply Unrecognized { get; } = new("unrecognized-command", "500 5.3.3 Unrecognized command", ExchangeStage.Command, ReachedBy.Rule, "W-TRANSCRIPT");

    /// <summary>The server takes no further connection, or stops.</summary>
    public static ExchangeReply NotActive { get; } = new("not-active", SubmissionReplies.NotActive, ExchangeStage.Connection, ReachedBy.Rule, "I-MAILKIT-1106");

    /// <summary>The client was silent for too long.</summary>
    public static ExchangeReply IdleTooLong { get; } = new("connection-timed-out", SubmissionReplies.IdleTooLong, ExchangeStage.Connection, ReachedBy.Rule, "I-MAILKIT-453");

    /// <summary>Every one of them.</summary>
    public static ImmutableArray<ExchangeReply> All { get; } =
    [
        AuthenticationUnsuccessful, DisabledForTenant, DisabledForMailbox, BasicDisabled, SecurityDefaults, CredentialsIncorrect, CriteriaNotMet, BasicRetired, InvalidAuthData,
        UnknownMechanism, NotAuthenticated, SenderThreads, TooLarge, TooManyRecipients, LogonFailure, SendAsDenied, MailboxFull, SubmissionQuota, SubmissionRate,
        OnMicrosoftRecipients, ExternalRecipients, TrialExternalRecipients, Unrecognized, NotActive, IdleTooLong,
        ProxyFault,
        Fault("session-timed-out", "451 4.4.1 Connection timed out", ExchangeStage.Connection, "I-MAILKIT-453"),
        Fault("address-throttled", "451 4.7.500 (AS777) Access denied, please try again later", ExchangeStage.Connection, "M-NDR"),
        Fault("address-throttled-harder", "451 4.7.850 Access denied, please try again later", ExchangeStage.Connection, "M-NDR"),
        Fault("no-permission-to-send-as", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", ExchangeStage.Sender, "M-NDR"),
        Fault("send-as-denied-older", $"554 5.2.0 SendAsDenied; {StoreDriver}SendAsDeniedException.MapiExceptionSendAsDenied", ExchangeStage.EndOfData, "I-NOTIFUSE-250"),
        Fault("bad-outbound-sender", "550 5.1.8 Access denied, bad outbound sender", ExchangeStage.EndOfData, "M-NDR"),
        Fault("spam-abuse", "550 5.7.501 Access denied, spam abuse detected", ExchangeStage.EndOfData, "M-NDR"),
        Fault("banned-sender", "550 5.7.502 Access denied, banned sender", ExchangeStage.EndOfData, "M-NDR"),
        Fault("tenant-threshold", "550 5.7.705 Access denied, tenant has exceeded threshold", ExchangeStage.EndOfData, "M-NDR"),
        Fault("address-not-accepted", "550 5.7.708 Access denied, traffic not accepted from this IP", ExchangeStage.EndOfData, "M-NDR"),
        Fault("unregistered-domain", "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains", ExchangeStage.EndOfData, "M-NDR"),
    ];

    /// <summary>The reply of that name; <c>null</c>: there is none.</summary>
    public static ExchangeReply? Find(string name) => All.FirstOrDefault(reply => reply.Name == name);

    private static ExchangeReply Authentication(string name, string text, string source, ReachedBy by = ReachedBy.Rule) => new(name, text, ExchangeStage.Authentication, by, source);

    private static ExchangeReply End(string name, string text, string source) => new(name, text, ExchangeStage.EndOfData, ReachedBy.Rule, source);

    private static ExchangeReply Fault(string name, string text, ExchangeStage stage, string source) => new(name, text, stage, ReachedBy.Fault, source);
}
