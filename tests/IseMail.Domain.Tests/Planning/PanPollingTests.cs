using System.Collections.Immutable;
using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Planning;

namespace IseMail.Domain.Tests.Planning;

/// <summary>What is reckoned of a setting of PAN failover, beside the health check that runs by it.</summary>
public sealed class PanPollingTests
{
    private const int Phases = 1_000;
    private const int Promotions = 20_000;
    private static readonly NodeName Pan = new("pan-1");

    [Fact]
    public void Whenever_between_two_polls_the_primary_dies_the_outage_is_within_what_is_reckoned_and_on_the_average_as_expected() =>
        Gen.Select(Gen.Int[30, 300], Gen.Int[2, 60]).Sample((seconds, failedAttempts) =>
        {
            var setting = new PanPolling(TimeSpan.FromSeconds(seconds), failedAttempts);
            var outages = Enumerable.Range(0, Phases).Select(phase => Outage(setting, setting.Interval * ((phase + 0.5) / Phases))).ToList();
            outages.Min().ShouldBeGreaterThanOrEqualTo(setting.Shortest);
            outages.Max().ShouldBeLessThanOrEqualTo(setting.Longest);
            outages.Average(outage => outage.TotalSeconds).ShouldBe(setting.Expected.TotalSeconds, 0.001);
        }, iter: 50);

    [Fact]
    public void Polls_that_are_only_lost_promote_as_often_as_reckoned() =>
        Gen.Select(Gen.Double[0.1, 0.9], Gen.Int[2, 12], Gen.Int).Where(one => PanPolling.PollsUntilRun(one.Item1, one.Item2) < 300).Sample((loss, failedAttempts, seed) =>
        {
            var random = new Random(seed);
            var waits = Enumerable.Range(0, Promotions).Select(_ => (double)PollsUntilPromotion(random, loss, failedAttempts)).ToList();
            var mean = waits.Average();
            var deviation = Math.Sqrt(waits.Average(wait => (wait - mean) * (wait - mean)) / Promotions);
            // Six standard deviations of the mean: chance alone exceeds that once in 500 million samples.
            mean.ShouldBe(PanPolling.PollsUntilRun(loss, failedAttempts), 6 * deviation);
        }, iter: 20);

    [Theory]
    [InlineData(0.5, 1, 2)]
    [InlineData(0.5, 2, 6)]
    [InlineData(0.5, 10, 2046)]
    [InlineData(0.01, 2, 10_100)]
    [InlineData(0.01, 5, 10_101_010_100)]
    public void The_wait_for_a_run_of_losses_is_what_theory_says(double loss, int run, double polls) => PanPolling.PollsUntilRun(loss, run).ShouldBe(polls, polls * 1e-12);

    [Fact]
    public void Where_no_poll_is_lost_nothing_is_promoted_in_error_and_a_poll_that_is_always_lost_is_refused()
    {
        PanPolling.Standard.FalsePromotions(0).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => PanPolling.PollsUntilRun(1, 2));
    }

    [Fact]
    public void The_cheapest_setting_is_borne_and_none_that_is_borne_has_a_shorter_outage() =>
        Gen.Select(Gen.Double[0, 0.6], Gen.Double[0.001, 2]).Sample((loss, tolerated) =>
        {
            var settings = new[] { 30, 45, 120, 300 }.SelectMany(seconds => Enumerable.Range(2, 9).Select(count => new PanPolling(TimeSpan.FromSeconds(seconds), count))).ToImmutableArray();
            var plan = FailoverPlan.Of(new FailoverQuestion(settings, [loss], 2, TimeSpan.Zero, tolerated));
            var borne = plan.Settings.Where(setting => setting.FalsePromotions[0] <= tolerated).ToList();
            plan.Cheapest[0].ShouldBe(borne.MinBy(setting => (setting.Expected, setting.FalsePromotions[0])));
        });

    [Fact]
    public void ISE_s_defaults_give_the_primary_up_after_10_to_12_minutes_and_twice_a_year_that_is_22_minutes()
    {
        var plan = FailoverPlan.Of(new FailoverQuestion([PanPolling.Standard], [0.01], 2, TimeSpan.Zero, 0.1)).Settings.ShouldHaveSingleItem();
        (plan.Shortest, plan.Expected, plan.Longest).ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(12)));
        plan.OutagePerYear.ShouldBe(TimeSpan.FromMinutes(22));
        // 262,800 polls a year, and one run of five in 10,101,010,100 polls.
        plan.FalsePromotions[0].ShouldBe(262_800 / 10_101_010_100.0, 1e-15);
    }

    private static TimeSpan Outage(PanPolling setting, TimeSpan died)
    {
        var check = new HealthCheck(Pan, setting.FailedAttempts);
        check.Poll();
        check.Answered(isPrimary: true);
        var at = setting.Interval;
        while (!check.Poll()) at += setting.Interval;
        return at - died;
    }

    private static int PollsUntilPromotion(Random random, double loss, int failedAttempts)
    {
        var check = new HealthCheck(Pan, failedAttempts);
        var polls = 0;
        while (!check.Poll())
        {
            polls++;
            if (random.NextDouble() >= loss) check.Answered(isPrimary: true);
        }
        return polls;
    }
}
