using CsCheck;
using IseMail.Scenarios.Calibrating;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Calibrating;

/// <summary>What was measured live is what virtual time draws from.</summary>
public sealed class TimingFileTests
{
    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        var range = Gen.Int[0, 3_000_000].Array[2].Select(two => new TimeRange(TimeSpan.FromMicroseconds(two.Min()), TimeSpan.FromMicroseconds(two.Max())));
        range.Array[TimingKeys.All.Length].Sample(ranges =>
        {
            var measured = TimingKeys.All.Zip(ranges, (key, one) => new MeasuredTime(key.Key, one, 7)).ToList();
            TimingFile.Read(TimingFile.Write(measured, ["Measured on a machine: one, two."]), "timing.yaml").Value.ShouldBe(new TimingModel().With(measured));
        });
    }

    [Fact]
    public void What_is_not_measured_is_as_without_a_file()
    {
        var model = TimingFile.Read("token: { leastMs: 1, greatestMs: 2 }\n", "timing.yaml").Value.ShouldNotBeNull();
        model.ShouldBe(new TimingModel { Token = TimeRange.Milliseconds(1, 2) });
    }

    [Theory]
    [InlineData("tokn: { leastMs: 1, greatestMs: 2 }", "timing.yaml:1:1: unknown key 'tokn'; ")]
    [InlineData("token: { leastMs: 3, greatestMs: 2 }", "timing.yaml:1:8: 'token' is at least more than it is at most; 'leastMs' up to 'greatestMs'")]
    [InlineData("token: { leastMs: 3 }", "timing.yaml:1:8: key 'greatestMs' is missing; ")]
    [InlineData("token: { leastMs: -1, greatestMs: 2 }", "timing.yaml:1:19: '-1' cannot be used for 'leastMs'; a number from 0 to 3600000")]
    [InlineData("token: 5", "timing.yaml:1:8: ")]
    public void What_is_wrong_is_told_at_its_place(string text, string problem) =>
        TimingFile.Read(text, "timing.yaml").Problems[0].ToString().ShouldStartWith(problem);

    [Fact]
    public void A_time_is_told_from_the_5th_to_the_95th_of_a_hundred_measurements()
    {
        var time = MeasuredTime.Of("command", Enumerable.Range(0, 101).Select(number => TimeSpan.FromMilliseconds(number * 2)), steps: 2).ShouldNotBeNull();
        time.ShouldBe(new MeasuredTime("command", TimeRange.Milliseconds(5, 95), 101));
        MeasuredTime.Of("command", []).ShouldBeNull();
    }
}
