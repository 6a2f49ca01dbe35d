using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IseMail.Tenant.Tests.Hosting;

namespace IseMail.Tenant.Tests.Interoperability;

/// <summary>Somebody else's client: Python's own smtplib.</summary>
public sealed class PythonClientTests
{
    [PythonFact]
    public async Task Pythons_smtplib_gets_a_token_and_submits_with_XOAUTH2()
    {
        await using var fixture = await TenantFixture.StartAsync();
        var start = new ProcessStartInfo(PythonFactAttribute.Find()!, [Path.Combine(AppContext.BaseDirectory, "Interoperability", "submit.py")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AUTHORITY"] = fixture.Tenant.Tokens.Authority.ToString(),
                ["CLIENT_ID"] = TenantFixture.Right.ToString(),
                ["CLIENT_SECRET"] = fixture.Tenant.ClientSecret(TenantFixture.Right),
                ["ENTRA_CA_FILE"] = fixture.Tenant.Certificates.EntraId.AuthorityFile,
                ["EXCHANGE_CA_FILE"] = fixture.Tenant.Certificates.ExchangeOnline.AuthorityFile,
                ["SMTP_PORT"] = fixture.Tenant.Submission.Port.ToString(CultureInfo.InvariantCulture),
                ["MAILBOX"] = TenantFixture.Mailbox,
                ["RECIPIENT"] = "admin@fabrikam.example",
            },
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(fixture.Patience);
        var error = python.StandardError.ReadToEndAsync(fixture.Patience);
        await python.WaitForExitAsync(fixture.Patience);
        python.ExitCode.ShouldBe(0, await error);

        using var told = JsonDocument.Parse(await output);
        told.RootElement.GetProperty("starttls").GetInt32().ShouldBe(220);
        told.RootElement.GetProperty("mechanisms").EnumerateArray().Select(name => name.GetString()).ShouldBe(["LOGIN", "XOAUTH2"]);
        told.RootElement.GetProperty("auth").GetInt32().ShouldBe(235);
        told.RootElement.GetProperty("refused").EnumerateObject().ShouldBeEmpty();

        var mail = (await fixture.ReadAsync("/mails?recipient=admin%40fabrikam.example&purpose=alarm")).GetProperty("mails")[0];
        mail.GetProperty("messageId").GetString().ShouldBe("<python@client.example>");
        mail.GetProperty("subject").GetString().ShouldBe("From another client");
        var source = await fixture.Http.GetStringAsync(new Uri(fixture.Tenant.MailboxReader, "/mails/1/source"), fixture.Patience);
        source.ShouldEndWith("\r\n\r\nA line.\r\n.\r\n..two dots\r\n");
    }
}
