using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IseMail.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace NoticeTests;

/// <summary>A mail client of one's own against the tenant alone.</summary>
public sealed class OwnClientTests
{
    [Fact]
    public async Task A_client_sends_with_a_token_it_got()
    {
        await using var tenant = await TestTenant.StartAsync();
        using var client = Client(tenant);
        await client.ConnectAsync(tenant.Host, tenant.Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(tenant.Mailbox, await TokenAsync(tenant)));
        await client.SendAsync(Message(tenant));
        await client.DisconnectAsync(quit: true);

        var arrived = Assert.Single(await tenant.Mailboxes.WaitForAsync());
        Assert.Equal("Hello", tenant.Mailboxes.Read(arrived).Subject);
    }

    [Fact]
    public async Task A_client_hears_that_SMTP_is_switched_off()
    {
        await using var tenant = await TestTenant.StartAsync("{ smtpClientAuthenticationDisabled: true }");
        using var client = Client(tenant);
        await client.ConnectAsync(tenant.Host, tenant.Port, SecureSocketOptions.StartTls);
        var token = await TokenAsync(tenant);
        var refused = await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(new SaslMechanismOAuth2(tenant.Mailbox, token)));
        Assert.Contains("SmtpClientAuthentication is disabled", refused.Message);
        Assert.Empty(tenant.Mailboxes.All);
    }

    private static SmtpClient Client(TestTenant tenant) => new()
    {
        ServerCertificateValidationCallback = (_, certificate, _, _) => Trusts(tenant, certificate),
    };

    private static MimeMessage Message(TestTenant tenant)
    {
        var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = "world" } };
        message.From.Add(MailboxAddress.Parse(tenant.Mailbox));
        message.To.Add(MailboxAddress.Parse("somebody@visitors.example"));
        return message;
    }

    private static async Task<string> TokenAsync(TestTenant tenant)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => Trusts(tenant, certificate) };
        using var http = new HttpClient(handler);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = tenant.ClientId.ToString(),
            ["client_secret"] = tenant.ClientSecret,
            ["scope"] = tenant.Scope,
        });
        using var answer = await http.PostAsync(tenant.TokenEndpoint, form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private static bool Trusts(TestTenant tenant, X509Certificate? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(tenant.Authorities());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null && chain.Build(new X509Certificate2(certificate));
    }
}
