using System.Text.Json;

namespace IseMail.Cli.Tests.Sweeping;

/// <summary>What whoever types a sweep, or has a program read it, gets to see.</summary>
public sealed class SweepCommandTests : IDisposable
{
    private const string CheckIn = "topology/scenarios/check-in.yaml";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-sweep-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_table_has_a_row_for_each_combination_and_the_documents_lie_in_the_directory()
    {
        var (exitCode, output, errors) = await SweepAsync(CheckIn, "nodes.psn=3,5", "mail.placement=shared,node");
        exitCode.ShouldBe(0, string.Join('\n', output.Concat(errors)));
        errors.ShouldBeEmpty();
        output[1].ShouldStartWith("4 runs: nodes.psn with 2 values × mail.placement with 2 values; ");
        Cells(output, 3).ShouldBe(["nodes.psn", "mail.placement", "Accepted"]);
        output.Where(line => line.Contains("✔ yes", StringComparison.Ordinal)).Select(line => string.Join(' ', Cells(line, 4))).ShouldBe(["3 shared 40 40", "3 node 40 40", "5 shared 40 40", "5 node 40 40"]);
        output.ShouldContain(line => line.StartsWith("4 of 4 runs, 100 %; ", StringComparison.Ordinal));
        output.ShouldContain($"again: isemail run {CheckIn} --runtime virtual --sweep nodes.psn=3,5 --sweep mail.placement=shared,node");
        output[^1].ShouldBe("passed: all that was expected came to pass in all 4 runs");

        (await File.ReadAllTextAsync(In("sweep.html"))).ShouldContain("4 runs: nodes.psn with 2 values");
        (await File.ReadAllLinesAsync(In("sweep.csv"))).Select(line => string.Join(',', line.Split(',').Take(6))).ShouldBe(
            ["nodes.psn,mail.placement,seed,held,accepted,delivered", "3,shared,1,true,40,40", "3,node,1,true,40,40", "5,shared,1,true,40,40", "5,node,1,true,40,40"]);
        File.Exists(In("report.html")).ShouldBeFalse("the report of one run is of a sweep of one run");
    }

    [Fact]
    public async Task A_program_reads_the_sweep_from_standard_output_and_a_sweep_of_one_run_leaves_its_report()
    {
        var (exitCode, output, errors) = await SweepAsync(CheckIn, "mail.placement=node", "--json", "--report", In("own.html"));
        exitCode.ShouldBe(0, string.Join('\n', errors));
        using var document = JsonDocument.Parse(string.Join('\n', output));
        var root = document.RootElement;
        root.GetProperty("schema").GetInt32().ShouldBe(1);
        root.GetProperty("verdict").GetString().ShouldBe("passed");
        var row = root.GetProperty("rows").EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("values").GetProperty("mail.placement").GetString().ShouldBe("node");
        row.GetProperty("figures").GetProperty("delivered").GetProperty("median").GetDouble().ShouldBe(40);
        row.GetProperty("runs")[0].GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        File.Exists(In("own.html")).ShouldBeTrue();
        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(In("result.json")));
        run.RootElement.GetProperty("mailbox").GetArrayLength().ShouldBeGreaterThan(5);
        (await File.ReadAllTextAsync(In("report.html"))).ShouldContain("Who used the mailbox, and who waited");
    }

    [Fact]
    public async Task How_long_things_take_is_as_a_file_says_and_the_command_that_runs_it_again_names_the_file()
    {
        await File.WriteAllTextAsync(In("slow.yaml"), "token: { leastMs: 30000, greatestMs: 30000 }\n");
        var quick = await LongestAsync();
        var (slow, output) = await LongestAsync("--timing", In("slow.yaml"));
        slow.ShouldBeGreaterThan(quick.Longest + 20);
        output.ShouldContain(line => line.StartsWith("again: ", StringComparison.Ordinal) && line.EndsWith($" --timing {In("slow.yaml")}", StringComparison.Ordinal));

        await File.WriteAllTextAsync(In("slow.yaml"), "tokens: { leastMs: 30000, greatestMs: 30000 }\n");
        var (exitCode, _, errors) = await SweepAsync(CheckIn, "mail.placement=shared", "--timing", In("slow.yaml"));
        exitCode.ShouldBe(2);
        errors.ShouldHaveSingleItem().ShouldStartWith($"{In("slow.yaml")}:1:");

        async Task<(double Longest, string[] Errors)> LongestAsync(params string[] arguments)
        {
            var (ended, documents, told) = await SweepAsync(CheckIn, ["mail.placement=shared", "--json", .. arguments]);
            ended.ShouldBe(0, string.Join('\n', told));
            using var document = JsonDocument.Parse(string.Join('\n', documents));
            return (document.RootElement.GetProperty("rows")[0].GetProperty("figures").GetProperty("longestWait").GetProperty("median").GetDouble(), told);
        }
    }

    [Fact]
    public async Task A_row_that_does_not_hold_is_told_with_what_was_expected_and_ends_with_1()
    {
        var (exitCode, output, _) = await SweepAsync(CheckIn, "within=20s,120s");
        exitCode.ShouldBe(1);
        output.ShouldContain(line => line.StartsWith("within=20s, seed 1: mail delivered: expected all, found ", StringComparison.Ordinal));
        output[^1].ShouldBe("failed: all that was expected came to pass in 1 of 2 runs");
    }

    [Theory]
    [InlineData("--sweep nodes.psn=5..x:1:11: '5..x' is no range; FROM..TO or FROM..TO:STEP, such as 5..50:5 or 30s..120s:30s", "--runtime", "virtual", "--sweep", "nodes.psn=5..x")]
    [InlineData("--sweep mail.placement=both:1:16: 'both' is not known for 'placement'; one of shared, node", "--runtime", "virtual", "--sweep", "mail.placement=both")]
    [InlineData("isemail: --sweep takes virtual time: '--runtime virtual' beside it", "--sweep", "nodes.psn=5")]
    [InlineData("isemail: --junit and --decision are of one run, and --sweep makes several", "--runtime", "virtual", "--sweep", "nodes.psn=5", "--junit", "x.xml")]
    [InlineData("isemail: --sweep is of one scenario, and several are named", CheckIn, "--runtime", "virtual", "--sweep", "nodes.psn=5")]
    public async Task What_cannot_be_swept_ends_with_2_and_one_line(string line, params string[] arguments)
    {
        var (exitCode, output, errors) = await Program.RunAsync(["run", CheckIn, .. arguments]);
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldBe([line]);
    }

    private async Task<(int ExitCode, string[] Output, string[] Errors)> SweepAsync(string scenario, params string[] arguments) => await Program.RunAsync(
        ["run", scenario, "--runtime", "virtual", "--data", _directory.FullName, .. arguments.SelectMany(text => text.Contains('=', StringComparison.Ordinal) ? (string[])["--sweep", text] : [text])]);

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private static IEnumerable<string> Cells(string[] output, int count) => Cells(output.First(line => line.StartsWith('│')), count);

    private static IEnumerable<string> Cells(string line, int count) => line.Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(count);
}
