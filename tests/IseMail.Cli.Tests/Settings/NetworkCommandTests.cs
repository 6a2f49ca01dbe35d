using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Cli.Tests.Settings;

/// <summary>What a node meets on its way to the tenant, set and mended with commands while mail waits.</summary>
public sealed class NetworkCommandTests : IAsyncLifetime, IDisposable
{
    private const string Topology = """
        name: behind-a-proxy
        model: standalone
        nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt], network: { directAccess: blocked } }]
        administrators: [{ name: ada, email: ada@contoso.example, includeSystemAlarms: true }]
        mail: { server: none, sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none, proxy: { login: { userName: ise } } }
        """;

    private static readonly string[] Page =
    [
        "--email", "ise-mail@contoso.example", "--tenant-id", "00000000-0000-0000-0000-0000000000a0", "--client-id", "00000000-0000-0000-0000-0000000000c1", "--timeout", "2",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-network-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly List<string> _printed = [];
    private LiveDeployment _deployment = null!;
    private DeploymentAdministration _administration = null!;

    public async Task InitializeAsync()
    {
        _deployment = await LiveDeployment.StartAsync(TopologyFile.Parse(Topology, "t.yaml").Value!, new LiveOptions(_directory, 1), Logger.None, null, _patience.Token);
        _administration = await DeploymentAdministration.StartAsync(_deployment.Topology.Deployment, () => [.. _deployment.Running.Values], _deployment.LookUp, _directory, _patience.Token);
        await File.WriteAllTextAsync(In("secret"), _deployment.Tenant!.ClientSecret(_deployment.Tenant.Settings.Applications[0].ClientId) + "\n");
        await File.WriteAllTextAsync(In("password"), _deployment.Tenant.ProxyPassword + "\n");
        await File.WriteAllTextAsync(In("wrong"), "a-wrong-proxy-password\n");
        await File.WriteAllTextAsync(In("key"), "correct horse battery\n");
    }

    public async Task DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _deployment.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task A_node_without_a_direct_way_gets_its_mail_out_once_through_the_proxy_and_no_password_is_kept_or_printed()
    {
        await _deployment.RaiseAsync([new SampleCauses("visitors.example").Of(MailPurpose.GuestNotice, "waits", 1, TimeProvider.System.GetUtcNow(), new Random(1))], 0, _patience.Token);

        // Connection problem 1 of Cisco's document.
        (await TestAsync(1)).ShouldContain("Connection to smtp.office365.com failed: connect timed out");
        await DoneAsync("settings", "proxy", "proxy.contoso.example:8080", "--user-name", "ise", "--password-file", In("wrong"));
        (await TestAsync(1)).ShouldContain(line => line.Contains("407 Proxy Authentication Required (asked as ise)", StringComparison.Ordinal));
        await DoneAsync("settings", "proxy", "proxy.contoso.example:8080", "--user-name", "ise", "--password-file", In("password"));
        var passed = await TestAsync(0);
        passed.ShouldContain("Successfully connected to smtp.office365.com.");
        passed.ShouldContain(line => line.Contains("submission server: proxy ok, SMTP greeting ok", StringComparison.Ordinal));
        await DoneAsync("settings", "save");
        await GuestMailsAsync(1);
        _deployment.Tenant!.Proxy!.TunnelsTo("smtp.office365.com").ShouldBeGreaterThan(0);
        (await DoneAsync("settings", "show")).ShouldContain(line => line.Contains("proxy.contoso.example:8080 as ise", StringComparison.Ordinal));

        // A restore leaves the proxy without its user, and the node's network as it was.
        await DoneAsync("backup", In("backup"), "--key-file", In("key"));
        await DoneAsync("restore", In("backup"), "--key-file", In("key"));
        (await TestAsync(1)).ShouldContain(line => line.Contains("407 Proxy Authentication Required (asked without a user)", StringComparison.Ordinal));
        await DoneAsync("settings", "proxy", "direct");
        (await TestAsync(1)).ShouldContain("Connection to smtp.office365.com failed: connect timed out");

        var kept = await KeptAsync();
        foreach (var hidden in new[] { _deployment.Tenant.ProxyPassword!, "a-wrong-proxy-password" }) kept.Concat(_printed).ShouldAllBe(text => !text.Contains(hidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_service_s_authority_is_removed_and_imported_by_itself_and_its_lack_shows_at_its_own_stage()
    {
        await DoneAsync("settings", "network", "ise-1", "--blocked", "false");
        await DoneAsync("settings", "trust", "--remove", "exchange-online-ca");
        var half = await TestAsync(1);
        half.ShouldContain("unable to find valid certification path to requested target");
        half.ShouldContain(line => line.Contains("token service: DNS ok, TCP ok, TLS chain ok, token ok", StringComparison.Ordinal));
        half.ShouldContain(line => line.Contains("STARTTLS ok, TLS chain FAILED", StringComparison.Ordinal));

        await DoneAsync("settings", "trust", Path.Combine(In("tenant"), "exchange-online-ca.pem"), "--for", "infrastructure");
        await TestAsync(0);
        await DoneAsync("settings", "trust", "--remove", "entra-id-ca");
        (await TestAsync(1)).ShouldContain(line => line.Contains("token service: DNS ok, TCP ok, TLS chain FAILED", StringComparison.Ordinal));
        await DoneAsync("settings", "trust", Path.Combine(In("tenant"), "entra-id-ca.pem"), "--for", "infrastructure");
        await TestAsync(0);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_and_a_restore_that_cannot_be_read_are_alarms()
    {
        await DoneAsync("settings", "network", "ise-1", "--blocked", "false");
        await TestAsync(0);
        await DoneAsync("settings", "save");
        (await RunAsync("backup", In("no-such-directory/backup"), "--key-file", In("key"))).ExitCode.ShouldBe(3);
        (await RunAsync("restore", In("password"), "--key-file", In("key"))).ExitCode.ShouldBe(2);
        var told = await _deployment.Tenant!.Mailboxes.WaitForAsync(
            mails => mails.Any(mail => mail.Subject.Contains("Backup Failed", StringComparison.Ordinal)) && mails.Any(mail => mail.Subject.Contains("Restore Failed", StringComparison.Ordinal)), _patience.Token);
        told.Where(mail => mail.Subject.Contains(" Failed", StringComparison.Ordinal)).ShouldAllBe(mail => mail.Recipients.Contains("ada@contoso.example"));
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private async Task<string[]> TestAsync(int code)
    {
        var test = await RunAsync(["settings", "test", .. Page, "--secret-file", In("secret")]);
        test.ExitCode.ShouldBe(code, string.Join('\n', test.Output.Concat(test.Errors)));
        return test.Output;
    }

    private async Task<string[]> DoneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.ExitCode.ShouldBe(0, string.Join('\n', run.Errors));
        return run.Output;
    }

    private async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        var run = await Program.RunAsync([.. arguments, "--data", _directory.FullName]);
        _printed.AddRange([.. run.Output, .. run.Errors]);
        return run;
    }

    private async Task GuestMailsAsync(int count)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _deployment.LedgerAsync(_patience.Token)).Summary().Total.Queued > 0) await pulse.WaitForNextTickAsync(_patience.Token);
        _deployment.Tenant!.Mailboxes.Snapshot().Count(mail => mail.Purpose == MailPurpose.GuestNotice.Key()).ShouldBe(count);
    }

    /// <summary>All that the deployment keeps: journals, keys, logs, backups.</summary>
    private async Task<List<string>> KeptAsync()
    {
        var kept = new List<string>();
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !file.FullName.StartsWith(In("tenant"), StringComparison.Ordinal) && file.Name is not ("secret" or "password" or "wrong" or "key")))
        {
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            kept.Add(await reader.ReadToEndAsync(_patience.Token));
        }
        kept.Count.ShouldBeGreaterThan(10);
        return kept;
    }
}
