using System.Collections.Concurrent;
using IseMail.WebConsole.Runs;

namespace IseMail.WebConsole.Tests.Runs;

/// <summary>Scenarios that are run from the page, and the runs that lie in a directory.</summary>
public sealed class RunLibraryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Scenarios = Path.Combine(Root(), "topology", "scenarios");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-runs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task One_at_a_time_is_run_and_the_others_wait_for_their_turn()
    {
        var (now, most) = (0, 0);
        var order = new ConcurrentQueue<string>();
        await using var library = new RunLibrary(_directory, [Scenarios], async (file, request, directory, progress, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            progress.Report("half");
            await Task.Delay(20, cancellationToken);
            order.Enqueue(request.Scenario);
            Interlocked.Decrement(ref now);
            return "as if";
        }, TimeProvider.System);
        for (var number = 0; number < 3; number++) (await library.BeginAsync(new RunRequest("first-mail"), CancellationToken.None)).ShouldNotBeNull().State.ShouldBe("waiting");
        var ended = await UntilAsync(library, runs => runs.All(run => run.State == "broken off"));
        ended.Select(run => run.Run).Distinct().Count().ShouldBe(3);
        ended.ShouldAllBe(run => run.Progress == "as if");
        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_can_be_broken_off_and_says_so_and_the_next_goes_on()
    {
        var begun = new TaskCompletionSource();
        await using var library = new RunLibrary(_directory, [Scenarios], async (_, _, _, _, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }, TimeProvider.System);
        var run = (await library.BeginAsync(new RunRequest("first-mail"), CancellationToken.None))!;
        await begun.Task.WaitAsync(Patience);
        library.BreakOff(run.Run).ShouldBeTrue();
        (await UntilAsync(library, runs => runs[0].State == "broken off"))[0].Progress.ShouldBe("it was stopped");
        library.BreakOff(run.Run).ShouldBeFalse();
        library.BreakOff("nobody").ShouldBeFalse();
    }

    [Theory]
    [InlineData("no-such-scenario", "virtual")]
    [InlineData("first-mail", "paper")]
    public async Task What_cannot_be_run_is_not_begun(string scenario, string runtime)
    {
        await using var library = new RunLibrary(_directory, [Scenarios], (_, _, _, _, _) => throw new InvalidOperationException(), TimeProvider.System);
        (await library.BeginAsync(new RunRequest(scenario, runtime), CancellationToken.None)).ShouldBeNull();
        (await library.ListAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../secrets")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a..b")]
    public async Task Only_what_lies_in_a_run_is_shown(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "result.json"), "{}");
        await using var library = new RunLibrary(_directory.CreateSubdirectory("runs"), [], (_, _, _, _, _) => Task.FromResult<string?>(null), TimeProvider.System);
        library.Find(name, "result.json").ShouldBeNull();
    }

    [Fact]
    public async Task Every_scenario_that_came_with_the_program_is_on_the_shelf_with_its_purpose()
    {
        await using var library = new RunLibrary(_directory, [Scenarios], (_, _, _, _, _) => Task.FromResult<string?>(null), TimeProvider.System);
        var shelf = await library.ScenariosAsync(CancellationToken.None);
        shelf.Length.ShouldBe(Directory.GetFiles(Scenarios, "*.yaml").Length);
        shelf.ShouldAllBe(scenario => scenario.Live && scenario.Purpose.Length > 10);
    }

    private static async Task<System.Collections.Immutable.ImmutableArray<RunDocument>> UntilAsync(RunLibrary library, Func<System.Collections.Immutable.ImmutableArray<RunDocument>, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var runs = await library.ListAsync(patience.Token);
            if (holds(runs)) return runs;
            await Task.Delay(10, patience.Token);
        }
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "IseMailCluster.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
