using System.Net;
using System.Net.Http.Json;
using System.Text;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Tests.Replies;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IseMail.Tenant.Tests.Administration;

/// <summary>The tenant's administration over HTTP.</summary>
public sealed class AdministrationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("guessed")]
    public async Task Nobody_without_the_token_in_the_owners_file_sees_or_changes_the_directory(string? token)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        var file = Path.Combine(tenant.Folder, "tenant", AdministrationFile.Name);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = tenant.Tenant.Directory.Current;

        using var change = JsonContent.Create(new { SmtpClientAuthenticationDisabled = true });
        using var whole = JsonContent.Create(new { });
        (await tenant.SendAsync(HttpMethod.Post, "/administration/set-transport-config", token, change)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await tenant.SendAsync(HttpMethod.Put, "/administration/directory", token, whole)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await tenant.SendAsync(HttpMethod.Get, "/administration/get-user", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        tenant.Tenant.Directory.Current.ShouldBeSameAs(before);

        var right = AdministrationFile.Read(Path.Combine(tenant.Folder, "tenant"))!.Token;
        (await tenant.SendAsync(HttpMethod.Get, "/administration/get-user?UserId=ise-mail@contoso.example", right)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tenant.SendAsync(HttpMethod.Get, "/administration/revoke-admin-consent?AppId=x", right)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        tenant.Log.ShouldNotContain(right);
        await tenant.StopTenantAsync();
        File.Exists(file).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Identity\": {\"a\": 1}}")]
    [InlineData("{\"Identity\"")]
    public async Task A_body_that_is_no_object_of_parameters_is_refused(string body)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await tenant.SendAsync(HttpMethod.Post, "/administration/set-mailbox", AdministrationFile.Read(Path.Combine(tenant.Folder, "tenant"))!.Token, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{\"error\":\"the body is not a JSON object of parameters and single values\"}");
    }

    [Fact]
    public async Task Consent_taken_away_and_given_back_is_told_by_the_next_token()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync($"revoke-admin-consent -AppId {AdministeredTenant.Client}");
        (await tenant.SubmitAsync()).ShouldStartWith("535 5.7.3 ");
        tenant.Log.ShouldContain("was refused its mailbox: RoleMissing");
        await tenant.RunAsync($"grant-admin-consent -AppId {AdministeredTenant.Client}");
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Send_As_on_a_sponsors_address_lets_the_very_mail_through_that_was_refused()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        const string Sponsor = "sponsor@contoso.example";
        (await tenant.SubmitAsync(from: Sponsor)).ShouldStartWith("554 5.2.252 ");
        (await tenant.RefusedAsync($"add-recipient-permission -Identity {Sponsor} -Trustee {AdministeredTenant.Mailbox}")).ShouldContain("couldn't be found on");
        await tenant.RunAsync($"new-user -UserPrincipalName {Sponsor}");
        await tenant.RunAsync($"add-recipient-permission -Identity {Sponsor} -Trustee {AdministeredTenant.Mailbox}");
        (await tenant.SubmitAsync(from: Sponsor)).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task A_role_assignment_opens_the_mailbox_without_consent_and_without_FullAccess()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync($"revoke-admin-consent -AppId {AdministeredTenant.Client}");
        await tenant.RunAsync($"remove-mailbox-permission -Identity {AdministeredTenant.Mailbox} -User {AdministeredTenant.Client}");
        (await tenant.SubmitAsync()).ShouldStartWith("535 5.7.3 ");
        using var body = JsonContent.Create(new { App = AdministeredTenant.Client, Role = RoleAssignment.ApplicationSmtpSendAsApp, CustomResourceScope = AdministeredTenant.Mailbox });
        (await tenant.SendAsync(HttpMethod.Post, "/administration/new-management-role-assignment", AdministrationFile.Read(Path.Combine(tenant.Folder, "tenant"))!.Token, body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task MailKit_submits_with_user_and_password_where_security_defaults_are_off()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        (await Should.ThrowAsync<AuthenticationException>(() => MailKitAsync(tenant))).Message.ShouldContain("security defaults policy");
        await tenant.RunAsync("set-security-defaults -IsEnabled false");
        await MailKitAsync(tenant);
        tenant.Tenant.Mailboxes.Count.ShouldBe(1);
        tenant.Log.ShouldNotContain(AdministeredTenant.Password);
    }

    [Fact]
    public async Task A_user_without_a_licence_has_no_mailbox_to_submit_through()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync($"set-user-license -UserId {AdministeredTenant.Mailbox} -RemoveLicenses E5");
        (await tenant.SubmitAsync()).ShouldStartWith("535 5.7.3 ");
        (await tenant.RefusedAsync($"get-mailbox -Identity {AdministeredTenant.Mailbox}")).ShouldContain("couldn't be found on");
    }

    [Fact]
    public async Task A_connection_that_is_open_hears_of_a_lost_permission_with_its_next_mail()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using var dialogue = await tenant.ConnectAsync();
        await tenant.AuthenticateAsync(dialogue);
        (await AdministeredTenant.MailAsync(dialogue, "ise-alarms@contoso.example")).ShouldStartWith("250 ");
        await tenant.RunAsync($"remove-recipient-permission -Identity ise-alarms@contoso.example -Trustee {AdministeredTenant.Mailbox}");
        (await AdministeredTenant.MailAsync(dialogue, "ise-alarms@contoso.example")).ShouldStartWith("554 5.2.252 ");
        (await AdministeredTenant.MailAsync(dialogue)).ShouldStartWith("250 ", customMessage: "the connection goes on");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_greater_than_its_mailbox_submits_is_refused_whether_it_was_announced_or_not_and_the_next_goes(bool announced)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync($"set-mailbox -Identity {AdministeredTenant.Mailbox} -MaxSendSize 10KB");
        await using var dialogue = await tenant.ConnectAsync();
        await tenant.AuthenticateAsync(dialogue);
        (await AdministeredTenant.MailAsync(dialogue, size: 20_000, announced: announced)).ShouldBe("552 5.3.4 Message size exceeds fixed maximum message size");
        (await AdministeredTenant.MailAsync(dialogue, size: 5_000, announced: announced)).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Objects_replaced_as_a_whole_keep_the_secrets_that_only_the_tenant_knows()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        var token = AdministrationFile.Read(Path.Combine(tenant.Folder, "tenant"))!.Token;
        var described = TenantDirectory.Of(AdministeredTenant.Settings with { SmtpClientAuthenticationDisabled = true }, _ => null, _ => null, LiveDirectory.Hash);
        using var body = new StringContent(DirectoryJson.Write(described), Encoding.UTF8, "application/json");
        (await tenant.SendAsync(HttpMethod.Put, "/administration/directory", token, body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tenant.TokenAsync(tenant.RightRequest())).Status.ShouldBe(200);
        (await tenant.SubmitAsync()).ShouldStartWith("535 5.7.139 ");

        using var foreign = new StringContent(DirectoryJson.Write(described with { TenantId = Guid.Empty }), Encoding.UTF8, "application/json");
        (await tenant.SendAsync(HttpMethod.Put, "/administration/directory", token, foreign)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var damaged = new StringContent("{}", Encoding.UTF8, "application/json");
        (await tenant.SendAsync(HttpMethod.Put, "/administration/directory", token, damaged)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        tenant.Tenant.Directory.Current.Organization.SmtpClientAuthenticationDisabled.ShouldBeTrue();
    }

    private static async Task MailKitAsync(AdministeredTenant tenant)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, certificate, _, _) => AdministeredTenant.IsTheTenants(certificate), CheckCertificateRevocation = false };
        await client.ConnectAsync("localhost", tenant.Tenant.Submission.Port, SecureSocketOptions.StartTls, tenant.Patience);
        await client.AuthenticateAsync(AdministeredTenant.Mailbox, AdministeredTenant.Password, tenant.Patience);
        await client.SendAsync(Hosting.TenantFixture.Mail(), tenant.Patience);
        await client.DisconnectAsync(true, tenant.Patience);
    }
}
