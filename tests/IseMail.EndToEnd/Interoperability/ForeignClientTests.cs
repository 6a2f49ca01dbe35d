using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;
using Serilog.Core;

namespace IseMail.EndToEnd.Interoperability;

/// <summary>Clients that others wrote deliver to the embedded tenant unchanged.</summary>
public sealed class ForeignClientTests : IAsyncLifetime, IDisposable
{
    private const string Mailbox = "ise-mail@contoso.example";
    private const string Recipient = "admin@fabrikam.example";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-clients-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private EmbeddedTenant _tenant = null!;

    public async Task InitializeAsync()
    {
        var topology = TopologyFile.Parse("model: standalone\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]\ntenant: { securityDefaults: false }\n", "t.yaml");
        _tenant = await EmbeddedTenant.StartAsync(topology.Value!.EmbeddedTenant!, _directory.FullName, TimeProvider.System, Logger.None, _patience.Token);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    public void Dispose() => _patience.Dispose();

    [NodeFact]
    public async Task Nodemailer_submits_with_XOAUTH2_and_hears_Exchanges_refusal_of_another_token()
    {
        var folder = await NodeServer.PackagesAsync();
        var application = _tenant.Settings.Applications[0].ClientId;
        var (output, error, code) = await RunAsync(NodeServer.Find("node")!, [Path.Combine(folder, "submit.js")], new()
        {
            ["AUTHORITY"] = _tenant.Tokens.Authority.ToString(),
            ["ENTRA_CA_FILE"] = _tenant.Certificates.EntraId.AuthorityFile,
            ["EXCHANGE_CA_FILE"] = _tenant.Certificates.ExchangeOnline.AuthorityFile,
            ["CLIENT_ID"] = application.ToString(),
            ["CLIENT_SECRET"] = _tenant.ClientSecret(application),
            ["SMTP_PORT"] = Port,
            ["MAILBOX"] = Mailbox,
            ["RECIPIENT"] = Recipient,
        });
        code.ShouldBe(0, error);
        using var told = JsonDocument.Parse(output);
        told.RootElement.GetProperty("response").GetString().ShouldNotBeNull().ShouldStartWith("250 2.0.0 OK <nodemailer@client.example>");
        told.RootElement.GetProperty("rejected").GetArrayLength().ShouldBe(0);
        told.RootElement.GetProperty("refused").GetString().ShouldNotBeNull().ShouldStartWith("535 5.7.3 Authentication unsuccessful");
        Arrived("From nodemailer");
    }

    [ProgramFact("swaks", "it has no XOAUTH2 and is the client that this test logs in with user and password")]
    public async Task Swaks_submits_with_user_and_password_where_the_tenant_still_takes_them_and_hears_when_it_no_longer_does()
    {
        _tenant.Directory.Run(CmdletCall.Of("update-user", ("UserId", Mailbox), ("Password", "a-password-of-old"))).ShouldBeOfType<CmdletOutcome.Done>();
        var sent = await SwaksAsync();
        sent.Code.ShouldBe(0, sent.Output);
        sent.Output.ShouldContain("250 2.0.0 OK <swaks@client.example>");
        Arrived("From swaks");

        _tenant.Directory.Run(CmdletCall.Of("set-security-defaults", ("IsEnabled", "true"))).ShouldBeOfType<CmdletOutcome.Done>();
        var refused = await SwaksAsync();
        refused.Code.ShouldNotBe(0);
        refused.Output.ShouldContain("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.");
        _tenant.Mailboxes.Count.ShouldBe(1);
    }

    private string Port => _tenant.Submission.Port.ToString(CultureInfo.InvariantCulture);

    private Task<(string Output, string Error, int Code)> SwaksAsync() => RunAsync(
        NodeServer.Find("swaks")!,
        [
            "--server", "localhost", "--port", Port, "--tls", "--auth", "LOGIN", "--auth-user", Mailbox, "--auth-password", "a-password-of-old", "--from", Mailbox, "--to", Recipient,
            "--header", "Subject: From swaks", "--header", "Message-Id: <swaks@client.example>", "--body", "A line.",
        ],
        []);

    private void Arrived(string subject) => _tenant.Mailboxes.Snapshot().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
        message => message.Subject.ShouldBe(subject), message => message.Recipients.ShouldBe([Recipient]), message => message.Mailbox.ShouldBe(Mailbox));

    private async Task<(string Output, string Error, int Code)> RunAsync(string program, string[] arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(_patience.Token);
        var error = process.StandardError.ReadToEndAsync(_patience.Token);
        await process.WaitForExitAsync(_patience.Token);
        return (await output, await error, process.ExitCode);
    }
}
