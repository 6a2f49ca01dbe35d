using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Cli.Tests.Settings;

/// <summary><c>isemail settings</c>, <c>backup</c>, <c>restore</c> and <c>diagnose</c> against a deployment that runs.</summary>
public sealed class SettingsCommandTests : IAsyncLifetime
{
    private const string Topology = """
        name: standalone
        model: standalone
        nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }]
        mail: { sender: { budget: unlimited } }
        tenant: { limits: none }
        """;

    private DeploymentFixture _live = null!;

    public async Task InitializeAsync()
    {
        _live = await DeploymentFixture.StartAsync(Topology);
        await _live.SavedAsync(1);
    }

    public async Task DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task Settings_are_tested_refused_mended_saved_backed_up_and_restored_and_no_secret_is_printed()
    {
        var secret = _live.Deployment.Tenant!.ClientSecret(_live.Deployment.Tenant.Settings.Applications[0].ClientId)!;
        await _live.TypeAsync("wrong", "a-wrong-secret-value");
        await _live.TypeAsync("right", secret);
        await _live.TypeAsync("key", "correct horse battery");

        var shown = await _live.RunAsync("settings", "show");
        shown.ExitCode.ShouldBe(0);
        shown.Output.ShouldContain(line => line.Contains("smtp.office365.com", StringComparison.Ordinal));

        var wrong = await _live.RunAsync("settings", "test", "--secret-file", _live.In("wrong"));
        wrong.ExitCode.ShouldBe(1);
        wrong.Output.ShouldContain("Invalid client secret");
        // The page holds what was typed, and the diagnosis is of that.
        (await _live.RunAsync("settings", "test", "--timeout", "59")).Output.ShouldContain("Invalid client secret");
        (await _live.RunAsync("diagnose")).Output.ShouldContain(line => line.Contains("is none of the application's", StringComparison.Ordinal));
        (await _live.RunAsync("settings", "save")).Errors.ShouldBe(["the test of these settings did not succeed; only what succeeded can be saved"]);
        (await _live.RunAsync("settings", "save", "--secret-file", _live.In("wrong"))).Errors.ShouldBe(["these settings have not passed a connection test; test exactly these values, then save"]);

        (await _live.RunAsync("settings", "reset")).Output.ShouldBe(["the page is as it was saved: version 1"]);
        (await _live.RunAsync("settings", "test", "--secret-file", _live.In("right"), "--secret-expires", "2099-03-15")).Output.ShouldContain("Successfully connected to smtp.office365.com.");
        (await _live.RunAsync("settings", "save")).Output.ShouldBe(["saved as version 2; it is on its way to every node"]);

        var backup = await _live.RunAsync("backup", _live.In("backup"), "--key-file", _live.In("key"));
        backup.ExitCode.ShouldBe(0);
        (await _live.RunAsync("backup", _live.In("backup"), "--key-file", _live.In("key"))).ExitCode.ShouldBe(3);
        await File.WriteAllTextAsync(_live.In("cut"), (await File.ReadAllTextAsync(_live.In("backup")))[..100]);
        (await _live.RunAsync("restore", _live.In("cut"), "--key-file", _live.In("key"))).Errors.ShouldBe([$"{_live.In("cut")}:1:1: the file is no backup, or it was cut short; an unchanged backup and its encryption key"]);
        (await _live.RunAsync("restore", _live.In("backup"), "--key-file", _live.In("right"))).Errors.ShouldBe([$"{_live.In("backup")}:1:1: the encryption key is another one, or the backup has been changed; an unchanged backup and its encryption key"]);

        var restored = await _live.RunAsync("restore", _live.In("backup"), "--key-file", _live.In("key"));
        restored.Output[0].ShouldBe("restored as version 3");
        restored.Output[1].ShouldStartWith("mail is not configured (restored from the backup of ");
        var before = _live.Deployment.Tenant.Mailboxes.Count;
        await _live.Deployment.RaiseAsync([new SampleCauses("visitors.example").Of(MailPurpose.GuestNotice, "waits", 1, TimeProvider.System.GetUtcNow(), new Random(1))], 0, _live.Cancellation);
        (await _live.RunAsync("diagnose")).Output.ShouldContain(line => line.StartsWith("1. certain: No SMTP server settings are saved", StringComparison.Ordinal));
        _live.Deployment.Tenant.Mailboxes.Count.ShouldBe(before);

        (await _live.RunAsync("settings", "test", "--email", "ise-mail@contoso.example", "--tenant-id", "00000000-0000-0000-0000-0000000000a0", "--client-id", "00000000-0000-0000-0000-0000000000c1", "--secret-file", _live.In("right"))).ExitCode.ShouldBe(0);
        (await _live.RunAsync("settings", "save")).ExitCode.ShouldBe(0);
        await _live.Deployment.Tenant.Mailboxes.WaitForAsync(messages => messages.Count == before + 1, _live.Cancellation);

        (await _live.RunAsync("settings", "debug-log", "ise-1", "guest-access-admin", "debug")).Output.ShouldBe(["debug log of ise-1: guestaccess INFO, guest-access-admin DEBUG"]);
        var log = _live.In(Path.Combine("logs", "ise-1", "guest.log"));
        while (!(await LogAsync()).Contains("DEBUG", StringComparison.Ordinal)) await _live.RunAsync("settings", "test");
        (await LogAsync()).ShouldContain(" DEBUG [admin-http-pool1][[]] cpm.admin.guestaccess.action.SmtpServerSettingsAction -:::::- Test Connection: SMTP server smtp.office365.com, port 587");
        (await _live.RunAsync("settings", "debug-log", "ise-1", "guest-access-admin", "info")).Output.ShouldBe(["debug log of ise-1: as usual"]);

        async Task<string> LogAsync()
        {
            await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            return await text.ReadToEndAsync(_live.Cancellation);
        }

        await _live.KeepsNoneAsync([secret, "a-wrong-secret-value", "correct horse battery"]);
    }

    [Fact]
    public async Task Too_many_connections_are_diagnosed_where_mail_is_refused_for_them_and_not_where_only_a_test_was_one_too_many()
    {
        await _live.OutputAsync("fault", "add", "four", "where=mail", "reply=sender-threads");
        (await _live.OutputAsync("diagnose")).ShouldBe(["looked at: settings version 1, tested from every node", "nothing that is known to keep mail from leaving"]);

        await _live.Deployment.RaiseAsync([new SampleCauses("visitors.example").Of(MailPurpose.GuestNotice, "waits", 1, TimeProvider.System.GetUtcNow(), new Random(1))], 0, _live.Cancellation);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!(await _live.RunAsync("diagnose")).Output.Any(line => line.StartsWith("1. certain: More than three connections use the mailbox at once", StringComparison.Ordinal))) await pulse.WaitForNextTickAsync(_live.Cancellation);
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_in_one_line_and_changes_nothing()
    {
        (string Line, string[] Arguments)[] refusals =
        [
            ("clientId: 'abc' is not an application (client) ID; a GUID such as 22222222-2222-2222-2222-222222222222", ["settings", "test", "--client-id", "abc"]),
            ("mailbox: this is not a mail address; name@domain in printable ASCII without spaces, at most 254 characters", ["settings", "test", "--email", "nobody"]),
            ("secretExpires: '15.3.2027' is not a date; a date such as 2027-03-15", ["settings", "test", "--secret-expires", "15.3.2027"]),
            ("no node is named 'psn-9'; one of ise-1", ["settings", "test", "--from", "psn-9"]),
            ("no.pem:1:1: there is no such file; a PEM file with certificates", ["settings", "trust", "no.pem"]),
            ("no node is named 'psn-9'; one of ise-1", ["settings", "network", "psn-9", "--blocked", "true"]),
            ("'verbose' is no level; one of off, fatal, error, warn, info, debug, trace", ["settings", "debug-log", "ise-1", "guestaccess", "verbose"]),
            ("'runtime' is no component that mail depends on; one of guestaccess, guest-access-admin", ["settings", "debug-log", "ise-1", "runtime", "debug"]),
            ("'proxy' is not a proxy; host:port, direct or deployment", ["settings", "proxy", "proxy"]),
            ("there is no encryption key; --key-file, --key-env or --key-prompt", ["backup", "b"]),
        ];
        foreach (var (line, arguments) in refusals)
        {
            var refused = await _live.RunAsync(arguments);
            refused.ExitCode.ShouldBe(2, line);
            refused.Errors.ShouldBe([line]);
        }
        await _live.SavedAsync(1);
    }

    [Fact]
    public async Task A_file_s_own_settings_are_tested_without_a_deployment_and_told_what_this_machine_lacks()
    {
        await _live.TypeAsync("client-secret", _live.Deployment.Tenant!.ClientSecret(_live.Deployment.Tenant.Settings.Applications[0].ClientId));
        var file = _live.In("foreign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            model: standalone
            nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }]
            mail:
              trusted: [tenant/entra-id-ca.pem, tenant/exchange-online-ca.pem]
              server:
                host: localhost
                port: {{_live.Deployment.Tenant.Submission.Port}}
                mailbox: ise-mail@contoso.example
                oauth: { tenantId: contoso.example, clientId: 00000000-0000-0000-0000-0000000000c1, clientSecret: { file: client-secret }, authority: '{{_live.Deployment.Tenant.Tokens.Authority}}' }
            """);
        var test = await Program.RunAsync("settings", "test", "--topology", file);
        test.ExitCode.ShouldBe(0, string.Join('\n', test.Errors));
        test.Output.ShouldContain("Successfully connected to localhost.");

        File.Delete(_live.In("client-secret"));
        var lacking = await Program.RunAsync("settings", "test", "--topology", file);
        lacking.ExitCode.ShouldBe(3);
        lacking.Errors.ShouldHaveSingleItem().ShouldContain("there is no file");
    }

    [Fact]
    public async Task Who_does_not_show_the_token_changes_and_sees_nothing()
    {
        var file = IseMail.Tenant.Administration.AdministrationFile.Read(_live.Directory)!;
        using var client = new HttpClient { BaseAddress = file.Address };
        (await client.GetAsync(new Uri("/settings", UriKind.Relative), _live.Cancellation)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new("Bearer", file.Token[..^1] + (file.Token[^1] == '0' ? '1' : '0'));
        (await client.GetAsync(new Uri("/settings", UriKind.Relative), _live.Cancellation)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }
}
