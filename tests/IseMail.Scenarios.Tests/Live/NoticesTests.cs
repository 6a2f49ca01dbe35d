using Akka.Actor;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>Alarms, guests and passwords in deployments whose nodes, outboxes and sender are the real ones.</summary>
public sealed class NoticesTests
{
    private const string Settings = """
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true }
          - { name: bob, email: bob@contoso.example, includeSystemAlarms: true }
          - { name: carl, email: carl@contoso.example }
        """;

    private const string Medium = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }

        """ + Settings + LiveFixture.AutomaticFailover;

    // Nobody takes the duties of the one PAN over.
    private const string OnePan = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }

        """ + Settings;

    private static readonly NodeName First = new("ise-1");
    private static readonly NodeName SecondPortal = new("psn-2");
    private static readonly GuestForm Form = new("Anna", "Visitor", new EmailAddress("anna@visitors.example"), ReasonForVisit: "Audit");

    [Fact]
    public async Task An_alarm_reaches_every_flagged_administrator_and_nobody_else_once_from_the_active_MnT()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        var signal = new AlarmSignal("Queue Link Error", new NodeName("psn-3"), "The link to ise-1 is broken.", TimeProvider.System.GetUtcNow(), "by hand 1");
        // From any node, and twice, as by somebody who did not hear the answer.
        var raised = await live.UntilTakenAsync(() => live.Node("psn-1").RaiseAlarmAsync(signal, TimeSpan.FromMinutes(1), live.Cancellation));
        raised.Mails.Length.ShouldBe(2);
        (await live.Node("psn-2").RaiseAlarmAsync(signal, TimeSpan.FromMinutes(1), live.Cancellation)).Mails.ShouldBeEmpty();

        var found = (await live.LedgerAsync(summary => summary.Total is { Accepted: 2, Delivered: 2 })).Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.Alarm].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 2 });
        Recipients(live).ShouldBe(["ann@contoso.example", "bob@contoso.example"]);
    }

    [Fact]
    public async Task Each_node_that_dies_is_an_alarm_and_so_is_its_return_also_when_the_active_MnT_is_the_one_that_died()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        await live.Deployment.KillNodeAsync(First);
        await live.ArrivedAsync("ISE alarm: PAN Auto Failover - Primary Administration Node Down", 2);
        await live.ArrivedAsync("ISE alarm: PAN Auto Failover - Failover Triggered", 2);
        await live.ArrivedAsync("ISE alarm: Health Status Unavailable", 2);

        await live.Deployment.StartNodeAsync(First, live.Cancellation);
        await live.ArrivedAsync("ISE alarm: Health Status Unavailable", 4);
        var found = (await live.LedgerAsync(summary => summary.Total.Queued == 0)).Summary();
        found.Total.Accepted.ShouldBe(8);
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.Alarm].ByNode.Keys.ShouldBe(["ise-2"]);
    }

    [Fact]
    public async Task Self_registration_at_a_portal_sends_the_credentials_from_that_portal_s_node()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        var request = new GuestRequest.Register("registration-1", SecondPortal, Form);
        var served = await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(request, live.Cancellation));
        served.UserNames.ShouldBe(["avisitor"]);
        // The guest presses the button again: the same account, the same mail.
        (await live.Deployment.AskPortalAsync(request, live.Cancellation)).Mails.ShouldBe(served.Mails);

        var found = (await live.LedgerAsync(summary => summary.Total is { Accepted: 1, Delivered: 1 })).Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.GuestNotice].ByNode.ShouldBe(new Dictionary<string, int> { ["psn-2"] = 1 });
        var source = live.Source(0);
        source.ShouldContain("Username: avisitor");
        // The password is in that mail and nowhere that the deployment keeps.
        var password = source.Split('\n').Single(line => line.StartsWith("Password: ", StringComparison.Ordinal))["Password: ".Length..].Trim();
        password.Length.ShouldBeGreaterThan(6);
        await live.KeepsNoneAsync(password);
    }

    [Fact]
    public async Task While_the_PAN_is_dead_a_registration_is_refused_and_no_mail_arises_and_after_its_return_it_works()
    {
        await using var live = await LiveFixture.StartAsync(OnePan);
        await live.Deployment.KillNodeAsync(First);
        var refused = await Should.ThrowAsync<Cluster.Nodes.CausesRefusedException>(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("too-early", SecondPortal, Form), live.Cancellation));
        refused.Message.ShouldEndWith("the primary PAN does not answer; nothing was written");
        (await live.LedgerAsync(_ => true)).Mails.ShouldBeEmpty();

        await live.Deployment.StartNodeAsync(First, live.Cancellation);
        var served = await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("later", SecondPortal, Form), live.Cancellation));
        // The one that was refused was not carried out meanwhile: the name is free.
        served.UserNames.ShouldBe(["avisitor"]);
        await live.ArrivedAsync("Your Guest Account Credentials", 1);
    }

    [Fact]
    public async Task A_guest_s_expiry_notice_and_a_password_reminder_come_once_across_a_PAN_failover()
    {
        // Notices due at once: a guest whose account holds less than the notice's lead, a password that ends in days.
        var soon = TimeProvider.System.GetUtcNow().AddDays(5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await using var live = await LiveFixture.StartAsync(Medium + "\n" + $$"""
            internalUsers: [{ name: dora, alias: Dora Dirichlet, email: dora@contoso.example, passwordExpires: "{{soon}}" }]
            guests: { types: [{ name: Daily, duration: 1d, longest: 5d, expiryNotice: 3d }] }
            """);
        await live.ArrivedAsync("Your password is about to expire", 1);
        await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("before", SecondPortal, Form), live.Cancellation));
        await live.ArrivedAsync("Your guest account is about to expire", 1);

        await live.Deployment.KillNodeAsync(First);
        // The new primary holds the accounts: the next guest of that name gets another login name, and a notice of its own.
        var served = await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("after", SecondPortal, Form), live.Cancellation));
        served.UserNames.ShouldBe(["avisitor01"]);
        await live.ArrivedAsync("Your guest account is about to expire", 2);

        // With the old primary's outbox back, every mail's story is whole.
        await live.Deployment.StartNodeAsync(First, live.Cancellation);
        var found = (await live.LedgerAsync(summary => summary.Total.Queued == 0 && summary.Strays == 0)).Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.GuestExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 1, ["ise-2"] = 1 });
        found.ByPurpose[MailPurpose.PasswordExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 1 });
    }

    [Fact]
    public async Task An_outbox_that_fails_is_an_alarm_and_goes_on()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        var psn = live.Node("psn-2");
        ((ActorRefWithCell)psn.Outbox).GetSingleChild("retry").Tell(Kill.Instance, ActorRefs.NoSender);
        await live.ArrivedAsync("ISE alarm: Process Down", 2);
        await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("r", SecondPortal, Form), live.Cancellation));
        await live.ArrivedAsync("Your Guest Account Credentials", 1);
    }

    [Fact]
    public async Task The_scenario_of_every_notice_passes()
    {
        var reading = await ScenarioFile.ReadAsync(Path.Combine(Topologies.TopologyFolder.Directory, "scenarios", "every-notice.yaml"), CancellationToken.None);
        reading.Problems.ShouldBeEmpty();
        var scenario = reading.Value! with { Within = TimeSpan.FromMinutes(3) };
        var directory = Directory.CreateTempSubdirectory("isemail-live-");
        try
        {
            var result = await new ScenarioRun(scenario, new LiveOptions(directory, scenario.Seed), Logger.None, new Silent()).RunAsync(CancellationToken.None);
            result.Passed.ShouldBeTrue(RunJson.Write(result));
            result.Summary.ByPurpose[MailPurpose.PortalTest].ByNode.Keys.ShouldBe(["ise-1"]);
            result.Summary.ByPurpose[MailPurpose.Alarm].Accepted.ShouldBe(4);
            result.Summary.ByPurpose[MailPurpose.SponsorNotice].Accepted.ShouldBe(6);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Recipients(LiveFixture live) =>
        live.Deployment.Tenant!.Mailboxes.Snapshot().SelectMany(message => message.Recipients).Order(StringComparer.Ordinal);

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
