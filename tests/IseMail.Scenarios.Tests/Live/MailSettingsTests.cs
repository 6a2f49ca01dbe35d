using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>ISE's mail settings in a deployment that runs.</summary>
public sealed class MailSettingsTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private const string Nodes = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..2}", personas: [psn] }

        """;

    private const string Embedded = """
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """;

    private const string Unconfigured = """
        mail: { server: none, sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """;

    [Fact]
    public async Task What_the_topology_says_is_tested_and_saved_and_reaches_every_node()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + Embedded);
        var report = await live.SettingsAsync(settings => settings.Version.Version == 1 && settings.Nodes.Count == 4 && settings.Nodes.Values.All(version => version == 1));
        report.Keeper.Value.ShouldBe("ise-1");
        report.Version.Settings.Server!.Host.ShouldBe("smtp.office365.com");
    }

    [Fact]
    public async Task Mail_waits_until_settings_are_saved_and_they_are_saved_only_after_a_test_of_exactly_these_values()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + Unconfigured);
        await live.RaiseAsync(MailPurpose.GuestNotice, 3);
        await live.RaiseAsync(MailPurpose.Alarm, 1);
        var pan = live.Node("ise-1");
        var right = live.Deployment.Tenant!.ServerSettings();
        var wrong = With(right, oauth => oauth with { ClientId = Guid.NewGuid().ToString() });

        (await pan.SaveSettingsAsync(right, Within, live.Cancellation)).ShouldNotBeNull().ShouldContain("have not passed a connection test");
        (await TestAsync(live, wrong)).Succeeded.ShouldBeFalse();
        (await pan.SaveSettingsAsync(wrong, Within, live.Cancellation)).ShouldNotBeNull();
        (await TestAsync(live, right)).Message.ShouldBe("Successfully connected to smtp.office365.com.");
        (await pan.SaveSettingsAsync(right with { Port = 25 }, Within, live.Cancellation)).ShouldNotBeNull();
        live.Deployment.Tenant!.Mailboxes.Count.ShouldBe(0);
        (await pan.SettingsAsync(Within, live.Cancellation))!.Version.WhyNotConfigured.ShouldNotBeNull();

        (await pan.SaveSettingsAsync(right, Within, live.Cancellation)).ShouldBeNull();
        var ledger = await live.LedgerAsync(summary => summary.Total is { Queued: 0, Accepted: 4 });
        ledger.Summary().Total.ShouldSatisfyAllConditions(total => total.Delivered.ShouldBe(4), total => total.Lost.ShouldBe(0), total => total.Duplicated.ShouldBe(0));
    }

    [Fact]
    public async Task A_node_that_was_away_gets_the_newest_settings_when_it_returns()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + Embedded);
        await live.SettingsAsync(settings => settings.Nodes.Count == 4 && settings.Nodes.Values.All(version => version == 1));
        await live.Deployment.KillNodeAsync(new NodeName("psn-2"));
        (await live.Node("ise-1").ChangeSettingsAsync(1, (await live.SettingsAsync(_ => true)).Version.Settings with
        {
            Proxy = new ProxySettings.Http("127.0.0.1", 9, null, null, ["smtp.office365.com", "login.microsoftonline.com"]),
        }, "proxy set", Within, live.Cancellation)).ShouldBeNull();

        await live.Deployment.StartNodeAsync(new NodeName("psn-2"), live.Cancellation);
        await live.SettingsAsync(settings => settings.Nodes.TryGetValue(new NodeName("psn-2"), out var version) && version == 2);
        live.Node("psn-2").SettingsInUse.Settings.Proxy.ShouldBeOfType<ProxySettings.Http>();
    }

    [Fact]
    public async Task The_settings_survive_the_primary_PAN_and_the_other_goes_on_counting_versions()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + Embedded);
        await live.SettingsAsync(settings => settings.Version.Version == 1);
        await live.Deployment.KillNodeAsync(new NodeName("ise-1"));
        (await live.Deployment.PromoteAsync(new NodeName("ise-2"), live.Cancellation)).ShouldBeNull();
        var report = await live.SettingsAsync(settings => settings.Keeper.Value == "ise-2");
        report.Version.Version.ShouldBe(1);

        (await live.Node("ise-2").ChangeSettingsAsync(1, report.Version.Settings with { Trusted = [] }, "store emptied", Within, live.Cancellation)).ShouldBeNull();
        await live.SettingsAsync(settings => settings.Version is { Version: 2, Cause: "store emptied" } && settings.Nodes.GetValueOrDefault(new NodeName("psn-1")) == 2);
    }

    [Fact]
    public async Task A_change_that_somebody_else_was_faster_with_is_refused_and_changes_nothing()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + Embedded);
        var before = (await live.SettingsAsync(settings => settings.Version.Version == 1)).Version;
        (await live.Node("ise-1").ChangeSettingsAsync(0, SystemSettings.Fresh, "late", Within, live.Cancellation)).ShouldNotBeNull().ShouldContain("version 1 has been saved meanwhile");
        (await live.SettingsAsync(_ => true)).Version.Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task One_PSN_without_the_certificate_or_with_a_wrong_clock_shows_it_alone_while_the_PANs_test_succeeds()
    {
        await using var live = await LiveFixture.StartAsync("""
            name: test
            model: medium
            nodes:
              - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
              - { name: psn-1, personas: [psn] }
              - { name: psn-2, personas: [psn], network: { lacksCertificates: ["*"] } }
              - { name: psn-3, personas: [psn], network: { clock: -30d } }
              - { name: psn-4, personas: [psn], network: { names: { login.microsoftonline.com: unknown } } }
              - { name: psn-5, personas: [psn], network: { proxy: { host: 127.0.0.1, port: 9 } } }

            """ + Embedded);
        var server = live.Deployment.Tenant!.ServerSettings();
        (await TestAsync(live, server)).Succeeded.ShouldBeTrue();
        (await TestAsync(live, server, "psn-1")).Succeeded.ShouldBeTrue();
        (await TestAsync(live, server, "psn-2")).Message.ShouldBe("unable to find valid certification path to requested target");
        (await TestAsync(live, server, "psn-3")).Failure!.Problem.ShouldBe(Domain.Sending.ConnectionProblem.CertificateOutOfTime);
        (await TestAsync(live, server, "psn-4")).Message.ShouldBe("Connection to smtp.office365.com failed: unknown host");
        (await TestAsync(live, server, "psn-5")).Message.ShouldBe("Connection to smtp.office365.com failed: Connection refused");
    }

    private static async Task<ConnectionTestResult> TestAsync(LiveFixture live, SmtpServerSettings server, string? from = null)
    {
        var test = await live.Node("ise-1").TestSettingsAsync(server, from is null ? null : new NodeName(from), Within, live.Cancellation);
        return test.ShouldNotBeNull().Result.ShouldNotBeNull();
    }

    private static SmtpServerSettings With(SmtpServerSettings server, Func<OAuthSettings, OAuthSettings> change) =>
        server with { Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(server.Mailbox!.Value, change(server.OAuth!)) };
}
