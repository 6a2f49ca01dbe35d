using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Cli.Tests.Settings;

/// <summary>What a node meets on its way to the tenant, set and mended with commands while mail waits.</summary>
public sealed class NetworkCommandTests : IAsyncLifetime
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

    private DeploymentFixture _live = null!;

    public async Task InitializeAsync()
    {
        _live = await DeploymentFixture.StartAsync(Topology);
        await _live.TypeAsync("secret", _live.Deployment.Tenant!.ClientSecret(_live.Deployment.Tenant.Settings.Applications[0].ClientId));
        await _live.TypeAsync("password", _live.Deployment.Tenant.ProxyPassword);
        await _live.TypeAsync("wrong", "a-wrong-proxy-password");
        await _live.TypeAsync("key", "correct horse battery");
    }

    public async Task DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task A_node_without_a_direct_way_gets_its_mail_out_once_through_the_proxy_and_no_password_is_kept_or_printed()
    {
        await _live.Deployment.RaiseAsync([new SampleCauses("visitors.example").Of(MailPurpose.GuestNotice, "waits", 1, TimeProvider.System.GetUtcNow(), new Random(1))], 0, _live.Cancellation);

        // Connection problem 1 of Cisco's document.
        (await TestAsync(1)).ShouldContain("Connection to smtp.office365.com failed: connect timed out");
        await _live.OutputAsync("settings", "proxy", "proxy.contoso.example:8080", "--user-name", "ise", "--password-file", _live.In("wrong"));
        (await TestAsync(1)).ShouldContain(line => line.Contains("407 Proxy Authentication Required (asked as ise)", StringComparison.Ordinal));
        await _live.OutputAsync("settings", "proxy", "proxy.contoso.example:8080", "--user-name", "ise", "--password-file", _live.In("password"));
        var passed = await TestAsync(0);
        passed.ShouldContain("Successfully connected to smtp.office365.com.");
        passed.ShouldContain(line => line.Contains("submission server: proxy ok, SMTP greeting ok", StringComparison.Ordinal));
        await _live.OutputAsync("settings", "save");
        await GuestMailsAsync(1);
        _live.Deployment.Tenant!.Proxy!.TunnelsTo("smtp.office365.com").ShouldBeGreaterThan(0);
        (await _live.OutputAsync("settings", "show")).ShouldContain(line => line.Contains("proxy.contoso.example:8080 as ise", StringComparison.Ordinal));

        // A restore leaves the proxy without its user, and the node's network as it was.
        await _live.OutputAsync("backup", _live.In("backup"), "--key-file", _live.In("key"));
        await _live.OutputAsync("restore", _live.In("backup"), "--key-file", _live.In("key"));
        (await TestAsync(1)).ShouldContain(line => line.Contains("407 Proxy Authentication Required (asked without a user)", StringComparison.Ordinal));
        await _live.OutputAsync("settings", "proxy", "direct");
        (await TestAsync(1)).ShouldContain("Connection to smtp.office365.com failed: connect timed out");

        await _live.KeepsNoneAsync([_live.Deployment.Tenant.ProxyPassword!, "a-wrong-proxy-password"]);
    }

    [Fact]
    public async Task Each_service_s_authority_is_removed_and_imported_by_itself_and_its_lack_shows_at_its_own_stage()
    {
        await _live.OutputAsync("settings", "network", "ise-1", "--blocked", "false");
        await _live.OutputAsync("settings", "trust", "--remove", "exchange-online-ca");
        var half = await TestAsync(1);
        half.ShouldContain("unable to find valid certification path to requested target");
        half.ShouldContain(line => line.Contains("token service: DNS ok, TCP ok, TLS chain ok, token ok", StringComparison.Ordinal));
        half.ShouldContain(line => line.Contains("STARTTLS ok, TLS chain FAILED", StringComparison.Ordinal));

        await _live.OutputAsync("settings", "trust", Path.Combine(_live.In("tenant"), "exchange-online-ca.pem"), "--for", "infrastructure");
        await TestAsync(0);
        await _live.OutputAsync("settings", "trust", "--remove", "entra-id-ca");
        (await TestAsync(1)).ShouldContain(line => line.Contains("token service: DNS ok, TCP ok, TLS chain FAILED", StringComparison.Ordinal));
        await _live.OutputAsync("settings", "trust", Path.Combine(_live.In("tenant"), "entra-id-ca.pem"), "--for", "infrastructure");
        await TestAsync(0);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_and_a_restore_that_cannot_be_read_are_alarms()
    {
        await _live.OutputAsync("settings", "network", "ise-1", "--blocked", "false");
        await TestAsync(0);
        await _live.OutputAsync("settings", "save");
        (await _live.RunAsync("backup", _live.In("no-such-directory/backup"), "--key-file", _live.In("key"))).ExitCode.ShouldBe(3);
        (await _live.RunAsync("restore", _live.In("password"), "--key-file", _live.In("key"))).ExitCode.ShouldBe(2);
        var told = await _live.Deployment.Tenant!.Mailboxes.WaitForAsync(
            mails => mails.Any(mail => mail.Subject.Contains("Backup Failed", StringComparison.Ordinal)) && mails.Any(mail => mail.Subject.Contains("Restore Failed", StringComparison.Ordinal)), _live.Cancellation);
        told.Where(mail => mail.Subject.Contains(" Failed", StringComparison.Ordinal)).ShouldAllBe(mail => mail.Recipients.Contains("ada@contoso.example"));
    }

    private async Task<string[]> TestAsync(int code)
    {
        var test = await _live.RunAsync(["settings", "test", .. Page, "--secret-file", _live.In("secret")]);
        test.ExitCode.ShouldBe(code, string.Join('\n', test.Output.Concat(test.Errors)));
        return test.Output;
    }

    private async Task GuestMailsAsync(int count)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _live.Deployment.LedgerAsync(_live.Cancellation)).Summary().Total.Queued > 0) await pulse.WaitForNextTickAsync(_live.Cancellation);
        _live.Deployment.Tenant!.Mailboxes.Snapshot().Count(mail => mail.Purpose == MailPurpose.GuestNotice.Key()).ShouldBe(count);
    }
}
