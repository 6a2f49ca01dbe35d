using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using static IseMail.Domain.Tests.Tenants.TenantDirectories;

namespace IseMail.Domain.Tests.Tenants;

/// <summary>Who may submit through which mailbox, after what an administrator did or forgot.</summary>
public sealed class SubmissionAuthorisationTests
{
    private const string Registration = "33333333-0000-4000-8000-000000000001";

    private static readonly string Role = $"new-management-role-assignment -App {App} -Role Application SMTP.SendAsApp";

    public static TheoryData<string, string[], AuthorisationFault?> Ways() => new()
    {
        { "as set up", [], null },
        { "no consent", [$"revoke-admin-consent -AppId {App}"], AuthorisationFault.RoleMissing },
        { "permission added again, consent forgotten", [$"remove-application-permission -AppId {App}", $"add-application-permission -AppId {App}"], AuthorisationFault.RoleMissing },
        { "no service principal", [$"remove-service-principal -Identity {App}"], AuthorisationFault.PrincipalUnknown },
        {
            "the registration's object ID",
            [$"remove-service-principal -Identity {App}", $"new-service-principal -AppId {App} -ObjectId {Registration}", $"add-mailbox-permission -Identity {Mailbox} -User {App}"],
            AuthorisationFault.ObjectIdDiffers
        },
        {
            "the principal made again, FullAccess forgotten",
            [$"remove-service-principal -Identity {Principal}", $"new-service-principal -AppId {App} -ObjectId {Principal}"],
            AuthorisationFault.PermissionMissing
        },
        { "no FullAccess", [$"remove-mailbox-permission -Identity {Mailbox} -User {Principal}"], AuthorisationFault.PermissionMissing },
        { "no licence", [$"set-user-license -UserId {Mailbox} -RemoveLicenses DEVELOPERPACK_E5"], AuthorisationFault.MailboxUnknown },
        { "blocked sign-in is for people", [$"update-user -UserId {Mailbox} -AccountEnabled false"], null },
        { "the tenant's switch blocks OAuth too", ["set-transport-config -SmtpClientAuthenticationDisabled true"], AuthorisationFault.DisabledForTenant },
        { "the mailbox's switch", [$"set-cas-mailbox -Identity {Mailbox} -SmtpClientAuthenticationDisabled true"], AuthorisationFault.DisabledForMailbox },
        {
            "the mailbox's value wins over the tenant's",
            ["set-transport-config -SmtpClientAuthenticationDisabled true", $"set-cas-mailbox -Identity {Mailbox} -SmtpClientAuthenticationDisabled $false"],
            null
        },
        {
            "null follows the tenant",
            [$"set-cas-mailbox -Identity {Mailbox} -SmtpClientAuthenticationDisabled false", $"set-cas-mailbox -Identity {Mailbox} -SmtpClientAuthenticationDisabled $null", "set-transport-config -SmtpClientAuthenticationDisabled true"],
            AuthorisationFault.DisabledForTenant
        },
        { "a role in place of consent and FullAccess", [$"revoke-admin-consent -AppId {App}", $"remove-mailbox-permission -Identity {Mailbox} -User {App}", Role], null },
        { "a role beside consent brings no access", [$"remove-mailbox-permission -Identity {Mailbox} -User {App}", Role], AuthorisationFault.PermissionMissing },
        { "a role on another mailbox", [$"revoke-admin-consent -AppId {App}", $"{Role} -CustomResourceScope alarms@contoso.example"], AuthorisationFault.RoleMissing },
        { "a role on this mailbox", [$"revoke-admin-consent -AppId {App}", $"{Role} -CustomResourceScope {Mailbox}"], null },
        { "a soft-deleted mailbox still authenticates", [$"remove-mailbox -Identity {Mailbox}"], null },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_mailbox_opens_when_everything_is_set_up_and_otherwise_the_reason_is_known(string way, string[] lines, AuthorisationFault? fault)
    {
        var directory = Standard.After(lines);
        SubmissionAuthorisation.Open(directory.View(), directory.Identity(), Mailbox).Fault.ShouldBe(fault, way);
    }

    [Theory]
    [InlineData("right", true, false, BasicAuthentication.Allowed, null)]
    [InlineData("wrong", true, false, BasicAuthentication.Allowed, AuthorisationFault.CredentialsWrong)]
    [InlineData("right", false, false, BasicAuthentication.Allowed, AuthorisationFault.CredentialsWrong)]
    [InlineData("right", true, true, BasicAuthentication.Allowed, AuthorisationFault.SecurityDefaults)]
    [InlineData("right", true, false, BasicAuthentication.Disabled, AuthorisationFault.BasicDisabled)]
    [InlineData("right", true, true, BasicAuthentication.Retired, AuthorisationFault.BasicRetired)]
    public void A_password_opens_a_mailbox_where_basic_authentication_is_still_there(string password, bool enabled, bool defaults, BasicAuthentication basic, AuthorisationFault? fault)
    {
        var directory = Standard.After($"update-user -UserId {Mailbox} -Password right -AccountEnabled {enabled}", $"set-security-defaults -IsEnabled {defaults}");
        directory = directory with { Organization = directory.Organization with { BasicAuthentication = basic } };
        SubmissionAuthorisation.OpenWithPassword(directory.View(), Mailbox, password).Fault.ShouldBe(fault);
        directory.User(new EmailAddress(Mailbox))!.ToString().ShouldNotContain("right");
    }

    [Fact]
    public void A_policy_against_legacy_authentication_stops_the_right_password_and_no_token()
    {
        var directory = Standard.After($"update-user -UserId {Mailbox} -Password right", "set-security-defaults -IsEnabled false", "set-conditional-access -BlockLegacyAuthentication true");
        SubmissionAuthorisation.OpenWithPassword(directory.View(), Mailbox, "right").Fault.ShouldBe(AuthorisationFault.BlockedByPolicy);
        SubmissionAuthorisation.OpenWithPassword(directory.View(), Mailbox, "wrong").Fault.ShouldBe(AuthorisationFault.CredentialsWrong);
        SubmissionAuthorisation.Open(directory.View(), directory.Identity(), Mailbox).Fault.ShouldBeNull();
    }

    [Fact]
    public void It_is_the_mailbox_that_needs_Send_As_and_not_the_application()
    {
        var mailbox = new EmailAddress(Mailbox);
        var sponsor = new EmailAddress("sponsor@contoso.example");
        var directory = Standard.After($"new-user -UserPrincipalName {sponsor}", $"set-user-license -UserId {sponsor} -AddLicenses E5", $"add-mailbox-permission -Identity {sponsor} -User {App}");
        MessageRules.Refusal(directory.View(), mailbox, [sponsor], 1).ShouldBe(SubmissionReplies.SendAsDenied(mailbox, sponsor));

        directory = directory.After($"add-recipient-permission -Identity {sponsor} -Trustee {mailbox} -AccessRights SendAs");
        MessageRules.Refusal(directory.View(), mailbox, [sponsor], 1).ShouldBeNull();
    }

    [Fact]
    public void A_secret_works_until_it_ends_and_its_ID_never_does()
    {
        var directory = Standard.After($"add-application-password -AppId {App} -EndDateTime 2026-12-01");
        var made = directory.Application(App)!.Secrets[1];
        Code("made-1", Now).ShouldBe(0);
        Code("the-secret", Now).ShouldBe(0, "an older secret goes on beside a new one");
        Code(made.SecretId.ToString(), Now).ShouldBe(7000215);
        Code("made-1", new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBe(7000222);
        directory = directory.After($"remove-application-password -AppId {App} -KeyId {made.SecretId}");
        Code("made-1", Now).ShouldBe(7000215);

        int Code(string secret, DateTimeOffset now) => TokenRules.Answer(
            directory, new TokenRequest { Tenant = "contoso.example", GrantType = "client_credentials", ClientId = App.ToString(), ClientSecret = secret, Scope = "https://outlook.office365.com/.default" }, now, 0)
            is TokenAnswer.Refused refused ? refused.Aadsts : 0;
    }
}
