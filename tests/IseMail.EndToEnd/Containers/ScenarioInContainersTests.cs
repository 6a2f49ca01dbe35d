using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Containers;

public sealed class ScenarioInContainersTests
{
    private const string Label = "label=isemailcluster";

    private static readonly Dictionary<string, string> Nothing = [];

    [ContainerFact]
    public async Task A_primary_PAN_that_is_taken_off_every_network_is_replaced_comes_back_and_nothing_is_left_behind()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var directory = new TemporaryDirectory();
        var before = await NetworksAsync(directory.Path, patience.Token);
        var (code, output, errors) = await IseMailProcess.RunAsync(directory.Path, patience.Token, "run", Scenario("primary-pan-cut-off"), "--isolation", "containers", "--data", "run");

        code.ShouldBe(0, output + errors);
        output.ShouldContain("pan-2 takes over the duties of the primary PAN");
        output.ShouldContain("passed: ");
        await NothingIsLeftAsync(directory.Path, before, patience.Token);
    }

    [ContainerFact]
    public async Task Ctrl_C_leaves_no_container_and_no_network()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var directory = new TemporaryDirectory();
        var before = await NetworksAsync(directory.Path, patience.Token);
        await using var run = IseMailProcess.Start(directory.Path, "run", Scenario("pans-cut-apart"), "--isolation", "containers", "--data", "run");
        await Patiently.Until(() => run.Output.Contains("causing mail", StringComparison.Ordinal) || run.HasExited, () => run.Output + run.Errors, patience.Token);
        (await ListAsync(directory.Path, ["ps", "--quiet", "--filter", Label], patience.Token)).ShouldNotBeEmpty();
        await run.InterruptAsync();

        (await run.ExitAsync(patience.Token)).ShouldNotBe(0);
        await NothingIsLeftAsync(directory.Path, before, patience.Token);
    }

    [ContainerFact]
    public async Task Containers_end_when_the_program_that_runs_them_is_killed()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var directory = new TemporaryDirectory();
        await using var run = IseMailProcess.Start(directory.Path, "run", Scenario("first-mail"), "--isolation", "containers", "--data", "run");
        await Patiently.Until(() => run.Output.Contains("causing mail", StringComparison.Ordinal) || run.HasExited, () => run.Output + run.Errors, patience.Token);
        await run.KillAsync();

        IReadOnlyList<string> left = [];
        await Patiently.Until(async () => (left = await ListAsync(directory.Path, ["ps", "--all", "--quiet", "--filter", Label], patience.Token)).Count == 0, () => string.Join(' ', left), patience.Token);
        // Networks cost nothing and cannot end by themselves.
        await ContainerEngine.RunAsync(["docker", "network", "prune", "--force", "--filter", Label], directory.Path, Nothing, patience.Token);
    }

    private static string Scenario(string name) => Path.Combine(AppContext.BaseDirectory, "topology", "scenarios", name + ".yaml");

    private static Task<IReadOnlyList<string>> NetworksAsync(string directory, CancellationToken patience) => ListAsync(directory, ["network", "ls", "--quiet", "--filter", Label], patience);

    /// <summary>A program that was killed leaves networks, so there may have been some before.</summary>
    private static async Task NothingIsLeftAsync(string directory, IReadOnlyList<string> before, CancellationToken patience)
    {
        (await ListAsync(directory, ["ps", "--all", "--quiet", "--filter", Label], patience)).ShouldBeEmpty();
        (await NetworksAsync(directory, patience)).Except(before).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> ListAsync(string directory, string[] arguments, CancellationToken patience)
    {
        var (code, output, errors) = await ContainerEngine.RunAsync(["docker", .. arguments], directory, Nothing, patience);
        code.ShouldBe(0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
