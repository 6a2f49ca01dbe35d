using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Playwright;
using MimeKit;
using static Microsoft.Playwright.Assertions;

namespace IseMail.EndToEnd.Browser;

/// <summary>Mails of whoever wants something of the browser that shows them.</summary>
[Collection(ConsoleFixture.OneAfterTheOther)]
public sealed class HostileMailTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Tenant = "00000000-0000-0000-0000-0000000000a0";
    private const string Application = "00000000-0000-0000-0000-0000000000c1";
    private const string Mailbox = "ise-mail@contoso.example";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [BrowserFact]
    public async Task A_mail_with_scripts_and_pictures_from_elsewhere_does_nothing_and_asks_nobody()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var host = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)elsewhere.LocalEndpoint).Port}");
        var number = await SubmitAsync("<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>", new BodyBuilder
        {
            TextBody = "<script>document.title='owned'</script><b>not bold</b>",
            HtmlBody = $"""
                <html><head><meta http-equiv="refresh" content="0;url={host}/refresh"><base href="{host}/"><link rel="stylesheet" href="{host}/style.css"></head>
                <body onload="top.document.title='owned'"><script>top.document.title='owned'</script><img src="{host}/pixel.png" onerror="top.document.title='owned'">
                <iframe src="{host}/frame"></iframe><form action="{host}/form" id="f"><input name="q"><button>Go</button></form><script>document.getElementById('f').submit()</script>
                <video src="{host}/video"></video><object data="{host}/object"></object><svg onload="top.document.title='owned'"></svg><p>Shown all the same.</p></body></html>
                """,
        });
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, string.Create(CultureInfo.InvariantCulture, $"#/tenant/mails/{number}"));
        await Expect(page.Locator("pre")).ToContainTextAsync("<b>not bold</b>");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "HTML" }).ClickAsync();
        await Expect(page.FrameLocator("iframe").GetByText("Shown all the same.")).ToBeVisibleAsync();
        await ConsoleFixture.KeepAsync(page, "hostile");
        await page.GotoAsync(new Uri(console.Address, "/#/tenant/mails").ToString());
        await Expect(page.GetByText("onerror").First).ToBeVisibleAsync();
        // Time in which something would have happened that does.
        await page.WaitForTimeoutAsync(500);
        (await page.TitleAsync()).ShouldNotContain("owned");
        (await AskedAsync(elsewhere)).ShouldBeNull();

        // Opened by itself it is as harmless.
        await page.GotoAsync(new Uri(console.Address, string.Create(CultureInfo.InvariantCulture, $"/tenant/mails/{number}/html")).ToString());
        await Expect(page.GetByText("Shown all the same.")).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(500);
        (await page.TitleAsync()).ShouldNotContain("owned");
        (await AskedAsync(elsewhere)).ShouldBeNull();
    }

    [BrowserFact]
    public async Task A_mail_of_ten_megabytes_is_shown_by_its_beginning_and_the_page_goes_on()
    {
        var number = await SubmitAsync("long", new BodyBuilder { TextBody = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 145_000)) });
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, string.Create(CultureInfo.InvariantCulture, $"#/tenant/mails/{number}"));
        await Expect(page.GetByText("This is its beginning; the source has all of it.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Source" }).ClickAsync();
        await Expect(page.GetByText("The first 256 kB of")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Deployment" }).ClickAsync();
        await Expect(page.Locator(".node").First).ToBeVisibleAsync();
    }

    /// <summary>What somebody elsewhere was asked for; <c>null</c>: nothing.</summary>
    private static async Task<string?> AskedAsync(TcpListener elsewhere)
    {
        while (elsewhere.Pending())
        {
            using var client = await elsewhere.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            try
            {
                if (await reader.ReadLineAsync().WaitAsync(Patience) is { } asked) return asked;
            }
            catch (TimeoutException)
            {
                // Other programs of this machine knock at ports that were theirs a moment ago; a browser that wants something says so.
            }
        }
        return null;
    }

    private X509ChainPolicy Trusting(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(console.Data, "tenant", authority));
        return policy;
    }

    /// <summary>Submits as a program does that has the client secret; the message's number.</summary>
    private async Task<long> SubmitAsync(string subject, BodyBuilder body)
    {
        using var trusting = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trusting("entra-id-ca.pem") } };
        using var client = new HttpClient(trusting);
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "client_credentials"), KeyValuePair.Create("client_id", Application), KeyValuePair.Create("scope", "https://outlook.office365.com/.default"),
            KeyValuePair.Create("client_secret", (await File.ReadAllTextAsync(Path.Combine(console.Data, "tenant", "client-secret"))).Trim()),
        ]);
        using var answer = await client.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{console.TokenPort}/{Tenant}/oauth2/v2.0/token")), form, console.Patience);
        using var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(console.Patience));
        var message = new MimeMessage([MailboxAddress.Parse(Mailbox)], [MailboxAddress.Parse("reader@visitors.example")], subject, body.ToMessageBody());
        using var smtp = new SmtpClient();
        smtp.ServerCertificateValidationCallback = (_, shown, _, _) =>
        {
            using var chain = new X509Chain { ChainPolicy = Trusting("exchange-online-ca.pem") };
            return shown is X509Certificate2 certificate && chain.Build(certificate);
        };
        await smtp.ConnectAsync("localhost", console.SubmissionPort, SecureSocketOptions.StartTls, console.Patience);
        await smtp.AuthenticateAsync(new SaslMechanismOAuth2(Mailbox, token.RootElement.GetProperty("access_token").GetString()!), console.Patience);
        await smtp.SendAsync(message, console.Patience);
        await smtp.DisconnectAsync(true, console.Patience);
        await using var operate = await console.SomebodyAsync();
        await console.OpenAsync(operate);
        var mails = (await ConsoleFixture.GetAsync(operate, new Uri(console.Address, "/tenant/mails?recipient=reader@visitors.example"))).GetProperty("mails");
        return mails[mails.GetArrayLength() - 1].GetProperty("number").GetInt64();
    }
}
