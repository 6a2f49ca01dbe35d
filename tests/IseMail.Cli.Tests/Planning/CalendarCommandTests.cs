using System.Text.Json.Nodes;
using IseMail.Cli.Tests.Topologies;

namespace IseMail.Cli.Tests.Planning;

public sealed class CalendarCommandTests
{
    private const string Topology = """
        name: hq
        model: standalone
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
        mail:
          alarmSender: ise-mail@contoso.example
          guestSender: ise-mail@contoso.example
          allowedRecipients: ["@contoso.example"]
          server:
            host: smtp.office365.com
            mailbox: ise-mail@contoso.example
            oauth: { tenantId: contoso.example, clientId: 22222222-2222-2222-2222-222222222222, clientSecret: { file: client-secret }, secretExpires: 2027-03-28 }
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordExpires: 2027-03-16T10:00:00Z }

        """;

    [Fact]
    public async Task A_year_is_told_with_the_last_working_day_before_each_end()
    {
        using var file = new TemporaryFile(Topology);
        await File.WriteAllTextAsync(file.Beside("h.txt"), "2027-03-26 Good Friday\n");
        var (exitCode, output, errors) = await Program.RunAsync("calendar", file.Path, "--from", "2027-01-01", "--holidays", file.Beside("h.txt"));

        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        output[0].ShouldBe("hq: 365 days from 2027-01-01, in the zone UTC of the PANs");
        output.Where(line => line.StartsWith("│ 2", StringComparison.Ordinal)).Select(line => string.Join("|", line.Split('│')[1..^1].Select(cell => cell.Trim()))).ShouldBe(
        [
            "2027-02-15|Mon|1 administrator is reminded by mail that the password ends within 30d (ann)|",
            "2027-02-26|Fri|ISE warns that the client secret expires in 30d, and then each day; mailed to 1 recipient|",
            "2027-03-16 10:00|Tue|the password of 1 administrator expires (ann)|Mon 2027-03-15",
            "2027-03-28|Sun|the client secret expires, by the date typed on the SMTP server page; warning: it falls on a Sunday|Thu 2027-03-25",
        ]);
        output.ShouldContain(line => line.StartsWith("- the access token of the shared sender: renewed 55m to 1h 25m after it was fetched", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Programs_get_JSON_and_calendars_a_file_of_events()
    {
        using var file = new TemporaryFile(Topology);
        var (exitCode, output, _) = await Program.RunAsync("calendar", file.Path, "--from", "2027-03-01", "--days", "31", "--json", "--ics", file.Beside("hq.ics"));

        exitCode.ShouldBe(0);
        var entries = JsonNode.Parse(string.Concat(output))!["entries"]!.AsArray();
        entries.Select(entry => (string)entry!["kind"]!).ShouldBe(["passwordsExpire", "secretExpires"]);
        ((string)entries[1]!["lastWorkingDay"]!).ShouldBe("2027-03-26");
        var lines = (await File.ReadAllTextAsync(file.Beside("hq.ics"))).Split("\r\n");
        lines.Count(line => line == "BEGIN:VEVENT").ShouldBe(2);
        lines.ShouldContain("DTSTART:20270328T000000Z");
        lines.ShouldContain("TRIGGER;VALUE=DATE-TIME:20270326T090000Z");
    }

    [Theory]
    [InlineData("--days", "0", "isemail: --days is '0'; a whole number from 1 to 3650")]
    [InlineData("--from", "1.1.2027", "isemail: --from is '1.1.2027'; a date from 2000-01-01 to 2199-12-31")]
    [InlineData("--holidays", "none.txt", "none.txt:1:1: there is no such file; a list of holidays")]
    public async Task What_cannot_be_used_is_told_in_one_line(string option, string value, string told)
    {
        using var file = new TemporaryFile(Topology);
        var (exitCode, output, errors) = await Program.RunAsync("calendar", file.Path, option, value);
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldBe([told]);
    }
}
