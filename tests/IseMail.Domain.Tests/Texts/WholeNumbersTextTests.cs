using CsCheck;
using IseMail.Domain.Texts;

namespace IseMail.Domain.Tests.Texts;

public sealed class WholeNumbersTextTests
{
    [Theory]
    [InlineData("30", new[] { 30 })]
    [InlineData("300, 30,30", new[] { 30, 300 })]
    [InlineData("30..33", new[] { 30, 31, 32, 33 })]
    [InlineData("30..300:90,45", new[] { 30, 45, 120, 210, 300 })]
    [InlineData("30..100:60", new[] { 30, 90 })]
    public void Numbers_ranges_and_steps_are_a_list_each_once_the_smallest_first(string text, int[] numbers)
    {
        WholeNumbersText.TryParse(text, 30, 300, out var read).ShouldBeTrue();
        read.ShouldBe(numbers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30,")]
    [InlineData("29")]
    [InlineData("30..301")]
    [InlineData("60..30")]
    [InlineData("30..60:0")]
    [InlineData("30:5")]
    [InlineData("30..60:5:5")]
    [InlineData("30..60..90")]
    [InlineData("-30")]
    [InlineData("30.5")]
    [InlineData("99999999999")]
    public void What_is_no_such_list_is_none(string text) => WholeNumbersText.TryParse(text, 30, 300, out _).ShouldBeFalse();

    [Fact]
    public void Whatever_is_written_no_number_beyond_the_limits_is_read() =>
        Gen.String[Gen.Char["0123456789.,: -"], 0, 20].Sample(text =>
        {
            if (WholeNumbersText.TryParse(text, 2, 60, out var numbers)) numbers.ShouldAllBe(number => number >= 2 && number <= 60);
        });
}
