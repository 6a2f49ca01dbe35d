using IseMail.Domain.Faults;
using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Exploring;

/// <summary>A story that was found, as a file for whoever wants to see it again.</summary>
public sealed class StoryFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-stories-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("primary-pan-dies.yaml", PlantedDefect.None)]
    [InlineData("primary-pan-dies.yaml", PlantedDefect.AcknowledgesUnrecorded)]
    [InlineData("every-notice.yaml", PlantedDefect.DropsARecord)]
    [InlineData("check-in-each-sends.yaml", PlantedDefect.None)]
    [InlineData("clock-jumps.yaml", PlantedDefect.DropsARecord)]
    public async Task A_story_that_is_written_and_read_is_the_same_run_and_breaks_the_same_promise(string name, PlantedDefect defect)
    {
        var scenario = (await ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", name))).Value!;
        for (var seed = 1; seed <= 16; seed++)
        {
            var story = Story.Of(scenario, seed);
            var told = Run(story.Told, seed, defect);
            var reading = await ReadAsync(await StoryFile.WriteAsync(story, $"Seed {seed}: \"told\" \\ again.", _directory, CancellationToken.None));
            reading.Problems.Select(problem => problem.ToString()).ShouldBeEmpty($"seed {seed}");
            var read = Run(reading.Value!, seed, defect);
            read.Hash.ShouldBe(told.Hash, $"seed {seed}");
            read.Broken.ShouldBe(told.Broken, $"seed {seed}");
            read.Result.Passed.ShouldBe(told.Result.Passed, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Every_kind_of_fault_can_be_written_and_is_read_as_what_it_was()
    {
        var scenario = (await ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "every-notice.yaml"))).Value!;
        foreach (var kind in FaultKinds.All)
        {
            var strike = kind.Draw(new FaultDice(scenario.Topology, new SeededChance(7, kind.Key), TimeSpan.FromMinutes(2), "drawn"));
            var story = new Story(scenario, 7, [strike]);
            story.Told.Actions.Length.ShouldBe(scenario.Actions.Length + strike.Actions.Length, kind.Key);
            var file = await StoryFile.WriteAsync(story, "p", _directory, CancellationToken.None);
            var reading = await ReadAsync(file);
            reading.Problems.Select(problem => problem.ToString()).ShouldBeEmpty(kind.Key);
            reading.Value!.Faults.Select(fault => (fault.At, FaultText.Line(fault.Fault))).ShouldBe(story.Told.Faults.Select(fault => (fault.At, FaultText.Line(fault.Fault))), kind.Key);
            reading.Value.Actions.Select(action => (action.At, action.Action.ToString())).ShouldBe(story.Told.Actions.Select(action => (action.At, action.Action.ToString())), kind.Key);
            StoryFile.Write(new Story(reading.Value, 7, []), "p", StoryFile.TopologyName).ShouldBe(await File.ReadAllTextAsync(file), kind.Key);
        }
    }

    [Fact]
    public async Task A_deployment_of_one_node_has_its_unlucky_days_too()
    {
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, $"name: alone\ntopology: {TopologyFolder.File("standalone")}\nwithin: 30s\nworkload: [{{ cause: guestNotice, count: 3, over: 10s }}]\nfaults: [{{ name: fault-2, where: mail, what: stall, at: 1s, for: 2s }}]\n");
        var scenario = (await ReadAsync(file)).Value!;
        for (var seed = 1; seed <= 40; seed++)
        {
            var story = Story.Of(scenario, seed);
            var reading = await ReadAsync(await StoryFile.WriteAsync(story, "p", _directory, CancellationToken.None));
            reading.Problems.Select(problem => problem.ToString()).ShouldBeEmpty($"seed {seed}");
            Run(reading.Value!, seed, PlantedDefect.None).Broken.ShouldBeNull($"seed {seed}");
        }
    }

    private static VirtualResult Run(Scenario scenario, long seed, PlantedDefect defect) => new VirtualRun(scenario, seed, new TimingModel(), defect: defect).Run(CancellationToken.None);

    private static Task<Reading<Scenario>> ReadAsync(string file) => ScenarioFile.ReadAsync(file, CancellationToken.None);
}
