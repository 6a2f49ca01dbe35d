using CsCheck;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Tests.Reports.Records;

namespace IseMail.Scenarios.Tests.Reports;

/// <summary>The numbers that reports tell.</summary>
public sealed class FiguresTests
{
    [Fact]
    public void Percentiles_are_times_that_occurred_and_at_least_so_many_took_no_longer() =>
        Gen.Int[1, 100_000].Array[1, 300].Sample(times =>
        {
            var latency = Percentiles.Of(times.Select((ms, i) => Delivered(i, arrived: 1 + ms / 1000.0))).ShouldNotBeNull();
            foreach (var (percent, value) in new (int, TimeSpan?)[] { (50, latency.Median), (90, latency.Most90), (99, latency.Most99), (100, latency.Greatest) })
            {
                if (percent is 90 or 99) (value is null).ShouldBe(times.Length * (100 - percent) < 100, "of few mails it would only be the slowest");
                if (value is not { } span) continue;
                var ms = (int)Math.Round(span.TotalMilliseconds);
                times.ShouldContain(ms);
                times.Count(time => time <= ms).ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(times.Length * percent / 100.0));
                times.Count(time => time < ms).ShouldBeLessThan((int)Math.Ceiling(times.Length * percent / 100.0));
            }
        });

    [Fact]
    public void The_peak_of_a_window_is_the_most_arrivals_that_any_such_time_holds() =>
        Gen.Int[0, 300].Array[0, 80].Sample(times =>
        {
            var sorted = times.Order().Select(time => Seconds(time)).ToArray();
            var most = sorted.Length == 0 ? 0 : sorted.Max(first => sorted.Count(one => one >= first && one < first + TimeSpan.FromMinutes(1)));
            BudgetUse.Most([.. sorted], TimeSpan.FromMinutes(1)).ShouldBe(most);
        });

    [Fact]
    public void However_long_a_run_is_its_samples_stay_few_in_order_and_keep_the_greatest_peak() =>
        Gen.Long[0, 1000].Array[1, 5000].Sample(
            queued =>
            {
                var series = new SampleSeries(40);
                for (var i = 0; i < queued.Length; i++) series.Add(Sample(i, queued[i]));
                series.Samples.Length.ShouldBeInRange(1, 41);
                series.Samples.Select(sample => sample.At).ShouldBeInOrder();
                series.Samples.Max(sample => sample.Waiting).ShouldBe(queued.Max());
                series.End(Sample(queued.Length, 0));
                (series.Samples[^1].At, series.Samples[^1].Waiting, series.Samples.Max(sample => sample.Waiting)).ShouldBe((Seconds(queued.Length), 0, queued.Max()), "how it ended takes no peak's place, and no peak its");
            },
            iter: 50);

    [Fact]
    public void A_failover_tells_how_long_nobody_acted_and_a_handover_does_not()
    {
        var record = Of() with
        {
            Duties =
            [
                new DutyRecord("primary PAN", "ise-1", 1, Seconds(-2), Seconds(1)), new DutyRecord("primary PAN", "ise-2", 2, Seconds(20), Seconds(25)),
                new DutyRecord("active MnT", "ise-2", 1, Seconds(-2), null), new DutyRecord("active MnT", "ise-1", 2, Seconds(30), null),
            ],
            Events = [new EventRecord(EventKind.Action, Seconds(3), Seconds(3), "kill ise-1", "ise-1", EndsNode: true)],
        };
        var failovers = Scenarios.Reports.Figures.Failover.In(record);
        failovers.Length.ShouldBe(2);
        (failovers[0].Gap, failovers[0].FirstMail - failovers[0].Ended).ShouldBe((Seconds(17), Seconds(22)));
        (failovers[1].Duty, failovers[1].Gap).ShouldBe(("active MnT", null));
    }
}
