using System.Globalization;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Tests.Diagnosis;

/// <summary>Whatever the tenant can say, somebody who pastes it is told what it comes from and what puts it right.</summary>
public sealed class CatalogueDiagnosisTests
{
    private const string LooksLikeThis =
        "object-id-of-the-registration,service-principal-missing,mailbox-permission-missing,mailbox-missing,licence-missing,consent-missing,permission-missing";

    private static readonly Dictionary<string, string> Replies = new(StringComparer.Ordinal)
    {
        ["authentication-unsuccessful"] = LooksLikeThis,
        ["smtp-auth-disabled-tenant"] = "smtp-auth-off-for-tenant",
        ["smtp-auth-disabled-mailbox"] = "smtp-auth-off-for-mailbox",
        ["basic-disabled"] = "basic-authentication-off",
        ["security-defaults"] = "security-defaults-on",
        ["credentials-incorrect"] = "password-wrong",
        ["conditional-access"] = "policy-refuses",
        ["basic-retired"] = "basic-authentication-off",
        ["invalid-auth-data"] = "authentication-data-malformed,session-altered",
        ["unknown-mechanism"] = "mechanism-not-taken",
        ["not-authenticated"] = "authentication-left-out",
        ["sender-threads"] = "too-many-connections",
        ["too-large"] = "message-too-large",
        ["too-many-recipients"] = "too-many-recipients",
        ["logon-failure"] = "mailbox-cannot-be-opened",
        ["send-as-denied"] = "send-as-missing",
        ["mailbox-full"] = "mailbox-full",
        ["submission-quota"] = "daily-quota-used-up",
        ["submission-rate"] = "rate-exceeded",
        ["onmicrosoft-recipients"] = "onmicrosoft-recipients-used-up",
        ["external-recipients"] = "external-recipients-used-up",
        ["trial-external-recipients"] = "external-recipients-used-up",
        ["unrecognized-command"] = "session-altered",
        ["not-active"] = "passing-fault",
        ["connection-timed-out"] = "session-timed-out",
        ["proxy-fault"] = "passing-fault",
        ["session-timed-out"] = "session-timed-out",
        ["address-throttled"] = "address-throttled",
        ["address-throttled-harder"] = "address-throttled",
        ["no-permission-to-send-as"] = "send-as-missing",
        ["send-as-denied-older"] = "send-as-missing",
        ["bad-outbound-sender"] = "sender-blocked",
        ["spam-abuse"] = "sender-blocked",
        ["banned-sender"] = "sender-blocked",
        ["tenant-threshold"] = "tenant-blocked",
        ["address-not-accepted"] = "address-not-accepted",
        ["unregistered-domain"] = "domain-not-registered",
    };

    private static readonly Dictionary<int, string> Errors = new()
    {
        [900023] = "tenant-id-wrong",
        [90002] = "tenant-id-wrong",
        [9001023] = "tenant-id-wrong",
        [900144] = "token-request-malformed",
        [90013] = "token-request-malformed",
        [70003] = "grant-wrong",
        [70011] = "scope-wrong",
        [1002012] = "scope-wrong",
        [700022] = "scope-wrong",
        [500011] = "scope-wrong",
        [700016] = "client-id-wrong",
        [7000112] = "application-disabled",
        [7000216] = "secret-not-sent",
        [7000218] = "secret-not-sent",
        [7000215] = "secret-wrong",
        [7000222] = "secret-expired",
        [90055] = "tokens-throttled",
        [90033] = "passing-fault",
        [90006] = "passing-fault",
        [90024] = "passing-fault",
    };

    [Fact]
    public void Every_reply_of_Exchange_that_is_pasted_gets_its_causes()
    {
        Replies.Keys.ShouldBe(ExchangeReplies.All.Select(reply => reply.Name));
        foreach (var reply in ExchangeReplies.All) Diagnosed(reply.Say("[AM0PR01.prod.outlook.com 2026-11-24T10:00:00.000Z 08DE95BEBBF63F52]"), $"{reply.Code} {reply.Status}", Replies[reply.Name]);
    }

    [Fact]
    public void Every_error_of_Entra_ID_that_is_pasted_gets_its_cause()
    {
        Errors.Keys.ShouldBe(EntraErrors.All.Select(error => error.Number));
        foreach (var error in EntraErrors.All)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"AADSTS{error.Number}");
            Diagnosed($"{number}: {error.Text} Trace ID: 0 Correlation ID: 0 Timestamp: 2026-11-24 10:00:00Z", number, Errors[error.Number]);
            // As the number alone, or in what a client puts around it.
            Diagnosed(number, number, Errors[error.Number]);
            Diagnosed($"{{\"error\":\"{error.Error}\",\"error_description\":\"{number}: {error.Text}\",\"error_codes\":[{error.Number}]}}", number, Errors[error.Number]);
        }
    }

    /// <summary>As it is, and behind so much of a log that what tells would be cut off.</summary>
    private static void Diagnosed(string said, string telling, string causes)
    {
        foreach (var pasted in (string[])[said, $"2026-11-24 10:00:00,000 ERROR  [admin-http-pool1][[]] {new string('x', 500)} -::- javax.mail.MessagingException: {said}"])
        {
            var findings = TextDiagnosis.Of(pasted);
            string.Join(',', findings.Select(finding => finding.Cause.Id)).ShouldBe(causes, said);
            findings.ShouldAllBe(finding => finding.Cause.Mend.Length > 0 && finding.Evidence.Any(evidence => evidence.Contains(telling, StringComparison.Ordinal)));
        }
    }
}
