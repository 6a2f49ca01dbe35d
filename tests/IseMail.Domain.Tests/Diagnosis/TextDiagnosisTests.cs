using CsCheck;
using IseMail.Domain.Diagnosis;

namespace IseMail.Domain.Tests.Diagnosis;

public sealed class TextDiagnosisTests
{
    [Theory]
    // The five connection problems of the source document, as its pages and logs show them.
    [InlineData("Connection to smtp.office365.com failed: connect timed out", "no-way-out")]
    [InlineData("java.net.SocketTimeoutException: connect timed out", "no-way-out")]
    [InlineData("Invalid OAuth endpoint or tenant identifier", "tenant-id-wrong")]
    [InlineData("Invalid client secret", "secret-wrong")]
    [InlineData("Invalid email address", "object-id-of-the-registration,service-principal-missing,mailbox-permission-missing,mailbox-missing,licence-missing,consent-missing,permission-missing")]
    [InlineData("unable to find valid certification path to requested target", "certificate-missing")]
    // What Entra ID says.
    [InlineData("AADSTS90002: Tenant 'x' not found.", "tenant-id-wrong")]
    [InlineData("AADSTS700016: Application with identifier 'x' was not found", "client-id-wrong")]
    [InlineData("AADSTS7000112: Application 'x' is disabled.", "application-disabled")]
    [InlineData("AADSTS7000215: Invalid client secret provided.", "secret-wrong")]
    [InlineData("AADSTS7000222: The provided client secret keys for app 'x' are expired.", "secret-expired")]
    [InlineData("AADSTS1002012: The provided value for scope x is not valid.", "scope-wrong")]
    [InlineData("AADSTS90055: The tenant is throttled", "tokens-throttled")]
    // What Exchange Online says, in whatever it is wrapped.
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled", "smtp-auth-off-for-tenant")]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "smtp-auth-off-for-mailbox")]
    [InlineData("535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [X]", "basic-authentication-off")]
    [InlineData("2026-02-10 14:32:47,528 ERROR [x][[]] y -::- 554 5.2.252 SendAsDenied; a@x not allowed to send as b@x; STOREDRV.Submission.Exception", "send-as-missing")]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "too-many-connections")]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "daily-quota-used-up")]
    [InlineData("554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException", "mailbox-full")]
    [InlineData("430 4.2.0 STOREDRV; mailbox logon failure; MapiExceptionLogonFailed", "mailbox-cannot-be-opened")]
    [InlineData("550 5.7.236 exceeded", "onmicrosoft-recipients-used-up")]
    [InlineData("451 4.7.0 Temporary server error. Please try again later. PRX4", "passing-fault")]
    // Nothing that is known.
    [InlineData("Hello guest, welcome", "")]
    [InlineData("", "")]
    public void An_error_that_is_pasted_gets_its_causes(string text, string causes) =>
        string.Join(',', TextDiagnosis.Of(text).Select(finding => finding.Cause.Id)).ShouldBe(causes);

    [Fact]
    public void Any_text_at_all_can_be_pasted() => Gen.String.Sample(text =>
    {
        foreach (var finding in TextDiagnosis.Of(text)) finding.Evidence.ShouldAllBe(evidence => !evidence.Any(char.IsControl));
    });

    [Fact]
    public void Every_cause_has_a_name_of_its_own_a_mend_and_where_the_document_speaks_of_it()
    {
        KnownCauses.All.Select(cause => cause.Id).ShouldBeUnique();
        KnownCauses.All.ShouldAllBe(cause => cause.What.EndsWith('.') && cause.Mend.EndsWith('.') && cause.Step.Length > 0 && KnownCauses.Find(cause.Id) == cause);
        Type[] catalogues = [typeof(KnownCauses), typeof(SubmissionCauses)];
        catalogues.Sum(one => one.GetProperties().Count(property => property.PropertyType == typeof(KnownCause))).ShouldBe(KnownCauses.All.Length);
    }
}
