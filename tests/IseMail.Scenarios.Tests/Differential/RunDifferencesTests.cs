using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Differential;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Differential;

/// <summary>What one scenario came to in two runs is compared down to the mail.</summary>
public sealed class RunDifferencesTests
{
    private static readonly Scenario Failover =
        ScenarioFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "primary-pan-dies.yaml"), CancellationToken.None).GetAwaiter().GetResult().Value!;

    [Fact]
    public void A_run_with_other_times_comes_to_the_same()
    {
        var slow = new TimingModel { Message = TimeRange.Milliseconds(5, 20), Journal = TimeRange.Milliseconds(10, 30), Command = TimeRange.Milliseconds(5, 10) };
        RunDifferences.Between(Run(Failover, 1, new TimingModel()), Run(Failover, 2, slow)).ShouldBeEmpty();
    }

    [Fact]
    public void Who_owned_a_duty_and_which_mail_another_node_sent_is_told()
    {
        var told = RunDifferences.Between(Run(Failover, 1, new TimingModel()), Run(Failover with { Actions = [] }, 1, new TimingModel()));
        told.ShouldContain(difference => difference.What == "duties were taken over" && difference.Live == "primary PAN ise-1, primary PAN ise-2, active MnT ise-1, active MnT ise-2" && difference.Virtual == "primary PAN ise-1, active MnT ise-1");
        var owners = told.Where(difference => difference.What == "guest expiry, owners").ShouldHaveSingleItem();
        (owners.Live, owners.Virtual).ShouldBe(("ise-1, ise-2", "ise-1"));
        owners.Mails.ShouldNotBeEmpty();
        owners.Mails.ShouldAllBe(mail => mail.EndsWith("live delivered from ise-2, virtual delivered from ise-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Mail_that_waits_in_one_runtime_and_not_in_the_other_is_told_by_mail()
    {
        // The tenant takes nobody's mail until the run is over.
        var refused = Run(Failover with { Within = TimeSpan.FromSeconds(30), Actions = [new ScheduledAction(new ScenarioAction.InTenant(Domain.Tenants.Cmdlets.CmdletCall.Of("set-transport-config", ("SmtpClientAuthenticationDisabled", "true"))), TimeSpan.Zero)] }, 1, new TimingModel());
        var told = RunDifferences.Between(Run(Failover with { Actions = [] }, 1, new TimingModel()), refused);
        var delivered = told.Where(difference => difference.What == "guest notice, delivered").ShouldHaveSingleItem();
        (delivered.Live, delivered.Virtual).ShouldBe(("20", "0"));
        delivered.Mails.Length.ShouldBe(20);
        told.ShouldContain(difference => difference.What.StartsWith("verdict on ", StringComparison.Ordinal));
    }

    private static RunResult Run(Scenario scenario, long seed, TimingModel timing) => new VirtualRun(scenario, seed, timing) { KeepsEveryMail = true }.Run(CancellationToken.None).Result;
}
