using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IseMail.EndToEnd.Processes;

/// <summary>What whoever types <c>isemail run --runtime virtual</c> gets to see.</summary>
public sealed partial class VirtualRunsTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "topology");

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_same_scenario_and_seed_are_the_same_run_to_the_byte_whatever_machine_and_surroundings_they_have()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_directory.Path, "elsewhere", "deeper")).FullName;
        (string Directory, string Scenario, Dictionary<string, string> Environment)[] surroundings =
        [
            (_directory.Path, "topology/scenarios/primary-pan-dies.yaml", new()
            {
                ["DOTNET_PROCESSOR_COUNT"] = "1", ["DOTNET_gcServer"] = "0", ["DOTNET_TieredCompilation"] = "0", ["TZ"] = "Pacific/Kiritimati", ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8",
            }),
            (elsewhere, Path.Combine(Shipped, "scenarios", "primary-pan-dies.yaml"), new()
            {
                ["DOTNET_PROCESSOR_COUNT"] = "2", ["DOTNET_gcServer"] = "1", ["DOTNET_TieredPGO"] = "0", ["DOTNET_ReadyToRun"] = "0", ["TZ"] = "America/St_Johns", ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8",
            }),
        ];
        var runs = await Task.WhenAll(surroundings.Select(async one =>
        {
            var (code, output, errors) = await IseMailProcess.RunAsync(one.Directory, one.Environment, _patience.Token, "run", one.Scenario, "--runtime", "virtual", "--seed", "4711", "--data", "out");
            code.ShouldBe(0, errors + output);
            return (Replay: await File.ReadAllBytesAsync(Path.Combine(one.Directory, "out", "replay.json"), _patience.Token), Result: await File.ReadAllTextAsync(Path.Combine(one.Directory, "out", "result.json"), _patience.Token));
        }));
        runs[1].Replay.ShouldBe(runs[0].Replay);
        runs[1].Result.ShouldBe(runs[0].Result);
        JsonDocument.Parse(runs[0].Replay).RootElement.GetProperty("events").GetInt64().ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task Runs_that_begin_in_the_same_second_have_a_directory_each()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync("run", "topology/scenarios/first-mail.yaml", "--runtime", "virtual")));
        foreach (var (code, output, errors) in runs) code.ShouldBe(0, output + errors);
        var directories = Directory.GetDirectories(Path.Combine(_directory.Path, "runs"));
        directories.Length.ShouldBe(4);
        foreach (var directory in directories) File.Exists(Path.Combine(directory, "replay.json")).ShouldBeTrue(directory);
    }

    [Fact]
    public async Task A_directory_runs_in_virtual_time_as_it_does_live_without_what_only_live_time_can_do()
    {
        var library = Directory.CreateDirectory(Path.Combine(_directory.Path, "library")).FullName;
        _directory.Write("library/one.topology.yaml", "name: one\nmodel: standalone\nnodes: [ { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] } ]\ntenant: embedded\n");
        _directory.Write("library/b.yaml", "name: b\ntopology: one.topology.yaml\nwithin: 60s\nworkload: [ { cause: alarm, count: 2 } ]\n");
        _directory.Write("library/a.yaml", "name: a\ntopology: one.topology.yaml\nwithin: 30d\nworkload: [ { cause: alarm, count: 9, over: 20d } ]\nexpect: { delivered: 0 }\n");
        var live = _directory.Write("library/c.yaml", $"name: c\ntopology: {Path.Combine(Shipped, "microsoft365.yaml")}\nwithin: 60s\nworkload: [ {{ cause: alarm }} ]\n");
        var (code, output, errors) = await RunAsync("run", "library", "--runtime", "virtual", "--parallel", "2", "--data", "out", "--junit", "verdicts.xml");

        code.ShouldBe(1, errors);
        errors.Trim().ShouldBe($"left out: {Path.Combine("library", "c.yaml")}:2:1: the topology has no tenant of its own, and somebody else's has no virtual time; a topology with 'tenant', or '--runtime live'");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines.Take(2).ShouldContain(line => line.Contains("a: failed: mail delivered: expected 0, found 9; 17.8 days, ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("-fold", StringComparison.Ordinal));
        lines.Take(2).ShouldContain(line => line.Contains("b: passed", StringComparison.Ordinal));
        lines[2].ShouldStartWith("failed: 1 of 2 scenarios in ");
        lines[2].ShouldContain(", 1 left out; reports: ");
        var suites = XDocument.Load(Path.Combine(_directory.Path, "verdicts.xml")).Descendants("testsuite").ToDictionary(suite => suite.Attribute("name")!.Value, suite => (int)suite.Attribute("failures")!);
        suites["a"].ShouldBeGreaterThan(0);
        suites["b"].ShouldBe(0);
        foreach (var file in new[] { "report.html", "result.json", "replay.json" }) File.Exists(Path.Combine(_directory.Path, "out", "b", file)).ShouldBeTrue(file);

        // Whoever asks for it by name is told, before anything starts.
        (code, output, errors) = await RunAsync("run", Path.Combine(library, "b.yaml"), live, "--runtime", "virtual", "--data", "none");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldStartWith($"{live}:2:1: ");
        Directory.Exists(Path.Combine(_directory.Path, "none")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_long_run_tells_how_far_it_is_and_a_short_one_only_how_it_ended()
    {
        var (code, output, errors) = await RunAsync("run", "topology/virtual/year.yaml", "--runtime", "virtual", "--data", "year");
        code.ShouldBe(0, errors + output);
        var ended = Ended().Match(output);
        var took = double.Parse(ended.Groups["took"].Value, CultureInfo.InvariantCulture);
        double.Parse(ended.Groups["fold"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_000);
        var progress = Progress().Matches(output).Select(line => int.Parse(line.Groups["share"].Value, CultureInfo.InvariantCulture)).ToList();
        // At most one after the first second and one in each five after that, and never fewer than one in a run that goes on.
        progress.Count.ShouldBeInRange(took > 2 ? 1 : 0, took < 1 ? 0 : 1 + (int)(took / 5));
        progress.ShouldBe(progress.Order());
        progress.ShouldAllBe(share => share >= 0 && share <= 100);

        (code, output, errors) = await RunAsync("run", "topology/scenarios/first-mail.yaml", "--runtime", "virtual", "--json", "--data", "first");
        code.ShouldBe(0, errors);
        JsonDocument.Parse(output).RootElement.GetProperty("runtime").GetString().ShouldBe("virtual");
        Ended().IsMatch(errors).ShouldBeTrue();
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => IseMailProcess.RunAsync(_directory.Path, _patience.Token, arguments);

    [GeneratedRegex(@"^[\d.]+ (days|hours|s) of virtual time in (?<took>[\d.]+) s, (?<fold>\d+)-fold; \d+ events, [\d.]+ a second; seed \d+\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Ended();

    [GeneratedRegex(@"^ *(?<share>\d+) %  [\d.]+ (days|hours|s) of 365\.0 days at most, \d+-fold; \d+ events, [\d.]+ a second; \d+ accepted, \d+ arrived\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Progress();
}
