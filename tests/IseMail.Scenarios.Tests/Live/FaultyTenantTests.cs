using System.Collections.Immutable;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>Live deployments whose tenant does everything wrong that it can.</summary>
public sealed class FaultyTenantTests
{
    private const string Topology = """
        name: test
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        mail: { sender: { budget: unlimited, idleTimeout: 200ms }, retry: { first: 100ms, greatest: 1s } }
        tenant: { limits: none }
        """;

    public static TheoryData<string> Scenarios =>
        ["token-endpoint-throttles", "reply-lost-after-data", "fourth-connection", "slow-authentication", "certificate-expires"];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_with_faults_ends_with_the_verdict_that_it_promises(string name)
    {
        var reading = await ScenarioFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", name + ".yaml"), CancellationToken.None);
        // The same faults and mails on fewer nodes; how soon it is done depends on the machine.
        var scenario = reading.Value! with { Topology = TopologyFile.Parse(Topology, "test.yaml").Value!, Within = TimeSpan.FromMinutes(3) };
        var result = await RunAsync(scenario);
        result.Passed.ShouldBeTrue(RunJson.Write(result));
        if (name == "reply-lost-after-data") result.Summary.Total.Duplicated.ShouldBeGreaterThanOrEqualTo(scenario.Count / 4);
        else result.Summary.Total.Duplicated.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_copy_fails_a_scenario_that_allows_none()
    {
        var lost = new Fault("reply-lost", FaultPoint.AfterData, new FaultEffect.Disconnect(), FaultConditions.Always with { Count = 1 }, null);
        var scenario = new Scenario(
            "strict", "", TopologyFile.Parse(Topology, "test.yaml").Value!, TopologyFile.Parse(Topology, "test.yaml"), 1, TimeSpan.FromMinutes(3), "visitors.example",
            [new ScheduledCauses(new ScenarioCause.Sample(MailPurpose.Alarm), 2, TimeSpan.Zero, TimeSpan.Zero)])
        {
            Faults = [new ScheduledFault(lost, null)],
        };
        (await RunAsync(scenario)).Passed.ShouldBeFalse();
        (await RunAsync(scenario with { Expected = Expectation.Standard with { Mail = MailExpectation.Standard with { Duplicated = CountRule.Doubted } } })).Passed.ShouldBeTrue();
    }

    [Fact]
    public async Task Through_faults_at_every_point_added_and_removed_while_it_runs_every_mail_arrives_and_each_second_copy_was_in_doubt()
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        var faults = live.Deployment.Tenant!.Faults;
        var raised = 0;
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        foreach (var (number, met) in Everything().Index())
        {
            // A token lasts for an hour: one that is refused makes the deployment ask for another.
            if (met.Where == FaultPoint.Token) faults.TryAdd(Refusal).ShouldBeTrue();
            faults.TryAdd(met).ShouldBeTrue();
            // Mail after mail, with pauses in which connections are closed, until one has met it.
            while (faults.List().Single(record => record.Fault == met).Struck == 0)
            {
                await live.RaiseAsync(number % 2 == 0 ? MailPurpose.GuestNotice : MailPurpose.Alarm, 1);
                raised++;
                await pulse.WaitForNextTickAsync(live.Cancellation);
            }
            faults.Remove(met.Name).ShouldBeTrue();
            faults.Remove(Refusal.Name);
        }
        var ledger = await live.LedgerAsync(summary => summary.Total.Queued == 0 && summary.Total.Accepted == raised);
        ledger.Lost.ShouldBeEmpty();
        ledger.WrongOwner.ShouldBeEmpty();
        ledger.Mails.ShouldAllBe(mail => mail.Standing == MailState.Delivered && mail.Arrivals.Length >= 1);
        ledger.Mails.ShouldAllBe(mail => mail.SurplusCopies <= mail.Doubts);
        ledger.Mails.Sum(mail => mail.Doubts).ShouldBeGreaterThan(0);
    }

    private static Fault Refusal { get; } = new(
        "token-refused", FaultPoint.Auth, new FaultEffect.Reply("535 5.7.3 Authentication unsuccessful"), FaultConditions.Always with { Count = 1 }, null);

    /// <summary>What passes by itself, at each point; what needs a person makes a deployment wait for longer than a test should.</summary>
    private static ImmutableArray<Fault> Everything()
    {
        var busy = new FaultEffect.Reply("451 4.7.0 Temporary server error. Please try again later. PRX4");
        FaultEffect[] effects = [busy, new FaultEffect.Disconnect(), new FaultEffect.Reset(), new FaultEffect.Delay(TimeSpan.FromMilliseconds(50))];
        var submission = FaultPoints.Submission.Select((point, i) => (Point: point, What: effects[i % effects.Length].Suits(point) ? effects[i % effects.Length] : effects[1]));
        var doubts = new (FaultPoint Point, FaultEffect What)[]
        {
            (FaultPoint.EndOfData, new FaultEffect.Reset()), (FaultPoint.AfterData, new FaultEffect.Reset()), (FaultPoint.AfterData, new FaultEffect.Disconnect()),
        };
        FaultEffect[] ofTokens =
        [
            new FaultEffect.Refuse(), new FaultEffect.Status(503, null), new FaultEffect.Status(429, TimeSpan.FromSeconds(1)),
            new FaultEffect.Aadsts(EntraErrors.Transient), new FaultEffect.NotJson(), new FaultEffect.Truncate(), new FaultEffect.Delay(TimeSpan.FromMilliseconds(50)),
        ];
        return [.. submission.Concat(doubts).Concat(ofTokens.Select(what => (Point: FaultPoint.Token, What: what)))
            .Select((one, number) => new Fault($"fault-{number}", one.Point, one.What, FaultConditions.Always with { Count = 1 }, null))];
    }

    private static async Task<RunResult> RunAsync(Scenario scenario)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-live-");
        try
        {
            return await new ScenarioRun(scenario, new LiveOptions(directory, scenario.Seed), Logger.None, new Silent()).RunAsync(CancellationToken.None);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
