using System.Text.RegularExpressions;

namespace IseMail.EndToEnd.Processes;

/// <summary>What whoever types <c>isemail explore</c> gets to see, where something is wrong and where nothing is.</summary>
public sealed partial class ExploreCommandTests : IDisposable
{
    private const string Scenario = "topology/scenarios/primary-pan-dies.yaml";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

#if DEBUG
    [Theory]
    [InlineData("acknowledges-unrecorded")]
    [InlineData("drops-a-record")]
    public async Task A_planted_defect_is_found_told_and_kept_as_a_scenario_that_shows_it_again(string defect)
    {
        var planted = new Dictionary<string, string> { ["ISEMAIL_PLANTED_DEFECT"] = defect };
        var (code, output, errors) = await RunAsync(planted, "explore", Scenario, "--seeds", "2000", "--data", "found");
        code.ShouldBe(1, errors + output);
        errors.ShouldBeEmpty();
        var seed = Seed().Match(output).Groups["seed"].Value;
        output.ShouldContain($"seed {seed} breaks a promise (NothingLost): ");
        int.Parse(Smallest().Match(output).Groups["faults"].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 3);
        output.ShouldContain("NothingLost is broken: ");
        output.ShouldContain($"again: isemail run {Path.Combine("found", "scenario.yaml")} --runtime virtual --seed {seed}");
        (await File.ReadAllLinesAsync(Path.Combine(_directory.Path, "found", "sequence.mmd"), _patience.Token))[0].ShouldBe("sequenceDiagram");

        // With the switch the file breaks the promise again, and without it there is nothing wrong.
        (code, output, errors) = await RunAsync(planted, "run", "found/scenario.yaml", "--runtime", "virtual", "--seed", seed, "--data", "again");
        code.ShouldBe(1, errors + output);
        output.ShouldContain("promise NothingLost: expected always holds, found broken after ");
        (code, output, errors) = await RunAsync([], "run", "found/scenario.yaml", "--runtime", "virtual", "--seed", seed, "--data", "mended");
        code.ShouldBe(0, errors + output);
    }

    [Fact]
    public async Task A_defect_that_nobody_knows_is_told_in_one_line()
    {
        foreach (var arguments in new string[][] { ["explore", Scenario], ["run", Scenario, "--runtime", "virtual"] })
        {
            var (code, output, errors) = await RunAsync(new() { ["ISEMAIL_PLANTED_DEFECT"] = "gremlins" }, arguments);
            code.ShouldBe(2);
            output.ShouldBeEmpty();
            errors.Trim().ShouldBe("isemail: ISEMAIL_PLANTED_DEFECT is acknowledges-unrecorded or drops-a-record, and not 'gremlins'");
        }
    }
#else
    [Fact]
    public async Task A_released_program_has_no_switch_for_defects()
    {
        var (code, output, errors) = await RunAsync(new() { ["ISEMAIL_PLANTED_DEFECT"] = "drops-a-record" }, "explore", Scenario, "--seeds", "100");
        code.ShouldBe(0, errors + output);
        output.ShouldContain("no promise was broken");
    }
#endif

    [Fact]
    public async Task Without_a_defect_no_promise_is_broken_and_one_thread_tells_the_same_as_two()
    {
        var told = new List<string>();
        foreach (var parallel in new[] { "1", "2" })
        {
            var (code, output, errors) = await RunAsync([], "explore", Scenario, "--seeds", "60", "--from", "1000", "--parallel", parallel);
            code.ShouldBe(0, errors + output);
            output.ShouldContain("60 seeds of primary-pan-dies in ");
            output.ShouldContain(" of virtual time, ");
            output.ShouldContain("no promise was broken");
            told.Add(Rate().Replace(Progress().Replace(output, ""), "-"));
        }
        told[1].ShouldBe(told[0]);
        Directory.GetDirectories(_directory.Path).ShouldBeEmpty("nothing was found");

        var (refused, nothing, why) = await RunAsync([], "explore", Scenario, "--seeds", "0");
        refused.ShouldBe(2);
        nothing.ShouldNotContain("seeds of");
        why.ShouldContain("--seeds is a whole number from 1 to ");
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(Dictionary<string, string> environment, params string[] arguments) => IseMailProcess.RunAsync(_directory.Path, environment, _patience.Token, arguments);

    [GeneratedRegex(@"^seed (?<seed>\d+) breaks a promise", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Seed();

    [GeneratedRegex(@"^the smallest story that does: (?<faults>\d+) faults? of", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Smallest();

    // A slow machine tells how far it is.
    [GeneratedRegex(@"^ *\d+ %.*\n", RegexOptions.Multiline, 60_000)]
    private static partial Regex Progress();

    // How long it took, and what follows from that.
    [GeneratedRegex(@"in \d+\.\d s|[\d.]+ a second|\d+-fold", RegexOptions.None, 60_000)]
    private static partial Regex Rate();
}
