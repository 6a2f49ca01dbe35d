using IseMail.Scenarios.Sweeping;
using IseMail.Scenarios.Tests.Topologies;

namespace IseMail.Scenarios.Tests.Sweeping;

/// <summary>What cannot be swept is told in one line that names the option, before anything runs.</summary>
public sealed class BadSweepTests : IDisposable
{
    private static readonly string CheckIn = Path.Combine(TopologyFolder.Directory, "scenarios", "check-in.yaml");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-sweeps-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("nodes.psn", "1:1: 'nodes.psn' does not say what to sweep; KEY=VALUES, such as nodes.psn=5..50:5 or mail.placement=shared,node")]
    [InlineData("=5", "1:1: '=5' does not say what to sweep; KEY=VALUES, such as nodes.psn=5..50:5 or mail.placement=shared,node")]
    [InlineData("nodes.psn=", "1:11: a value is empty; values, or a range such as 5..50, between commas")]
    [InlineData("nodes.psn=3,,4", "1:13: a value is empty; values, or a range such as 5..50, between commas")]
    [InlineData("nodes.psn=5..x", "1:11: '5..x' is no range; FROM..TO or FROM..TO:STEP, such as 5..50:5 or 30s..120s:30s")]
    [InlineData("nodes.psn=2,5..9:", "1:13: '5..9:' is no range; FROM..TO or FROM..TO:STEP, such as 5..50:5 or 30s..120s:30s")]
    [InlineData("nodes.psn=5..3", "1:11: the range '5..3' is empty; a range that rises")]
    [InlineData("nodes.psn=1..5:0", "1:11: the step of '1..5:0' is 0; a step greater than 0")]
    [InlineData("within=30s..2m", "1:8: the units of '30s..2m' differ; one unit, such as 30s..120s:30s")]
    [InlineData("mail.retry.jitter=0.1..0.5", "1:19: '0.1..0.5' has fractions and no step; FROM..TO or FROM..TO:STEP, such as 5..50:5 or 30s..120s:30s")]
    [InlineData("workload[0].count=1..99999999", "1:19: '1..99999999' has 99999999 values; at most 10000 runs")]
    [InlineData("mail.placement=node,node", "1:21: the value 'node' stands twice; each value once")]
    [InlineData("nodes.psn=1..3,2", "1:16: the value '2' stands twice; each value once")]
    [InlineData("workload[x].count=5", "1:1: 'workload[x]' is no key; keys joined by dots, and in lists numbers from 0, such as nodes.psn, mail.sender.placement or workload[0].count")]
    [InlineData("nodse.psn=5", "1:1: unknown key 'nodse'; 'nodes' is the nearest known")]
    [InlineData("mail.sender.placment=node", "1:13: unknown key 'placment'; 'placement' is the nearest known")]
    [InlineData("mail.placement=shared,both", "1:23: 'both' is not known for 'placement'; one of shared, node")]
    [InlineData("tenant.limits.messages=x", "1:24: 'x' cannot be used for 'messages'; a whole number from 0 to 1000000")]
    [InlineData("failover.pan.interval=5", "1:23: '5' cannot be used for 'pollingInterval'; a whole number from 30 to 300")]
    [InlineData("nodes.psn=many", "1:11: 'many' cannot be used as a number of PSNs; a whole number from 1 to 200")]
    [InlineData("within=0s", "1:8: '0s' cannot be used for 'within'; a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d")]
    [InlineData("workload.count=5", "1:10: 'workload' is a list; one of its 2 items, such as workload[0].count")]
    [InlineData("workload[2].count=5", "1:1: 'workload' has 2 items; an item from 0 to 1")]
    [InlineData("mail.sender=node", "1:13: 'sender' is a single value; a mapping of keys and values")]
    [InlineData("mail.sender.placement.at=5", "1:23: 'mail.sender.placement' is 'shared' here, and not a mapping; a file in which it is a mapping")]
    [InlineData("topology=../nowhere.yaml", "1:10: there is no topology '../nowhere.yaml'; the path of a topology file, from this file's directory")]
    public async Task One_line_names_the_option_and_the_place_in_it(string sweep, string line) =>
        (await ProblemsAsync(CheckIn, sweep)).ShouldBe([$"--sweep {sweep}:{line}"]);

    [Fact]
    public async Task What_a_value_makes_wrong_elsewhere_is_told_with_that_place()
    {
        var topology = Path.Combine(TopologyFolder.Directory, "scenarios", "../medium-one-sends.yaml");
        (await ProblemsAsync(CheckIn, "nodes.psn=5..7")).ShouldBe([$"--sweep nodes.psn=5..7:1:11: with '7', {topology}:7:5: 7 PSNs are more than a medium deployment allows; at most 6, or 'model: large'"]);
        (await ProblemsAsync(CheckIn, "mail.placement=shared", "nodes.psn=1")).ShouldBe([$"--sweep nodes.psn=1:1:11: with '1', {topology}:11:58: no node is named 'psn-2'; one of psn-1"]);
    }

    [Fact]
    public async Task A_part_of_the_workload_that_names_a_PSN_which_is_taken_away_is_told()
    {
        var file = await WriteAsync($"name: s\ntopology: {TopologyFolder.File("medium")}\nworkload:\n  - {{ cause: resend, node: psn-5 }}\n");
        (await ProblemsAsync(file, "nodes.psn=3..5")).ShouldBe([$"--sweep nodes.psn=3..5:1:11: with '3', {file}:4:22: no PSN is named 'psn-5'; one of psn-1, psn-2, psn-3"]);
    }

    [Fact]
    public async Task What_stands_for_the_default_is_opened_and_what_switches_something_off_is_not()
    {
        (await ProblemsAsync(CheckIn, "tenant.limits.messages=10,60")).ShouldBeEmpty();
        (await ProblemsAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "alarm-storm.yaml"), "tenant.limits.messages=10,60"))
            .ShouldBe(["--sweep tenant.limits.messages=10,60:1:15: 'tenant.limits' is 'none' here, and not a mapping; a file in which it is a mapping"]);
    }

    [Fact]
    public async Task Two_options_for_one_place_are_refused() =>
        (await ProblemsAsync(CheckIn, "mail.placement=shared", "mail.sender.placement=node")).ShouldBe(["--sweep mail.sender.placement=node:1:1: 'mail.sender.placement' and 'mail.placement' change the same place; each key in one option"]);

    [Fact]
    public async Task More_than_ten_thousand_runs_are_refused_with_their_number() =>
        (await ProblemsAsync(CheckIn, "workload[0].count=1..200", "workload[1].count=1..200"))
            .ShouldBe(["--sweep workload[0].count=1..200 --sweep workload[1].count=1..200:1:1: 40000 runs, 40000 combinations of values with 1 seed each; at most 10000"]);

    [Fact]
    public async Task A_file_that_is_wrong_by_itself_is_told_as_such()
    {
        var file = await WriteAsync($"name: s\ntopology: {TopologyFolder.File("medium")}\ncolour: red\nworkload: [ {{ cause: alarm }} ]\n");
        (await ProblemsAsync(file, "mail.placement=node")).ShouldHaveSingleItem().ShouldStartWith($"{file}:3:1: unknown key 'colour'; ");
    }

    [Fact]
    public async Task What_virtual_time_cannot_do_is_told_before_anything_runs()
    {
        var file = Path.Combine(_directory.FullName, "real.yaml");
        await File.WriteAllTextAsync(file, $"name: real\ntopology: {Path.Combine(TopologyFolder.Directory, "microsoft365.yaml")}\nworkload: [{{ cause: alarm, count: 1 }}]\n");
        (await ProblemsAsync(file, "seed=1,2")).ShouldHaveSingleItem().ShouldContain("somebody else's has no virtual time");
    }

    private static async Task<IEnumerable<string>> ProblemsAsync(string file, params string[] sweeps)
    {
        var (grid, problems) = await SweepGrid.ReadAsync(file, sweeps, null, 1, CancellationToken.None);
        (grid is null).ShouldBe(!problems.IsEmpty);
        return problems.Select(problem => problem.ToString());
    }

    private async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
