using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Operating;

namespace IseMail.Scenarios.Tests.Operating;

/// <summary>What an operator's next order finds: what can be undone, and what cannot be done again.</summary>
public sealed class OrdersSoFarTests
{
    private static readonly NodeName First = new("psn-1");
    private static readonly NodeName Second = new("psn-2");

    [Fact]
    public void What_was_done_counts_and_what_was_refused_does_not()
    {
        var done = Taken(new ScenarioAction.ToNodes(NodeDeed.Kill, [First]), null);
        var refused = Taken(new ScenarioAction.ToNodes(NodeDeed.Pause, [Second]), "it cannot be paused");
        OrdersSoFar.Of([done, refused], _ => true).ShouldBe([done]);
    }

    [Fact]
    public void A_cut_that_some_node_did_not_take_can_be_healed()
    {
        OrderTaken[] refused =
        [
            Taken(new ScenarioAction.Partition([[First], [Second]]), "psn-2 does not answer"), Taken(new ScenarioAction.Isolate([First]), "psn-2 does not answer"),
            Taken(new ScenarioAction.Degrade([First], [Second], Cluster.Links.LinkQuality.Cut), "psn-2 does not answer"),
        ];
        OrdersSoFar.Of(refused, _ => true).ShouldBe(refused);
    }

    [Fact]
    public void A_node_that_did_not_come_back_from_its_restart_can_be_started()
    {
        var restart = Taken(new ScenarioAction.ToNodes(NodeDeed.Restart, [First, Second]), "psn-1 did not come up");
        var so = OrdersSoFar.Of([restart], node => node == Second).ShouldHaveSingleItem().Order.ShouldBeOfType<Order.Act>().Action.ShouldBeOfType<ScenarioAction.ToNodes>();
        so.Deed.ShouldBe(NodeDeed.Stop);
        so.Nodes.ShouldBe([First]);
        OrdersSoFar.Of([restart], _ => true).ShouldBeEmpty();
    }

    private static OrderTaken Taken(ScenarioAction action, string? why) => new(1, new Order.Act(action), TimeSpan.Zero, TimeSpan.FromSeconds(1), why);
}
