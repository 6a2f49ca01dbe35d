using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Cli.Tests.Settings;

/// <summary><c>isemail settings</c>, <c>backup</c>, <c>restore</c> and <c>diagnose</c> against a deployment that runs.</summary>
public sealed class SettingsCommandTests : IAsyncLifetime, IDisposable
{
    private const string Topology = """
        name: standalone
        model: standalone
        nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }]
        mail: { sender: { budget: unlimited } }
        tenant: { limits: none }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-settings-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private LiveDeployment _deployment = null!;
    private DeploymentAdministration _administration = null!;

    public async Task InitializeAsync()
    {
        _deployment = await LiveDeployment.StartAsync(TopologyFile.Parse(Topology, "t.yaml").Value!, new LiveOptions(_directory, 1), Logger.None, null, _patience.Token);
        _administration = await DeploymentAdministration.StartAsync(_deployment.Topology.Deployment, () => [.. _deployment.Running.Values], _deployment.LookUp, _directory, _patience.Token);
        await SavedAsync(1);
    }

    public async Task DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _deployment.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Settings_are_tested_refused_mended_saved_backed_up_and_restored_and_no_secret_is_printed()
    {
        var said = new List<string>();
        var secret = _deployment.Tenant!.ClientSecret(_deployment.Tenant.Settings.Applications[0].ClientId)!;
        await File.WriteAllTextAsync(In("wrong"), "a-wrong-secret-value\n");
        await File.WriteAllTextAsync(In("right"), secret + "\n");
        await File.WriteAllTextAsync(In("key"), "correct horse battery\n");

        var shown = await RunAsync("settings", "show");
        shown.ExitCode.ShouldBe(0);
        shown.Output.ShouldContain(line => line.Contains("smtp.office365.com", StringComparison.Ordinal));

        var wrong = await RunAsync("settings", "test", "--secret-file", In("wrong"));
        wrong.ExitCode.ShouldBe(1);
        wrong.Output.ShouldContain("Invalid client secret");
        // The page holds what was typed, and the diagnosis is of that.
        (await RunAsync("settings", "test", "--timeout", "59")).Output.ShouldContain("Invalid client secret");
        (await RunAsync("diagnose")).Output.ShouldContain(line => line.Contains("is none of the application's", StringComparison.Ordinal));
        (await RunAsync("settings", "save")).Errors.ShouldBe(["the test of these settings did not succeed; only what succeeded can be saved"]);
        (await RunAsync("settings", "save", "--secret-file", In("wrong"))).Errors.ShouldBe(["these settings have not passed a connection test; test exactly these values, then save"]);

        (await RunAsync("settings", "reset")).Output.ShouldBe(["the page is as it was saved: version 1"]);
        (await RunAsync("settings", "test", "--secret-file", In("right"), "--secret-expires", "2099-03-15")).Output.ShouldContain("Successfully connected to smtp.office365.com.");
        (await RunAsync("settings", "save")).Output.ShouldBe(["saved as version 2; it is on its way to every node"]);

        var backup = await RunAsync("backup", In("backup"), "--key-file", In("key"));
        backup.ExitCode.ShouldBe(0);
        (await RunAsync("backup", In("backup"), "--key-file", In("key"))).ExitCode.ShouldBe(3);
        await File.WriteAllTextAsync(In("cut"), (await File.ReadAllTextAsync(In("backup")))[..100]);
        (await RunAsync("restore", In("cut"), "--key-file", In("key"))).Errors.ShouldBe([$"{In("cut")}:1:1: the file is no backup, or it was cut short; an unchanged backup and its encryption key"]);
        (await RunAsync("restore", In("backup"), "--key-file", In("right"))).Errors.ShouldBe([$"{In("backup")}:1:1: the encryption key is another one, or the backup has been changed; an unchanged backup and its encryption key"]);

        var restored = await RunAsync("restore", In("backup"), "--key-file", In("key"));
        restored.Output[0].ShouldBe("restored as version 3");
        restored.Output[1].ShouldStartWith("mail is not configured (restored from the backup of ");
        var before = _deployment.Tenant.Mailboxes.Count;
        await _deployment.RaiseAsync([new SampleCauses("visitors.example").Of(MailPurpose.GuestNotice, "waits", 1, TimeProvider.System.GetUtcNow(), new Random(1))], 0, _patience.Token);
        (await RunAsync("diagnose")).Output.ShouldContain(line => line.StartsWith("1. certain: No SMTP server settings are saved", StringComparison.Ordinal));
        _deployment.Tenant.Mailboxes.Count.ShouldBe(before);

        (await RunAsync("settings", "test", "--email", "ise-mail@contoso.example", "--tenant-id", "00000000-0000-0000-0000-0000000000a0", "--client-id", "00000000-0000-0000-0000-0000000000c1", "--secret-file", In("right"))).ExitCode.ShouldBe(0);
        (await RunAsync("settings", "save")).ExitCode.ShouldBe(0);
        await _deployment.Tenant.Mailboxes.WaitForAsync(messages => messages.Count == before + 1, _patience.Token);

        (await RunAsync("settings", "debug-log", "ise-1", "guest-access-admin", "debug")).Output.ShouldBe(["debug log of ise-1: guestaccess INFO, guest-access-admin DEBUG"]);
        var log = In(Path.Combine("logs", "ise-1", "guest.log"));
        while (!(await LogAsync()).Contains("DEBUG", StringComparison.Ordinal)) await RunAsync("settings", "test");
        (await LogAsync()).ShouldContain(" DEBUG [admin-http-pool1][[]] cpm.admin.guestaccess.action.SmtpServerSettingsAction -:::::- Test Connection: SMTP server smtp.office365.com, port 587");
        (await RunAsync("settings", "debug-log", "ise-1", "guest-access-admin", "info")).Output.ShouldBe(["debug log of ise-1: as usual"]);

        async Task<string> LogAsync()
        {
            await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            return await text.ReadToEndAsync(_patience.Token);
        }

        // Whatever was printed, logged, journalled or backed up.
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !file.FullName.StartsWith(In("tenant"), StringComparison.Ordinal) && file.Name is not ("right" or "wrong" or "key")))
        {
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            said.Add(await reader.ReadToEndAsync(_patience.Token));
        }
        said.AddRange(_printed);
        said.Count.ShouldBeGreaterThan(15);
        foreach (var hidden in new[] { secret, "a-wrong-secret-value", "correct horse battery" }) said.ShouldAllBe(text => !text.Contains(hidden, StringComparison.Ordinal));
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
            var refused = await RunAsync(arguments);
            refused.ExitCode.ShouldBe(2, line);
            refused.Errors.ShouldBe([line]);
        }
        await SavedAsync(1);
    }

    [Fact]
    public async Task A_file_s_own_settings_are_tested_without_a_deployment_and_told_what_this_machine_lacks()
    {
        await File.WriteAllTextAsync(In("client-secret"), _deployment.Tenant!.ClientSecret(_deployment.Tenant.Settings.Applications[0].ClientId) + "\n");
        var file = In("foreign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            model: standalone
            nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }]
            mail:
              trusted: [tenant/entra-id-ca.pem, tenant/exchange-online-ca.pem]
              server:
                host: localhost
                port: {{_deployment.Tenant.Submission.Port}}
                mailbox: ise-mail@contoso.example
                oauth: { tenantId: contoso.example, clientId: 00000000-0000-0000-0000-0000000000c1, clientSecret: { file: client-secret }, authority: '{{_deployment.Tenant.Tokens.Authority}}' }
            """);
        var test = await Program.RunAsync("settings", "test", "--topology", file);
        test.ExitCode.ShouldBe(0, string.Join('\n', test.Errors));
        test.Output.ShouldContain("Successfully connected to localhost.");

        File.Delete(In("client-secret"));
        var lacking = await Program.RunAsync("settings", "test", "--topology", file);
        lacking.ExitCode.ShouldBe(3);
        lacking.Errors.ShouldHaveSingleItem().ShouldContain("there is no file");
    }

    [Fact]
    public async Task Who_does_not_show_the_token_changes_and_sees_nothing()
    {
        var file = IseMail.Tenant.Administration.AdministrationFile.Read(_directory.FullName)!;
        using var client = new HttpClient { BaseAddress = file.Address };
        (await client.GetAsync(new Uri("/settings", UriKind.Relative), _patience.Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new("Bearer", file.Token[..^1] + (file.Token[^1] == '0' ? '1' : '0'));
        (await client.GetAsync(new Uri("/settings", UriKind.Relative), _patience.Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private readonly List<string> _printed = [];

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        var run = await Program.RunAsync([.. arguments, "--data", _directory.FullName]);
        _printed.AddRange([.. run.Output, .. run.Errors]);
        return run;
    }

    private async Task SavedAsync(long version)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _deployment.Running.Values.First().SettingsAsync(TimeSpan.FromSeconds(10), _patience.Token))?.Version.Version != version) await pulse.WaitForNextTickAsync(_patience.Token);
    }
}
