using IseMail.Domain.Texts;

namespace IseMail.Domain.Tests.Texts;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59.6, "1m")]
    [InlineData(90, "1m 30s")]
    [InlineData(18_150, "5h 2m 30s")]
    [InlineData(90_000, "1d 1h")]
    public void A_duration_is_said_in_its_parts_to_the_second(double seconds, string text) => DurationText.InParts(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
