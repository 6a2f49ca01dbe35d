using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using IseMail.Domain.Planning;

namespace IseMail.Domain.Tests.Planning;

public sealed class WorkingDaysTests
{
    [Theory]
    [InlineData("2027-03-15", "2027-03-12")] // Monday: Friday
    [InlineData("2027-03-14", "2027-03-12")] // Sunday
    [InlineData("2027-03-16", "2027-03-15")] // Tuesday
    [InlineData("2027-03-30", "2027-03-25")] // Tuesday after Easter: Monday and Good Friday are holidays
    public void The_last_working_day_is_before_weekend_and_holidays(string day, string last)
    {
        var working = new WorkingDays(new Dictionary<DateOnly, string> { [new(2027, 3, 26)] = "Good Friday", [new(2027, 3, 29)] = "" }.ToImmutableSortedDictionary());
        working.LastBefore(Day(day)).ShouldBe(Day(last));
    }

    [Fact]
    public void Between_the_last_working_day_and_the_day_itself_nobody_is_there() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[0, 20_000].Array[0, 3_000]).Sample((offset, holidays) =>
        {
            var first = new DateOnly(2000, 1, 1);
            var working = new WorkingDays(holidays.Distinct().ToImmutableSortedDictionary(day => first.AddDays(day), _ => "x"));
            var last = working.LastBefore(first.AddDays(offset));
            working.WhyFree(last).ShouldBeNull();
            for (var day = last.AddDays(1); day < first.AddDays(offset); day = day.AddDays(1)) working.WhyFree(day).ShouldNotBeNull();
        });

    [Fact]
    public void Why_a_day_is_free_is_said_in_words()
    {
        var working = new WorkingDays(new Dictionary<DateOnly, string> { [new(2027, 3, 26)] = "Good Friday", [new(2027, 3, 29)] = "" }.ToImmutableSortedDictionary());
        working.WhyFree(new DateOnly(2027, 3, 26)).ShouldBe("Good Friday");
        working.WhyFree(new DateOnly(2027, 3, 27)).ShouldBe("a Saturday");
        working.WhyFree(new DateOnly(2027, 3, 29)).ShouldBe("a holiday");
        working.WhyFree(new DateOnly(2027, 3, 30)).ShouldBeNull();
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
