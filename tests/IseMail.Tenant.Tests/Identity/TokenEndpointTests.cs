using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IseMail.Domain.Tenants;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IseMail.Tenant.Tests.Identity;

/// <summary>The token endpoint as MSAL and plain HTTP clients meet it.</summary>
public sealed class TokenEndpointTests
{
    [Theory]
    [InlineData("https://outlook.office.com")]
    [InlineData("https://outlook.office365.com")]
    public async Task A_client_with_consent_gets_a_token_that_the_published_key_and_the_verifier_believe(string audience)
    {
        await using var fixture = await TokenFixture.StartAsync();
        var result = await fixture.AcquireAsync(TokenFixture.Consented, scope: audience + "/.default");
        (result.ExpiresOn - TimeProvider.System.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(90));

        var configuration = await fixture.Http.GetStringAsync(fixture.Endpoint.Authority + "/v2.0/.well-known/openid-configuration");
        using var document = JsonDocument.Parse(configuration);
        var keys = new JsonWebKeySet(await fixture.Http.GetStringAsync(document.RootElement.GetProperty("jwks_uri").GetString()));
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(result.AccessToken, new TokenValidationParameters
        {
            ValidIssuer = $"https://sts.windows.net/{TokenFixture.Settings.TenantId}/",
            ValidAudience = audience,
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
        checkedToken.IsValid.ShouldBeTrue(checkedToken.Exception?.Message);

        var claims = fixture.Verifier.Verify(result.AccessToken).ShouldNotBeNull();
        claims.Audience.ShouldBe(audience);
        claims.AppId.ShouldBe(TokenFixture.Consented);
        claims.ObjectId.ShouldBe(TokenFixture.Settings.Applications[0].PrincipalObjectId);
        claims.Roles.ShouldBe([ApplicationRegistration.SmtpSendAsApp]);
        fixture.Endpoint.IssuedCount.ShouldBe(1);
    }

    [Fact]
    public async Task Without_consent_a_token_is_still_issued_but_without_the_role()
    {
        await using var fixture = await TokenFixture.StartAsync();
        var token = (await fixture.AcquireAsync(TokenFixture.Unconsented)).AccessToken;
        fixture.Verifier.Verify(token).ShouldNotBeNull().Roles.ShouldBeEmpty();
        new JsonWebToken(token).TryGetClaim("roles", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_token_or_another_tenants_is_not_believed()
    {
        await using var fixture = await TokenFixture.StartAsync();
        await using var other = await TokenFixture.StartAsync();
        var token = (await fixture.AcquireAsync(TokenFixture.Consented)).AccessToken;
        var parts = token.Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("SMTP", "smtp", StringComparison.Ordinal);
        fixture.Verifier.Verify($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}").ShouldBeNull();
        other.Verifier.Verify(token).ShouldBeNull();
        fixture.Verifier.Verify("not a token").ShouldBeNull();
        fixture.Verifier.Verify("a.b.c").ShouldBeNull();
    }

    [Fact]
    public async Task MSAL_hears_the_code_of_each_mistake_and_no_secret_is_logged()
    {
        await using var fixture = await TokenFixture.StartAsync();
        const string Wrong = "wrong-secret-value";
        await RefusedAsync(7000215, 401, fixture.AcquireAsync(TokenFixture.Consented, Wrong));
        await RefusedAsync(7000222, 401, fixture.AcquireAsync(TokenFixture.Outdated));
        await RefusedAsync(700016, 400, fixture.AcquireAsync(Guid.NewGuid()));
        await RefusedAsync(90002, 400, fixture.AcquireAsync(TokenFixture.Consented, tenant: Guid.NewGuid().ToString()));
        await RefusedAsync(90002, 400, fixture.AcquireAsync(TokenFixture.Consented, tenant: "fabrikam.example"));
        await RefusedAsync(900023, 400, fixture.AcquireAsync(TokenFixture.Consented, tenant: "nonsense"));
        await RefusedAsync(1002012, 400, fixture.AcquireAsync(TokenFixture.Consented, scope: "https://outlook.office.com/SMTP.Send"));
        await RefusedAsync(500011, 400, fixture.AcquireAsync(TokenFixture.Consented, scope: "https://graph.example/.default"));
        var token = (await fixture.AcquireAsync(TokenFixture.Consented, tenant: "contoso.example")).AccessToken;

        var log = string.Join('\n', fixture.Log);
        log.ShouldContain("AADSTS7000215");
        foreach (var secret in new[] { Wrong, fixture.Secrets.Of(TokenFixture.Consented)!, fixture.Secrets.Of(TokenFixture.Outdated)!, token })
            log.ShouldNotContain(secret);
        fixture.Secrets.ToString().ShouldNotContain(fixture.Secrets.Of(TokenFixture.Consented)!);
    }

    [Theory]
    [InlineData("", 900144, 400)]
    [InlineData("grant_type=client_credentials", 900144, 400)]
    [InlineData("grant_type=password&client_id=x&scope=y", 70003, 400)]
    [InlineData("grant_type=client_credentials&client_id=x&scope=%22", 70011, 400)]
    [InlineData("grant_type=client_credentials&client_id=11111111-0000-4000-8000-000000000001&scope=https://outlook.office.com/.default", 7000216, 401)]
    [InlineData("grant_type=client_credentials", 9001023, 400, "common")]
    public async Task A_form_that_MSAL_would_not_send_is_refused_in_the_documented_shape(string form, int code, int status, string? tenant = null)
    {
        await using var fixture = await TokenFixture.StartAsync();
        using var content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        var address = new Uri(fixture.Endpoint.Authority, $"/{tenant ?? "contoso.example"}/oauth2/v2.0/token");
        using var response = await fixture.Http.PostAsync(address, content);
        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("error_codes")[0].GetInt32().ShouldBe(code);
        body.RootElement.GetProperty("error_description").GetString()!.ShouldStartWith($"AADSTS{code}: ");
        body.RootElement.GetProperty("error_uri").GetString()!.ShouldEndWith($"/error?code={code}");
    }

    [Fact]
    public async Task Credentials_may_come_as_HTTP_Basic()
    {
        await using var fixture = await TokenFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.Endpoint.Authority + "/oauth2/v2.0/token");
        var pair = $"{TokenFixture.Consented}:{fixture.Secrets.Of(TokenFixture.Consented)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        request.Content = new StringContent("grant_type=client_credentials&scope=https://outlook.office.com/.default", Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = await fixture.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task RefusedAsync(int code, int status, Task<AuthenticationResult> attempt)
    {
        var refusal = await Should.ThrowAsync<MsalServiceException>(attempt);
        refusal.Message.ShouldContain($"AADSTS{code}:");
        refusal.StatusCode.ShouldBe(status);
    }
}
