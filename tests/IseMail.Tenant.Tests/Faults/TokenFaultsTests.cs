using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Tests.Hosting;
using MailKit.Security;
using Microsoft.Identity.Client;

namespace IseMail.Tenant.Tests.Faults;

/// <summary>Each kind of fault at the token endpoint as MSAL meets it, and what its tokens do at the submission server.</summary>
public sealed class TokenFaultsTests
{
    [Fact]
    public async Task MSAL_hears_each_number_that_a_fault_can_name_with_its_status()
    {
        await using var fixture = await TenantFixture.StartAsync();
        // The one that asks to be left alone comes last: MSAL does so for every client with this ID in the process.
        foreach (var error in EntraErrors.All.OrderBy(error => error.RetryAfter))
        {
            Add(fixture, new FaultEffect.Aadsts(error));
            var told = await Should.ThrowAsync<MsalServiceException>(() => fixture.TokenAsync());
            told.StatusCode.ShouldBe(error.Status);
            told.ResponseBody.ShouldContain($"\"AADSTS{error.Number}: ");
            (told.Headers.RetryAfter?.Delta).ShouldBe(error.RetryAfter);
            if (error.RetryAfter is null) (await fixture.TokenAsync()).ShouldNotBeEmpty();
            fixture.Tenant.Faults.Remove("fault").ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_throttled_client_is_told_for_how_long_on_a_page_that_is_no_JSON()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.Status(429, TimeSpan.FromSeconds(60)));
        var told = await Should.ThrowAsync<MsalServiceException>(() => fixture.TokenAsync());
        told.StatusCode.ShouldBe(429);
        told.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(60));
        told.ResponseBody.ShouldStartWith("<html>");
    }

    [Fact]
    public async Task An_outage_is_a_503_and_the_next_request_is_answered()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.Status(503, null));
        (await Should.ThrowAsync<MsalServiceException>(() => fixture.TokenAsync())).StatusCode.ShouldBe(503);
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_page_in_place_of_the_token_is_no_token()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.NotJson());
        await Should.ThrowAsync<JsonException>(() => fixture.TokenAsync());
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_ends_in_its_middle_is_no_token()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.Truncate());
        (await Should.ThrowAsync<HttpRequestException>(() => fixture.TokenAsync())).InnerException.ShouldBeAssignableTo<IOException>();
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_refused_connection_ends_before_TLS_also_for_a_client_that_had_one()
    {
        await using var fixture = await TenantFixture.StartAsync();
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
        Add(fixture, new FaultEffect.Refuse());
        await Should.ThrowAsync<HttpRequestException>(() => fixture.TokenAsync());
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("clockSkew", "10m")]
    [InlineData("clockSkew", "-2h")]
    [InlineData("what", "wrongAudience")]
    [InlineData("what", "withoutRole")]
    public async Task A_token_that_is_wrong_is_issued_and_Exchange_refuses_it_without_a_reason(string key, string value)
    {
        await using var fixture = await TenantFixture.StartAsync();
        var (fault, problems) = FaultText.Read(new Dictionary<string, string> { ["name"] = "fault", ["where"] = "token", [key] = value, ["count"] = "1" });
        problems.ShouldBeEmpty();
        fixture.Tenant.Faults.TryAdd(fault!).ShouldBeTrue();
        var token = await fixture.TokenAsync();
        (await Should.ThrowAsync<AuthenticationException>(() => fixture.SubmitAsync(token))).Message.ShouldStartWith("535: 5.7.3 Authentication unsuccessful [");
        fixture.Tenant.Mailboxes.Count.ShouldBe(0);
        (await fixture.SubmitAsync(await fixture.TokenAsync())).ShouldContain("235 2.7.0 Authentication successful");
    }

    [Fact]
    public async Task A_request_that_is_held_up_is_answered_when_the_fault_is_removed()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.Stall());
        var asking = fixture.TokenAsync();
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (fixture.Tenant.Faults.List().Single().Struck == 0) await pulse.WaitForNextTickAsync(fixture.Patience);
        asking.IsCompleted.ShouldBeFalse();
        fixture.Tenant.Faults.Remove("fault");
        (await asking).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_tenant_that_stops_leaves_no_request_waiting()
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.Stall());
        var asking = fixture.TokenAsync();
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (fixture.Tenant.Faults.List().Single().Struck == 0) await pulse.WaitForNextTickAsync(fixture.Patience);
        await fixture.StopTenantAsync();
        // Answered or cut off, but over.
        await Task.WhenAny(asking, Task.Delay(Timeout.Infinite, fixture.Patience));
        asking.IsCompleted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(CertificateFlaw.Untrusted, SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.PartialChain)]
    [InlineData(CertificateFlaw.Expired, SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.NotTimeValid)]
    [InlineData(CertificateFlaw.OtherName, SslPolicyErrors.RemoteCertificateNameMismatch, X509ChainStatusFlags.NoError)]
    public async Task A_wrong_certificate_is_wrong_for_its_one_reason_at_both_servers(CertificateFlaw flaw, SslPolicyErrors errors, X509ChainStatusFlags status)
    {
        await using var fixture = await TenantFixture.StartAsync();
        Add(fixture, new FaultEffect.WrongCertificate(flaw), count: 2);
        await Should.ThrowAsync<HttpRequestException>(() => fixture.TokenAsync());
        var (found, chain) = await ShownAsync(fixture, fixture.Tenant.Tokens.Port);
        found.ShouldBe(errors);
        chain.ShouldBe(status);
        var token = await fixture.TokenAsync();

        fixture.Tenant.Faults.TryAdd(new Fault("handshake", FaultPoint.Handshake, new FaultEffect.WrongCertificate(flaw), FaultConditions.Always with { Count = 1 }, null)).ShouldBeTrue();
        await Should.ThrowAsync<SslHandshakeException>(() => fixture.SubmitAsync(token));
        fixture.Tenant.Mailboxes.Count.ShouldBe(0);
        await fixture.SubmitAsync(token);
        fixture.Tenant.Mailboxes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_for_another_client_is_not_this_one_s()
    {
        await using var fixture = await TenantFixture.StartAsync();
        fixture.Tenant.Faults.TryAdd(new Fault("fault", FaultPoint.Token, new FaultEffect.Refuse(), FaultConditions.Always with { Client = "192.0.2.1" }, null));
        (await fixture.TokenAsync()).ShouldNotBeEmpty();
        fixture.Tenant.Faults.TryAdd(new Fault("own", FaultPoint.Token, new FaultEffect.Refuse(), FaultConditions.Always with { Client = "127.0.0.1" }, null));
        await Should.ThrowAsync<HttpRequestException>(() => fixture.TokenAsync());
    }

    private static void Add(TenantFixture fixture, FaultEffect what, long count = 1) =>
        fixture.Tenant.Faults.TryAdd(new Fault("fault", FaultPoint.Token, what, FaultConditions.Always with { Count = what is FaultEffect.Stall ? null : count }, null)).ShouldBeTrue();

    private static async Task<(SslPolicyErrors Errors, X509ChainStatusFlags Status)> ShownAsync(TenantFixture fixture, int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, fixture.Patience);
        var found = SslPolicyErrors.None;
        var status = X509ChainStatusFlags.NoError;
        await using var tls = new SslStream(client.GetStream(), false, (_, _, chain, errors) =>
        {
            found = errors;
            status = chain!.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            return true;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = fixture.Trust() }, fixture.Patience);
        return (found, status);
    }
}
