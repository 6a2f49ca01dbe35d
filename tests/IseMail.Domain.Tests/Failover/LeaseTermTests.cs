using CsCheck;
using IseMail.Domain.Failover;

namespace IseMail.Domain.Tests.Failover;

public sealed class LeaseTermTests
{
    // Members hear of each other once a second.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_dead_node_s_lease_has_run_out_by_the_time_the_other_asks_for_it_however_detection_is_set() =>
        Gen.Select(Gen.Int[1, 60_000], Gen.Int[1, 60_000]).Sample((silence, stableAfter) =>
        {
            var failover = FailoverSettings.Default with { Silence = TimeSpan.FromMilliseconds(silence), StableAfter = TimeSpan.FromMilliseconds(stableAfter) };
            failover.LeaseTermOf(2).ShouldBeLessThan(Heartbeat + failover.SilenceOf(2) + failover.StableAfterOf(2));
        });

    [Fact]
    public void Unless_told_otherwise_a_duty_of_two_nodes_moves_within_10_s_and_of_three_within_8()
    {
        FailoverSettings.Default.SingletonTakeover(2, SurvivorRule.Lease).ShouldBe(TimeSpan.FromSeconds(10));
        FailoverSettings.Default.SingletonTakeover(3, SurvivorRule.Majority).ShouldBe(TimeSpan.FromSeconds(8));
    }
}
