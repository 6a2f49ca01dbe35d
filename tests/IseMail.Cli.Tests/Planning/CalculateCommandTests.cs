using System.Text.Json.Nodes;

namespace IseMail.Cli.Tests.Planning;

public sealed class CalculateCommandTests
{
    [Fact]
    public async Task Settings_of_PAN_failover_stand_side_by_side_with_the_topology_s_own_marked()
    {
        var (exitCode, output, errors) = await Program.RunAsync("calculate", "failover", "topology/medium.yaml", "--interval", "60,120", "--polls", "3..5:2", "--loss", "0.05");

        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        output.Where(line => line.StartsWith("│ ", StringComparison.Ordinal)).Select(Cells).ShouldBe(
        [
            ["Interval", "Polls", "Shortest", "Expected", "Longest", "Outage a year", "False at 5 %", ""],
            ["30s", "2", "1m", "1m 15s", "1m 30s", "2m 30s", "2,500 a year", "this topology"],
            ["1m", "3", "3m", "3m 30s", "4m", "7m", "62 a year", ""],
            ["1m", "5", "5m", "5m 30s", "6m", "11m", "once in 6.4 years", ""],
            ["2m", "3", "6m", "7m", "8m", "14m", "31 a year", ""],
            ["2m", "5", "10m", "11m", "12m", "22m", "once in 13 years", "ISE's defaults; cheapest at 5 %"],
        ]);
        output.ShouldContain("at 5 % lost polls: 5 polls every 2m are the shortest outage with false promotions at most once in 10 years");
        output.ShouldContain(line => line.StartsWith("- the time that the promoted PAN takes until it acts is left out", StringComparison.Ordinal));
        output.ShouldContain(line => line.Contains("(psn-1, while ise-1 is the primary)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Programs_get_the_settings_as_JSON()
    {
        var (exitCode, output, _) = await Program.RunAsync("calculate", "failover", "--interval", "120", "--polls", "5", "--loss", "0.01", "--promotion", "15m", "--json");

        exitCode.ShouldBe(0);
        var setting = JsonNode.Parse(string.Concat(output))!["settings"]!.AsArray().ShouldHaveSingleItem()!;
        ((double)setting["expectedSeconds"]!).ShouldBe(26 * 60);
        ((double)setting["falsePromotions"]![0]!["perYear"]!).ShouldBe(262_800 / 10_101_010_100.0, 1e-12);
        ((bool)setting["isDefault"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Layouts_of_a_deployment_stand_side_by_side_and_each_node_s_loss_below_them()
    {
        var (exitCode, output, errors) = await Program.RunAsync("calculate", "redundancy", "topology/large.yaml", "--person", "45m");

        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        var rows = output.Where(line => line.StartsWith("│ ", StringComparison.Ordinal)).Select(Cells).ToList();
        rows.Single(row => row[0] == "as it is")[..8].ShouldBe(["as it is", "54", "3 of 3", "30", "1m 30s", "21s", "1m 30s", "49 of 50"]);
        rows.Single(row => row[0] == "PAN promoted by hand")[4].ShouldBe("45m, by a person");
        rows.Single(row => row[0] == "a sender on each node")[2].ShouldBe("162 of 3");
        rows.Single(row => row[0] == "PAN and MnT on the same nodes !")[1].ShouldBe("52");
        rows.Single(row => row[0] == "mnt-1").ShouldBe(["mnt-1", "active MnT", "goes on", "21s", "goes on", "50"]);
        rows.Single(row => row[0] == "psn-3 … psn-50 (48 nodes)").ShouldBe(["psn-3 … psn-50 (48 nodes)", "", "goes on", "goes on", "goes on", "49"]);
        output.ShouldContain("- a person promotes the other PAN 45m after the primary's death [as told]");
    }

    [Theory]
    [InlineData("isemail: --interval is '20'; whole numbers from 30 to 300, such as 30,300 or 30..300:67", "failover", "--interval", "20")]
    [InlineData("isemail: --polls is '2..61'; whole numbers from 2 to 60, such as 2,60 or 2..60:14", "failover", "--polls", "2..61")]
    [InlineData("isemail: --interval and --polls make 15989 settings; at most 1000", "failover", "--interval", "30..300", "--polls", "2..60")]
    [InlineData("isemail: --loss is '1'; shares of polls that are lost, each 0, or from 0.00001 to 0.99, such as 0.01,0.05", "failover", "--loss", "0.1,1")]
    [InlineData("isemail: --failures-per-year is 'often'; a number from 0 to 1000", "failover", "--failures-per-year", "often")]
    [InlineData("isemail: --tolerate is '0'; a number of years greater than 0 and at most 1000000", "failover", "--tolerate", "0")]
    [InlineData("isemail: --promotion is 'soon'; a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d", "failover", "--promotion", "soon")]
    [InlineData("isemail: --person is '30'; a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d", "redundancy", "topology/small.yaml", "--person", "30")]
    [InlineData("none.yaml:1:1: there is no such file; a YAML file", "redundancy", "none.yaml")]
    [InlineData("none.yaml:1:1: there is no such file; a YAML file", "failover", "none.yaml")]
    public async Task What_cannot_be_used_is_told_in_one_line(string told, params string[] arguments)
    {
        var (exitCode, output, errors) = await Program.RunAsync(["calculate", .. arguments]);
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldBe([told]);
    }

    private static string[] Cells(string line) => [.. line.Split('│')[1..^1].Select(cell => cell.Trim())];
}
