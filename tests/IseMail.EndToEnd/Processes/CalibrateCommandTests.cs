using System.Text.RegularExpressions;

namespace IseMail.EndToEnd.Processes;

/// <summary>What whoever types <c>isemail calibrate</c> gets to see.</summary>
public sealed partial class CalibrateCommandTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Times_are_measured_on_live_runs_and_a_run_in_virtual_time_and_its_replay_go_by_them()
    {
        var (code, output, errors) = await RunAsync("calibrate", "--runs", "1", "-o", "timing.yaml");
        code.ShouldBe(0, errors + output);
        var timing = await File.ReadAllTextAsync(Path.Combine(_directory.Path, "timing.yaml"), _patience.Token);
        Entry().Matches(timing).Select(match => match.Groups["key"].Value).ShouldBe(["message", "journal", "recovery", "singleton", "leave", "start", "token", "opening", "command"]);

        (code, output, errors) = await RunAsync("run", "topology/scenarios/primary-pan-dies.yaml", "--runtime", "virtual", "--timing", "timing.yaml", "--data", "out");
        code.ShouldBe(0, errors + output);
        File.Delete(Path.Combine(_directory.Path, "timing.yaml"));
        (code, output, errors) = await RunAsync("replay", "out/replay.json");
        code.ShouldBe(0, errors + output);
        output.ShouldContain(": the same run");

        _directory.Write("timing.yaml", "token: { leastMs: 3, greatestMs: 2 }\n");
        (code, output, errors) = await RunAsync("run", "topology/scenarios/primary-pan-dies.yaml", "--runtime", "virtual", "--timing", "timing.yaml", "--data", "none");
        code.ShouldBe(2);
        errors.Trim().ShouldBe("timing.yaml:1:8: 'token' is at least more than it is at most; 'leastMs' up to 'greatestMs'");
        Directory.Exists(Path.Combine(_directory.Path, "none")).ShouldBeFalse();
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => IseMailProcess.RunAsync(_directory.Path, [], _patience.Token, arguments);

    [GeneratedRegex(@"^(?<key>\w+): \{ leastMs: [0-9.]+, greatestMs: [0-9.]+ \}", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Entry();
}
