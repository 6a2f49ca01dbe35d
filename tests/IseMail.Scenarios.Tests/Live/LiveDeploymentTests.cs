using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Reports;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

public sealed class LiveDeploymentTests
{
    private const string Medium = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """ + LiveFixture.AutomaticFailover;

    [Fact]
    public async Task The_first_scenario_passes_with_every_mail_from_the_node_whose_duty_it_is()
    {
        var reading = await ScenarioFile.ReadAsync(Shipped("scenarios/first-mail.yaml"), CancellationToken.None);
        reading.Problems.ShouldBeEmpty();
        // What is asked here is that it arrives; how soon depends on the machine.
        var scenario = reading.Value! with { Within = TimeSpan.FromMinutes(3) };
        var directory = Directory.CreateTempSubdirectory("isemail-live-");
        try
        {
            var result = await new ScenarioRun(scenario, new LiveOptions(directory, scenario.Seed), Logger.None, new Silent()).RunAsync(CancellationToken.None);
            result.Passed.ShouldBeTrue(RunJson.Write(result));
            result.Summary.ByPurpose[MailPurpose.GuestExpiry].ByNode.Keys.ShouldBe(["ise-1"]);
            result.Summary.ByPurpose[MailPurpose.Alarm].ByNode.Keys.ShouldBe(["ise-1"]);
            result.Summary.ByPurpose[MailPurpose.GuestNotice].ByNode.Count.ShouldBe(5);
            foreach (var log in directory.GetFiles("guest.log", SearchOption.AllDirectories))
                (await File.ReadAllLinesAsync(log.FullName)).ShouldAllBe(line => line.Contains(" cpm.", StringComparison.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_duties_begin_at_the_primaries_and_the_sender_at_the_first_PSN_however_many_nodes_start_at_once()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        (await SenderHostAsync(live.Deployment)).Value.ShouldBe("psn-1");
        var view = await live.Deployment.ViewAsync(live.Cancellation);
        view.Nodes.Where(node => !node.Holds.IsEmpty).Select(node => node.Node.Name.Value).ShouldBe(["ise-1"]);
    }

    [Fact]
    public async Task A_deployment_that_does_not_come_up_in_time_is_given_up_and_its_files_are_free_for_the_next_start()
    {
        var topology = TopologyFile.Parse(Medium, "test.yaml").Value!;
        var directory = Directory.CreateTempSubdirectory("isemail-live-");
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            // Enough for the first node at most: the cluster takes longer to take a second one in.
            var hurried = new LiveOptions(directory, 1) { StartWithin = TimeSpan.FromMilliseconds(1) };
            var late = await Should.ThrowAsync<NodesNotUpException>(() => LiveDeployment.StartAsync(topology, hurried, Logger.None, null, patience.Token));
            late.Message.ShouldEndWith("of 5 nodes came up in the cluster within 0 s");

            await using var next = await LiveDeployment.StartAsync(topology, hurried with { StartWithin = null }, Logger.None, null, patience.Token);
            next.Running.Count.ShouldBe(5);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task When_the_primary_dies_its_duties_move_and_no_mail_is_lost_or_sent_twice()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 4);
        await live.RaiseAsync(MailPurpose.Alarm, 4);
        await live.LedgerAsync(summary => summary.Total.Delivered == 8);

        await live.Deployment.KillNodeAsync(new NodeName("ise-1"));
        await live.RaiseAsync(MailPurpose.GuestExpiry, 3);
        await live.RaiseAsync(MailPurpose.PasswordExpiry, 2);
        await live.RaiseAsync(MailPurpose.Alarm, 3);
        // The new primary asks again for whatever its predecessor had not noted as delivered; that makes no second mail.
        var alone = await live.LedgerAsync(summary => summary.Total is { Queued: 0, Delivered: >= 8 });
        alone.WrongOwner.ShouldBeEmpty();

        // It comes back: what its outbox knew is still there, and its duties stay where they went.
        await live.Deployment.StartNodeAsync(new NodeName("ise-1"), live.Cancellation);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 1);
        var ledger = await live.LedgerAsync(summary => summary.Total.Accepted == 17 && summary.Total.Queued == 0);
        var found = ledger.Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.GuestExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 4, ["ise-2"] = 4 });
        found.ByPurpose[MailPurpose.PasswordExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-2"] = 2 });
        found.ByPurpose[MailPurpose.Alarm].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 4, ["ise-2"] = 3 });
    }

    [Fact]
    public async Task When_the_node_with_the_sender_dies_in_the_middle_every_mail_arrives_and_each_second_copy_was_in_doubt()
    {
        await using var live = await LiveFixture.StartAsync(Medium);
        var sender = await SenderHostAsync(live.Deployment);
        var others = live.Deployment.Running.Values.Where(host => host.Node.Has(Persona.Psn) && host.Name != sender).ToList();
        var mails = Enumerable.Range(0, 400).Select(number => new Domain.Workloads.SampleCauses("visitors.example")
            .Of(MailPurpose.GuestNotice, $"many-{number}", number, TimeProvider.System.GetUtcNow(), new Random(number))).ToList();
        await others[0].Control.RaiseAsync(mails, TimeSpan.FromMinutes(1), live.Cancellation);
        await live.Deployment.Tenant!.Mailboxes.WaitForAsync(arrived => arrived.Count > 50, live.Cancellation);
        await live.Deployment.KillNodeAsync(sender);

        var ledger = await live.LedgerAsync(summary => summary.Total.Delivered == 400);
        ledger.Mails.ShouldAllBe(mail => mail.Arrivals.Length >= 1);
        ledger.Mails.ShouldAllBe(mail => mail.SurplusCopies <= mail.Doubts);
        ledger.Mails.Sum(mail => mail.Doubts).ShouldBeLessThanOrEqualTo(live.Deployment.Topology.Mail.Sender.Connections);
        ledger.Lost.ShouldBeEmpty();
        ledger.WrongOwner.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_sender_on_each_node_every_mail_still_arrives_once()
    {
        await using var live = await LiveFixture.StartAsync(Medium.Replace("budget: unlimited", "budget: unlimited, placement: node", StringComparison.Ordinal));
        foreach (var purpose in MailPurposes.Daily) await live.RaiseAsync(purpose, 6);
        var ledger = await live.LedgerAsync(summary => summary.Total is { Accepted: 30, Queued: 0 });
        ledger.Summary().EachArrivedOnce.ShouldBeTrue(ledger.Summary().Total.ToString());
        live.Deployment.Tenant!.Mailboxes.Snapshot().Select(message => message.Connection).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Mail_that_waited_when_the_deployment_was_stopped_leaves_after_the_next_start()
    {
        // Nothing can be sent, for the tenant does not know the mailbox the settings name.
        await using var live = await LiveFixture.StartAsync(Medium.Replace("tenant: { limits: none }", "tenant: { mailboxes: [ { address: other@contoso.example } ] }", StringComparison.Ordinal));
        await live.RaiseAsync(MailPurpose.GuestNotice, 5);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 5);
        await live.LedgerAsync(summary => summary.Total.Queued == 10);
        await live.Deployment.StopAsync(TimeSpan.FromSeconds(20), live.Cancellation);

        var options = new LiveOptions(new DirectoryInfo(live.Directory), 1);
        await using var again = await LiveDeployment.StartAsync(TopologyFile.Parse(Medium, "test.yaml").Value!, options, Logger.None, null, live.Cancellation);
        await again.Tenant!.Mailboxes.WaitForAsync(arrived => arrived.Count >= 10, live.Cancellation);
        var ledger = await again.LedgerAsync(live.Cancellation);
        ledger.Mails.Length.ShouldBe(10);
        ledger.Mails.ShouldAllBe(mail => mail.Arrivals.Length == 1);
    }

    private static async Task<NodeName> SenderHostAsync(LiveDeployment deployment)
    {
        var view = await deployment.ViewAsync(CancellationToken.None);
        return new NodeName(view.Sender!.Node);
    }

    private static string Shipped(string file) => Path.Combine(TopologyFolder.Directory, file);

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
