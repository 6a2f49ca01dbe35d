using System.Text.Json.Nodes;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Sweeping;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Sweeping;

/// <summary>A scenario with each combination of swept values.</summary>
public sealed class SweepTests : IDisposable
{
    private static readonly string CheckIn = Path.Combine(TopologyFolder.Directory, "scenarios", "check-in.yaml");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-sweeps-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("nodes.psn=5..50:5", "5,10,15,20,25,30,35,40,45,50")]
    [InlineData("nodes.psn=5..8", "5,6,7,8")]
    [InlineData("nodes.psn=3,5..9:3,20", "3,5,8,20")]
    [InlineData("within=30s..120s:30s", "30s,60s,90s,120s")]
    [InlineData("mail.retry.jitter=0.1..0.3:0.1", "0.1,0.2,0.3")]
    [InlineData("mail.placement=shared,node", "shared,node")]
    [InlineData("topology=../medium.yaml,../large.yaml", "../medium.yaml,../large.yaml")]
    [InlineData("nodes.psn=7..7", "7")]
    public void A_range_stands_for_its_values(string written, string values)
    {
        var (axis, problem) = SweepAxis.Read(written, 0, SweepGrid.MostRuns);
        problem.ShouldBeNull();
        axis!.Values.Select(value => value.Text).ShouldBe(values.Split(','));
    }

    [Theory]
    [InlineData("'psn-{1..5}'", 3, "psn-1 psn-2 psn-3")]
    [InlineData("'psn-{1..2}'", 4, "psn-1 psn-2 psn-3 psn-4")]
    [InlineData("psn-1|psn-2|psn-3", 2, "psn-1 psn-2")]
    [InlineData("psn-1|psn-2", 4, "psn-1 psn-2 psn-3 psn-4")]
    [InlineData("dublin-08|dublin-09", 4, "dublin-08 dublin-09 dublin-10 dublin-11")]
    [InlineData("dublin|cork", 3, "dublin cork cork-2")]
    [InlineData("'dublin-{1..3}'|'cork-{1..3}'", 8, "dublin-1 dublin-2 dublin-3 cork-1 cork-2 cork-3 cork-4 cork-5")]
    [InlineData("'dublin-{1..3}'|'cork-{1..3}'", 2, "dublin-1 dublin-2")]
    [InlineData("psn-9", 3, "psn-9 psn-10 psn-11")]
    public async Task PSNs_are_taken_from_the_end_of_the_file_or_named_after_the_last_of_them(string names, int count, string expected)
    {
        var scenario = await WriteAsync($"""
            model: large
            nodes:
              - {"{"} name: pan-1, personas: [pan], primary: [pan] {"}"}
              - {"{"} name: mnt-1, personas: [mnt], primary: [mnt] {"}"}
            {string.Concat(names.Split('|').Select(name => $"  - {{ name: {name}, personas: [psn] }}\n"))}tenant: embedded
            """);
        var grid = await GridAsync(scenario, $"nodes.psn={count}");
        grid.Points[0].Scenario.Topology.Deployment.Nodes.Skip(2).Select(node => node.Name.Value).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public async Task PSNs_with_other_personas_stay()
    {
        var scenario = await WriteAsync(await File.ReadAllTextAsync(TopologyFolder.File("small")));
        var (grid, problems) = await SweepGrid.ReadAsync(scenario, ["nodes.psn=1"], null, 1, CancellationToken.None);
        grid.ShouldBeNull();
        problems.Select(problem => problem.ToString()).ShouldBe(["--sweep nodes.psn=1:1:11: 2 of the PSNs have other personas too, and stay; 2 or more"]);
    }

    [Fact]
    public async Task A_row_is_the_plain_run_of_the_edited_file_to_the_last_event()
    {
        var grid = await GridAsync(CheckIn, "nodes.psn=3,5", "mail.placement=shared,node", "workload[0].count=20");
        var rows = new Sweep(grid, new TimingModel()).Run(2, null, null, CancellationToken.None).Rows;

        var topology = await File.ReadAllTextAsync(TopologyFolder.File("medium-one-sends"));
        var edited = topology.Replace("psn-{1..5}", "psn-{1..3}", StringComparison.Ordinal).Replace("placement: shared", "placement: node", StringComparison.Ordinal);
        edited.ShouldNotBe(topology);
        var scenario = (await ScenarioFile.ReadAsync(await WriteAsync(edited, (await File.ReadAllTextAsync(CheckIn)).Replace("count: 35", "count: 20", StringComparison.Ordinal)), CancellationToken.None)).Value!;
        var plain = new VirtualRun(scenario, scenario.Seed, new TimingModel()).Run(CancellationToken.None);

        var row = rows.Single(row => row.Point.Values is ["3", "node", "20"]).Runs.ShouldHaveSingleItem();
        row.Hash.ShouldBe(plain.Hash);
        row.Events.ShouldBe(plain.Events);
        row["accepted"].ShouldBe(25);
        row["delivered"].ShouldBe(plain.Result.Summary.Total.Delivered);
        row.Held.ShouldBe(plain.Result.Passed);
    }

    [Fact]
    public async Task One_sender_shares_the_mailbox_out_and_a_sender_on_each_of_more_nodes_waits_longer_for_it()
    {
        var grid = await GridAsync(CheckIn, "nodes.psn=1..6:5", "mail.placement=shared,node", "panHa.isEnabled=false");
        var rows = new Sweep(grid, new TimingModel()).Run(2, null, null, CancellationToken.None).Rows;
        rows.Select(row => string.Join(" ", row.Point.Values)).ShouldBe(["1 shared false", "1 node false", "6 shared false", "6 node false"]);
        foreach (var shared in rows.Where(row => row.Point.Values[1] == "shared"))
        {
            shared["failedAttempts"]!.Value.Greatest.ShouldBe(0);
            shared["connections"]!.Value.Greatest.ShouldBeLessThanOrEqualTo(3);
            shared["busiest"]!.Value.Greatest.ShouldBeInRange(90, 100);
        }
        // What the fourth connection hears is 432, and the mail is tried again later.
        rows[3]["failedAttempts"]!.Value.Least.ShouldBeGreaterThan(0);
        rows[3]["connectionsBeyond"]!.Value.Least.ShouldBeGreaterThan(0);
        rows[3]["allMedian"]!.Value.Least.ShouldBeGreaterThan(rows[2]["allMedian"]!.Value.Greatest);
        rows[3]["failedAttempts"]!.Value.Least.ShouldBeGreaterThan(rows[1]["failedAttempts"]!.Value.Greatest);
        rows[3]["longestWait"]!.Value.Least.ShouldBeGreaterThan(rows[1]["longestWait"]!.Value.Greatest);
    }

    [Fact]
    public async Task The_figures_of_a_long_run_are_those_of_all_its_mail()
    {
        var scenario = await WriteAsync(await File.ReadAllTextAsync(TopologyFolder.File("medium")), "name: s\ntopology: t.yaml\nwithin: 30d\nworkload:\n  - { cause: guestNotice, count: 300, over: 29d }\n");
        var row = new Sweep(await GridAsync(scenario, "nodes.psn=5"), new TimingModel()).Run(1, null, null, CancellationToken.None).Rows.Single();
        row["accepted"]!.Value.Median.ShouldBe(300);
        row["guestNoticeMost99"].ShouldNotBeNull("300 latencies have a 99 %, and those of the last 7 days alone do not");
        // 300 in 29 days, of which none waits for another.
        row["average"]!.Value.Median.ShouldBeInRange(0, 0.1);
        row["longestWait"]!.Value.Median.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task Seeds_are_rows_of_one_combination_and_threads_change_nothing()
    {
        var grid = await GridAsync(CheckIn, ["mail.placement=shared,node"], seed: 5, seeds: 3);
        grid.Runs.ShouldBe(6);
        var (one, four) = (new Sweep(grid, new TimingModel()).Run(1, null, null, CancellationToken.None), new Sweep(grid, new TimingModel()).Run(4, null, null, CancellationToken.None));
        one.Rows.SelectMany(row => row.Runs).Select(run => run.Hash).ShouldBe(four.Rows.SelectMany(row => row.Runs).Select(run => run.Hash));
        one.Rows[0].Runs.Select(run => run.Seed).ShouldBe([5, 6, 7]);
        one.Rows[0].Runs.Select(run => run.Hash).ShouldBeUnique();
        var wait = one.Rows[1]["longestWait"]!.Value;
        new[] { wait.Least, wait.Median, wait.Greatest }.ShouldBe(one.Rows[1].Runs.Select(run => run["longestWait"]!.Value).Order());
    }

    [Fact]
    public async Task Whoever_gives_up_gets_what_has_ended()
    {
        using var given = new CancellationTokenSource();
        var grid = await GridAsync(CheckIn, "workload[0].count=1..40");
        var result = new Sweep(grid, new TimingModel()).Run(1, new GivingUp(3, given), null, given.Token);
        result.Ended.ShouldBeInRange(3, 39);
        SweepText.Verdict(result).ShouldStartWith($"stopped: {result.Ended} of 40 runs had ended; ");
        SweepCsv.Write(result).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + result.Ended);
        JsonNode.Parse(SweepJson.Write(result))!["verdict"]!.GetValue<string>().ShouldBe("stopped");
        SweepPage.Write(result).ShouldContain("not run");
    }

    [Fact]
    public void The_keys_at_the_top_are_those_of_the_schemas()
    {
        Top("topology.schema.json").ShouldBe(SweepKeys.OfTopology, ignoreOrder: true);
        Top(Path.Combine("scenarios", "scenario.schema.json")).ShouldBe(SweepKeys.OfScenario, ignoreOrder: true);

        static IEnumerable<string> Top(string schema) => JsonNode.Parse(File.ReadAllText(Path.Combine(TopologyFolder.Directory, schema)))!["properties"]!.AsObject().Select(property => property.Key);
    }

    private static Task<SweepGrid> GridAsync(string file, params string[] sweeps) => GridAsync(file, sweeps, null, 1);

    private static async Task<SweepGrid> GridAsync(string file, string[] sweeps, long? seed, int seeds)
    {
        var (grid, problems) = await SweepGrid.ReadAsync(file, sweeps, seed, seeds, CancellationToken.None);
        problems.Select(problem => problem.ToString()).ShouldBeEmpty();
        return grid!;
    }

    private async Task<string> WriteAsync(string topology, string scenario = "name: s\ntopology: t.yaml\nworkload:\n  - { cause: alarm }\n")
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "t.yaml"), topology);
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, scenario.Replace("../medium-one-sends.yaml", "t.yaml", StringComparison.Ordinal));
        return file;
    }

    private sealed class GivingUp(int after, CancellationTokenSource given) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            if (value.Ended == after) given.Cancel();
        }
    }
}
