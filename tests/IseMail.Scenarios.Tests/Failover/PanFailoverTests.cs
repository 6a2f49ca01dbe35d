using IseMail.Cluster.Failover;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Tests.Live;

namespace IseMail.Scenarios.Tests.Failover;

/// <summary>PAN failover as ISE has it, in deployments whose nodes are the real ones.</summary>
public sealed class PanFailoverTests
{
    private static readonly NodeName First = new("ise-1");
    private static readonly NodeName Second = new("ise-2");
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private const string ByHand = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true }
        """;

    [Fact]
    public async Task Without_automatic_failover_expiry_notices_pause_until_a_person_promotes_the_other_PAN_and_alarms_go_on()
    {
        await using var live = await LiveFixture.StartAsync(ByHand);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);
        await live.LedgerAsync(summary => summary.Total.Delivered == 2);
        await live.Deployment.KillNodeAsync(First);

        // The MnT takes over by itself, and says what has happened.
        await live.ArrivedAsync("ISE alarm: Health Status Unavailable", 1);
        (await live.Node("ise-2").PanAsync(Within, live.Cancellation))!.Role.ShouldBe(PanRole.Secondary);
        var expiry = live.RaiseAsync(MailPurpose.GuestExpiry, 3);
        await live.RaiseAsync(MailPurpose.GuestNotice, 2);
        await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.GuestNotice].Delivered == 2);
        expiry.IsCompleted.ShouldBeFalse();

        (await live.Deployment.PromoteAsync(Second, live.Cancellation)).ShouldBeNull();
        await expiry;
        var found = (await live.LedgerAsync(summary => summary.Total is { Queued: 0 } && summary.ByPurpose[MailPurpose.GuestExpiry].Delivered == 5)).Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
        found.ByPurpose[MailPurpose.GuestExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 2, ["ise-2"] = 3 });
    }

    [Fact]
    public async Task A_promotion_while_the_primary_is_well_hands_over_in_order_and_can_be_taken_back_by_hand()
    {
        await using var live = await LiveFixture.StartAsync(ByHand);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);
        (await live.Deployment.PromoteAsync(First, live.Cancellation)).ShouldBe("ise-1 is the primary PAN already");
        (await live.Deployment.PromoteAsync(new NodeName("psn-1"), live.Cancellation)).ShouldBe("psn-1 is no PAN");

        (await live.Deployment.PromoteAsync(Second, live.Cancellation)).ShouldBeNull();
        (await live.Node("ise-1").PanAsync(Within, live.Cancellation))!.ShouldSatisfyAllConditions(first => first.Role.ShouldBe(PanRole.Secondary));
        (await live.Node("ise-2").PanAsync(Within, live.Cancellation))!.Role.ShouldBe(PanRole.Primary);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);
        (await live.Deployment.PromoteAsync(First, live.Cancellation)).ShouldBeNull();
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);

        var ledger = await live.LedgerAsync(summary => summary.Total is { Queued: 0, Delivered: 6 });
        ledger.Summary().EachArrivedOnce.ShouldBeTrue(ledger.Summary().Total.ToString());
        ledger.Terms.Where(term => term.Persona == Persona.Pan).Select(term => term.Node).ShouldBe([First, Second, First]);
    }

    [Fact]
    public async Task With_automatic_failover_the_health_check_node_has_the_other_PAN_promoted_and_the_old_one_comes_back_as_the_secondary()
    {
        await using var live = await LiveFixture.StartAsync(ByHand + LiveFixture.AutomaticFailover);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 1);
        await live.LedgerAsync(summary => summary.Total.Delivered == 1);
        await live.Deployment.KillNodeAsync(First);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);
        await live.ArrivedAsync("ISE alarm: PAN Auto Failover - Failover Triggered", 1);
        await live.ArrivedAsync("ISE alarm: PAN Auto Failover - Primary Administration Node Down", 1);

        await live.Deployment.StartNodeAsync(First, live.Cancellation);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 2);
        var ledger = await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.GuestExpiry].Delivered == 5 && summary.Total.Queued == 0);
        ledger.Summary().ByPurpose[MailPurpose.GuestExpiry].ShouldSatisfyAllConditions(
            expiry => expiry.EachArrivedOnce.ShouldBeTrue(),
            expiry => expiry.ByNode.ShouldBe(new Dictionary<string, int> { ["ise-1"] = 1, ["ise-2"] = 4 }));
        (await live.Node("ise-1").PanAsync(Within, live.Cancellation))!.ShouldBe(new PanReport(First, PanRole.Secondary, Second, 2));
    }

    [Fact]
    public async Task A_verdict_goes_by_the_newest_primary_while_the_old_one_cut_off_still_takes_itself_for_one()
    {
        await using var live = await LiveFixture.StartAsync(ByHand + LiveFixture.AutomaticFailover.Replace("timeScale: 0.05", "timeScale: 0.05, detection: { stableAfter: 5m }", StringComparison.Ordinal), breakableLinks: true);
        await live.RaiseAsync(MailPurpose.GuestExpiry, 1);
        await live.LedgerAsync(summary => summary.Total is { Delivered: 1, Queued: 0 });

        await live.Deployment.ChangeLinksAsync(links => links.Partition([[First], [Second, .. Enumerable.Range(1, 3).Select(i => new NodeName($"psn-{i}"))]]), live.Cancellation);
        while (await live.Node("ise-2").PanAsync(Within, live.Cancellation) is not { Role: PanRole.Primary, Epoch: 2 }) live.Cancellation.ThrowIfCancellationRequested();
        (await live.Node("ise-1").PanAsync(Within, live.Cancellation))!.ShouldBe(new PanReport(First, PanRole.Primary, First, 1));

        var ledger = await live.Deployment.LedgerAsync(live.Cancellation);
        ledger.Terms.Where(term => term.Persona == Persona.Pan).Select(term => term.Node).ShouldBe([First, Second]);
        ledger.WrongOwner.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_whole_deployment_that_starts_again_has_the_primary_it_had_last()
    {
        await using var live = await LiveFixture.StartAsync(ByHand);
        (await live.Deployment.PromoteAsync(Second, live.Cancellation)).ShouldBeNull();
        await live.Deployment.KillNodeAsync(First);
        await live.Deployment.KillNodeAsync(Second);
        await live.Deployment.StartNodeAsync(First, live.Cancellation);
        await live.Deployment.StartNodeAsync(Second, live.Cancellation);
        await live.RaiseAsync(MailPurpose.PasswordExpiry, 2);
        var found = (await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.PasswordExpiry].Delivered == 2)).Summary();
        found.ByPurpose[MailPurpose.PasswordExpiry].ByNode.ShouldBe(new Dictionary<string, int> { ["ise-2"] = 2 });
    }
}
