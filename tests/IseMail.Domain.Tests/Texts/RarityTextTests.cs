using IseMail.Domain.Texts;

namespace IseMail.Domain.Tests.Texts;

public sealed class RarityTextTests
{
    [Theory]
    [InlineData(0, "never")]
    [InlineData(4_380, "4,400 a year")]
    [InlineData(1, "1 a year")]
    [InlineData(0.99, "0.99 a year")]
    [InlineData(0.5, "once in 2 years")]
    [InlineData(0.29, "once in 3.4 years")]
    [InlineData(1 / 12_345.0, "once in 12,000 years")]
    [InlineData(1 / 999_999_999.0, "once in 1,000,000,000 years")]
    [InlineData(1e-40, "less than once in a billion years")]
    public void A_rate_is_told_as_a_person_takes_it_in(double perYear, string text) => RarityText.Of(perYear).ShouldBe(text);
}
