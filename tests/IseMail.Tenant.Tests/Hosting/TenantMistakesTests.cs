using IseMail.Domain.Tenants;
using MailKit.Security;
using Microsoft.Identity.Client;

namespace IseMail.Tenant.Tests.Hosting;

/// <summary>Each mistake of an administrator, as the clients of a deployment hear of it.</summary>
public sealed class TenantMistakesTests
{
    public static TheoryData<string, Guid, string, string?> Refused { get; } = new()
    {
        { "no admin consent", TenantFixture.Unconsented, TenantFixture.Mailbox, null },
        { "no service principal in Exchange Online", TenantFixture.NotInExchange, TenantFixture.Mailbox, null },
        { "the object ID of the app registration page", TenantFixture.OtherObject, TenantFixture.Mailbox, null },
        { "no FullAccess on the mailbox", TenantFixture.Right, TenantFixture.Locked, null },
        { "no such mailbox", TenantFixture.Right, "nobody@contoso.example", null },
        { "no token of this tenant", TenantFixture.Right, TenantFixture.Mailbox, "eyJhbGciOiJub25lIn0.e30." },
    };

    [Fact]
    public async Task A_wrong_tenant_client_or_secret_is_told_by_MSAL_with_its_AADSTS_code()
    {
        await using var fixture = await TenantFixture.StartAsync();
        await ToldAsync("AADSTS90002:", fixture.TokenAsync(tenant: Guid.NewGuid().ToString()));
        await ToldAsync("AADSTS700016:", fixture.TokenAsync(client: Guid.NewGuid()));
        await ToldAsync("AADSTS7000215:", fixture.TokenAsync(secret: "the-secret-id-instead"));
        await NothingArrivedAsync(fixture, tokens: 0);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Every_mistake_in_the_permissions_gets_a_token_and_then_the_same_535_and_nothing_arrives(string mistake, Guid client, string mailbox, string? forged)
    {
        await using var fixture = await TenantFixture.StartAsync();
        var token = forged ?? await fixture.TokenAsync(client);
        var refusal = await Should.ThrowAsync<AuthenticationException>(() => fixture.SubmitAsync(token, mailbox), mistake);
        refusal.Message.ShouldStartWith("535: 5.7.3 Authentication unsuccessful [localhost ");
        refusal.Message.ShouldNotContain("S: 334");
        await NothingArrivedAsync(fixture, tokens: forged is null ? 1 : 0);
    }

    [Fact]
    public async Task A_challenging_tenant_says_334_and_MailKits_empty_answer_gets_the_535()
    {
        await using var fixture = await TenantFixture.StartAsync(TokenRefusalStyle.Challenge);
        var token = await fixture.TokenAsync(TenantFixture.Unconsented);
        var refusal = await Should.ThrowAsync<AuthenticationException>(() => fixture.SubmitAsync(token));
        refusal.Message.ShouldStartWith("535: 5.7.3 Authentication unsuccessful [localhost ");
        var said = refusal.Message.Split("\r\n").Where(line => line.Length > 3).ToArray();
        var challenge = Array.FindIndex(said, line => line == "S: 334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=");
        challenge.ShouldBeGreaterThan(0);
        said[(challenge + 1)..].ShouldContain(line => line.StartsWith("S: 535 5.7.3 ", StringComparison.Ordinal));
        await NothingArrivedAsync(fixture, tokens: 1);
    }

    private static async Task ToldAsync(string code, Task<string> token) =>
        (await Should.ThrowAsync<MsalServiceException>(token)).Message.ShouldContain(code);

    private static async Task NothingArrivedAsync(TenantFixture fixture, long tokens)
    {
        (await fixture.ReadAsync("/mails")).GetProperty("count").GetInt32().ShouldBe(0);
        (await fixture.ReadAsync("/counters")).GetProperty("tokensIssued").GetInt64().ShouldBe(tokens);
    }
}
