using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Tracing;

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

    [Fact]
    public void The_last_that_is_seen_of_a_run_is_how_it_ended()
    {
        var result = new VirtualRun(Read("primary-pan-dies.yaml").Value!, 1, new TimingModel()).Run(CancellationToken.None).Result;
        var last = result.Observations.Samples[^1];
        last.At.ShouldBe(result.Evidence.End - result.Evidence.Begin);
        last.Waiting.ShouldBe(0, "all of it has arrived");
        last.Nodes.Sum(node => node.Delivered).ShouldBe(40);
    }

    [Fact]
    public async Task Nodes_that_are_cut_off_are_no_members_while_they_are_and_are_again_soon_after()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-cut-off-");
        try
        {
            var file = Path.Combine(directory.FullName, "cut-off.yaml");
            await File.WriteAllTextAsync(file, $$"""
                name: cut-off
                purpose: Two nodes are cut off together for twenty seconds.
                topology: {{Path.Combine(TopologyFolder.Directory, "resilient.yaml")}}
                within: 2m
                actions:
                  - { at: 2s, partition: [[pan-2, psn-2], [pan-1, mnt-1, mnt-2, psn-1, psn-3]] }
                  - { at: 22s, heal: all }
                workload:
                  - { cause: alarm, count: 30, over: 40s }
                """);
            var reading = await ScenarioFile.ReadAsync(file, CancellationToken.None);
            reading.Problems.ShouldBeEmpty();
            for (var seed = 1; seed <= 30; seed++)
            {
                var steps = new List<VirtualStep>();
                var run = new VirtualRun(reading.Value!, seed, new TimingModel(), told: steps.Add);
                run.Run(CancellationToken.None).Result.Passed.ShouldBeTrue();
                foreach (var name in new[] { "pan-2", "psn-2" })
                {
                    var node = VirtualParty.Of(new NodeName(name));
                    // Neither hears of the others' decision: each comes to its own.
                    steps.Count(step => step.From == node && step.What == "gives itself up, and starts anew").ShouldBe(1, $"{name}, seed {seed}");
                    var back = steps.Where(step => step.From == node && step.What == "is up, in the others' cluster" && step.At > run.Begin).ShouldHaveSingleItem();
                    (back.At - run.Begin).ShouldBeInRange(TimeSpan.FromSeconds(22), TimeSpan.FromSeconds(22) + FailoverSettings.JoinAttempt, $"{name}, seed {seed}");
                }
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Folder => Path.Combine(TopologyFolder.Directory, "scenarios");

    private static Reading<Scenario> Read(string name) => ScenarioFile.ReadAsync(Path.Combine(Folder, name), CancellationToken.None).GetAwaiter().GetResult();
}
