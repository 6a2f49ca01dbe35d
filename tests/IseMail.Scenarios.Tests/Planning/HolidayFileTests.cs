using IseMail.Scenarios.Planning;

namespace IseMail.Scenarios.Tests.Planning;

public sealed class HolidayFileTests
{
    [Fact]
    public void Dates_names_comments_and_empty_lines_are_read()
    {
        var read = HolidayFile.Parse("\uFEFF# Italy\r\n2026-12-25 Christmas Day # a Friday\n\n  2026-12-26\tSt. Stephen's #2 Day\n2027-01-01\n2026-12-25 again\n#2027-01-02", "h.txt");
        read.Problems.ShouldBeEmpty();
        read.Value!.Holidays.ShouldBe([new(new DateOnly(2026, 12, 25), "Christmas Day"), new(new DateOnly(2026, 12, 26), "St. Stephen's"), new(new DateOnly(2027, 1, 1), "")]);
    }

    [Fact]
    public void Every_bad_line_is_told_at_its_place()
    {
        var read = HolidayFile.Parse("2026-12-25\n  25.12.2026 Christmas\n2026-02-30\r\n2026-1-1\n", "h.txt");
        read.Value.ShouldBeNull();
        read.Problems.Select(problem => problem.ToString()).ShouldBe(
        [
            "h.txt:2:3: '25.12.2026' is not a date; a date such as 2026-12-25, its name after it, or a comment after '#'",
            "h.txt:3:1: '2026-02-30' is not a date; a date such as 2026-12-25, its name after it, or a comment after '#'",
            "h.txt:4:1: '2026-1-1' is not a date; a date such as 2026-12-25, its name after it, or a comment after '#'",
        ]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_problem_like_any_other() =>
        (await HolidayFile.ReadAsync("no-such-file", CancellationToken.None)).Problems.ShouldHaveSingleItem().ToString().ShouldBe("no-such-file:1:1: there is no such file; a list of holidays");
}
