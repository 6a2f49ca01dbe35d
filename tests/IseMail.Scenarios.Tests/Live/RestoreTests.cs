using System.Text;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>What a backup leaves where it is: guests' accounts, which the primary PAN keeps, and people, who stand in the topology file.</summary>
public sealed class RestoreTests
{
    private const string Topology = """
        name: test
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn], network: { clock: +1h, lacksCertificates: [entra-id-ca] } }
        administrators: [{ name: ada, email: ada@contoso.example, includeSystemAlarms: true }]
        internalUsers: [{ name: carl, email: carl@contoso.example }]
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """;

    private static readonly NodeName Portal = new("ise-1");
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_backup_holds_store_and_networks_and_no_guest_user_or_administrator_and_a_restore_leaves_those_as_they_are()
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        await live.SettingsAsync(settings => settings.Version.Version == 1);
        var form = new GuestForm("Anna", "Visitor", new EmailAddress("anna@visitors.example"));
        var served = await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("r", Portal, form), live.Cancellation));
        await live.ArrivedAsync("Your Guest Account Credentials", 1);

        var version = (await live.SettingsAsync(_ => true)).Version;
        var backup = SettingsBackup.Of("test", version, version.SavedAt);
        var text = Encoding.UTF8.GetString(backup.Write());
        foreach (var absent in new[] { served.UserNames[0], "visitors.example", "ada", "carl", "smtp.office365.com" }) text.ShouldNotContain(absent, Case.Sensitive);
        backup.Settings.Trusted.Select(certificate => certificate.Name).ShouldBe(["entra-id-ca", "exchange-online-ca"]);
        backup.Settings.Nodes[new NodeName("ise-2")].ShouldSatisfyAllConditions(network => network.ClockOffset.ShouldBe(TimeSpan.FromHours(1)), network => network.LacksCertificates.ShouldBe(["entra-id-ca"]));

        // Somebody empties the store, and the backup is restored.
        var pan = live.Node("ise-1");
        (await pan.ChangeSettingsAsync(1, version.Settings with { Trusted = [], Nodes = version.Settings.Nodes.Clear() }, "emptied", Within, live.Cancellation)).ShouldBeNull();
        (await pan.ChangeSettingsAsync(2, SettingsBackup.Read(backup.Write()).Settings, "restored", Within, live.Cancellation)).ShouldBeNull();
        var restored = (await live.SettingsAsync(settings => settings.Version.Version == 3)).Version.Settings;
        restored.Server.ShouldBeNull();
        restored.Trusted.ShouldBe(version.Settings.Trusted);
        restored.Nodes.Keys.ShouldBe(version.Settings.Nodes.Keys);

        // The account is still there: its credentials are sent again, and wait for the server's settings.
        (await live.Deployment.AskPortalAsync(new GuestRequest.Resend("again", Portal, served.UserNames[0]), live.Cancellation)).Mails.Length.ShouldBe(1);
        var right = live.Deployment.Tenant!.ServerSettings();
        (await pan.TestSettingsAsync(right, null, Within, live.Cancellation))!.Result!.Succeeded.ShouldBeTrue();
        (await pan.SaveSettingsAsync(right, Within, live.Cancellation)).ShouldBeNull();
        await live.ArrivedAsync("Your Guest Account Credentials", 2);
    }
}
