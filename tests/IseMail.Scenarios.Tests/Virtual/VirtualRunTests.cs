using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Virtual;

/// <summary>The same scenario files in virtual time.</summary>
public sealed class VirtualRunTests
{
    /// <summary>Scenarios of the library that virtual time can run.</summary>
    public static TheoryData<string> Library => [.. Files.Select(Path.GetFileName).OfType<string>().Where(name => VirtualFit.Check(Read(name)).IsEmpty)];

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Library))]
    public void A_scenario_of_the_library_ends_as_it_expects(string name)
    {
        var scenario = Read(name).Value!;
        var ended = new VirtualRun(scenario, scenario.Seed, new TimingModel()).Run(CancellationToken.None);
        ended.Result.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => $"{finding.What}: expected {finding.Expected}, found {finding.Found}").ShouldBeEmpty();
    }

    [Fact]
    public void The_same_seed_makes_the_same_events_and_another_one_others()
    {
        var scenario = Read("primary-pan-dies.yaml").Value!;
        var runs = new[] { 1L, 1L, 2L }.Select(seed => new VirtualRun(scenario, seed, new TimingModel()).Run(CancellationToken.None)).ToList();
        runs[1].Hash.ShouldBe(runs[0].Hash);
        runs[1].Events.ShouldBe(runs[0].Events);
        runs[2].Hash.ShouldNotBe(runs[0].Hash);
    }

    private static string Folder => Path.Combine(TopologyFolder.Directory, "scenarios");

    private static Reading<Scenario> Read(string name) => ScenarioFile.ReadAsync(Path.Combine(Folder, name), CancellationToken.None).GetAwaiter().GetResult();
}
