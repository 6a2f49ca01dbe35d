using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>A node that cannot resolve a name which its mail needs.</summary>
public sealed class NameResolutionTests
{
    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: psn-1, personas: [psn], network: { names: { smtp.office365.com: unknown } } }
        administrators:
          - { name: ada, email: ada@contoso.example, includeSystemAlarms: true }
        alarms: { unresolvedNameAfter: 500ms, suppress: 1h }
        mail: { sender: { placement: node, budget: unlimited }, retry: { first: 100ms, greatest: 200ms } }
        tenant: { limits: none }
        """;

    [Fact]
    public async Task The_active_MnT_mails_one_alarm_and_the_waiting_mail_leaves_once_when_the_name_is_known_again()
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        await live.SettingsAsync(settings => settings.Version.Version == 1 && settings.Nodes.Count == 3);
        await live.RaiseAsync(MailPurpose.GuestNotice, 2);
        await live.Deployment.Tenant!.Mailboxes.WaitForAsync(messages => messages.Any(message => message.Subject.Contains(AlarmNames.DnsFailure, StringComparison.Ordinal)), live.Cancellation);

        // Lost a second time within the hour of suppression: counted, and not mailed.
        var again = Conditions.NameNotResolved(new NodeName("psn-1"), "smtp.office365.com", DateTimeOffset.UtcNow.AddMinutes(-1), TimeSpan.FromSeconds(1), DateTimeOffset.UtcNow)!;
        (await live.Node("psn-1").RaiseAlarmAsync(again, TimeSpan.FromMinutes(1), live.Cancellation)).Suppressed.ShouldBeTrue();

        var version = (await live.SettingsAsync(_ => true)).Version;
        (await live.Node("ise-1").ChangeSettingsAsync(version.Version, version.Settings with { Nodes = version.Settings.Nodes.Clear() }, "names known", TimeSpan.FromMinutes(1), live.Cancellation)).ShouldBeNull();
        var summary = (await live.LedgerAsync(ledger => ledger.Total.Queued == 0)).Summary();
        summary.Total.ShouldSatisfyAllConditions(total => total.Lost.ShouldBe(0), total => total.Duplicated.ShouldBe(0));
        var mails = live.Deployment.Tenant.Mailboxes.Snapshot();
        mails.Count(mail => mail.Purpose == MailPurpose.GuestNotice.Key()).ShouldBe(2);
        var told = mails.Where(mail => mail.Subject.Contains(AlarmNames.DnsFailure, StringComparison.Ordinal)).ShouldHaveSingleItem();
        told.Node.ShouldBe("ise-1");
        told.Recipients.ShouldBe(["ada@contoso.example"]);
    }
}
