using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>The alarms about the client secret: they follow the date that was typed, and nothing else (docs/parity.md, trap 8).</summary>
public sealed class SecretExpiryTests
{
    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: psn-1, personas: [psn] }
        administrators:
          - { name: ada, email: ada@contoso.example, includeSystemAlarms: true }
          - { name: ben, email: ben@contoso.example }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """;

    [Theory]
    [InlineData(3, "SMTP OAuth Client Secret about to be expired")]
    [InlineData(-3, "SMTP OAuth Client Secret is expired")]
    public async Task The_active_MnT_tells_the_flagged_administrator_once_though_both_MnTs_see_the_date(int days, string alarm)
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        await live.SettingsAsync(settings => settings.Version.Version == 1);
        var right = live.Deployment.Tenant!.ServerSettings();
        var dated = right with
        {
            Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(right.Mailbox!.Value, right.OAuth! with { SecretExpires = DateOnly.FromDateTime(DateTime.UtcNow.Date.AddDays(days)) }),
        };
        var pan = live.Node("ise-1");
        (await pan.TestSettingsAsync(dated, null, TimeSpan.FromMinutes(1), live.Cancellation))!.Result!.Succeeded.ShouldBeTrue();
        (await pan.SaveSettingsAsync(dated, TimeSpan.FromMinutes(1), live.Cancellation)).ShouldBeNull();
        await live.SettingsAsync(settings => settings.Nodes.Count == 3 && settings.Nodes.Values.All(version => version == 2));

        // The change itself is told of as well.
        var arrived = await live.Deployment.Tenant.Mailboxes.WaitForAsync(messages => messages.Count >= 2, live.Cancellation);
        await live.LedgerAsync(summary => summary.Total.Queued == 0);
        var told = live.Deployment.Tenant.Mailboxes.Snapshot().Where(message => message.Subject.Contains(alarm, StringComparison.Ordinal)).ToList();
        told.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.Recipients.ShouldBe(["ada@contoso.example"]), message => message.Node.ShouldBe("ise-1"), message => message.Purpose.ShouldBe(MailPurpose.Alarm.Key()));
        arrived.ShouldContain(message => message.Subject.Contains("Configuration Changed", StringComparison.Ordinal));
    }
}
