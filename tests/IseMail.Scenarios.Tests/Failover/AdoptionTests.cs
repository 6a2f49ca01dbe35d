using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Tests.Live;

namespace IseMail.Scenarios.Tests.Failover;

/// <summary>What becomes of the mail that waits in the outbox of a PSN that dies.</summary>
public sealed class AdoptionTests
{
    private static readonly NodeName Dying = new("psn-3");

    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms, greatest: 1s } }
        tenant: { limits: none }
        """;

    [Fact]
    public async Task Unless_told_otherwise_it_waits_for_the_node_s_return()
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        await DieWithMailAsync(live);
        // Whatever arises at the others leaves meanwhile.
        await live.RaiseAsync(MailPurpose.Alarm, 2);
        var waiting = await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.Alarm].Delivered == 2);
        waiting.Summary().ByPurpose[MailPurpose.GuestNotice].ShouldSatisfyAllConditions(notices => notices.Queued.ShouldBe(5), notices => notices.Delivered.ShouldBe(0));

        await live.Deployment.StartNodeAsync(Dying, live.Cancellation);
        (await live.LedgerAsync(summary => summary.Total is { Queued: 0, Delivered: 7 })).Summary().EachArrivedOnce.ShouldBeTrue();
    }

    [Fact]
    public async Task Adopted_it_is_sent_by_another_PSN_once_and_the_node_that_returns_has_its_outbox_again()
    {
        await using var live = await LiveFixture.StartAsync(Topology + "\nfailover: { waitingMail: adopted }\n");
        await DieWithMailAsync(live);
        (await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.GuestNotice] is { Queued: 0, Delivered: 5 })).Summary().EachArrivedOnce.ShouldBeTrue();

        await live.Deployment.StartNodeAsync(Dying, live.Cancellation);
        await RaiseThereAsync(live, 3, 100);
        var found = (await live.LedgerAsync(summary => summary.ByPurpose[MailPurpose.GuestNotice] is { Accepted: 8, Queued: 0 })).Summary();
        found.EachArrivedOnce.ShouldBeTrue(found.Total.ToString());
    }

    private static async Task DieWithMailAsync(LiveFixture live)
    {
        // Nothing gets out while the node still lives.
        var closed = new Fault("closed", FaultPoint.Mail, new FaultEffect.Disconnect(), FaultConditions.Always, null);
        live.Deployment.Tenant!.Faults.TryAdd(closed).ShouldBeTrue();
        await RaiseThereAsync(live, 5, 0);
        await live.Deployment.KillNodeAsync(Dying);
        live.Deployment.Tenant.Faults.Remove("closed").ShouldBeTrue();
    }

    private static async Task RaiseThereAsync(LiveFixture live, int count, int first)
    {
        var mails = Enumerable.Range(first, count).Select(number => new Domain.Workloads.SampleCauses("visitors.example")
            .Of(MailPurpose.GuestNotice, $"there-{number}", number, TimeProvider.System.GetUtcNow(), new Random(number))).ToList();
        await live.UntilTakenAsync(() => live.Deployment.Running[Dying].Control.RaiseAsync(mails, TimeSpan.FromMinutes(1), live.Cancellation));
    }
}
