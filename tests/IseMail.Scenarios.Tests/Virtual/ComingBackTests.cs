using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Tests.Virtual;

/// <summary>Whatever befell the nodes: once those that are left can do their duties, mail goes on, and what was to be done to them has been done.</summary>
public sealed class ComingBackTests
{
    [Theory]
    [InlineData("the last of two gives itself up without its database, and begins anew", "small.yaml", "{ at: 2s, kill: ise-2 }", "{ at: 3s, database: stop }", "{ at: 60s, database: start }")]
    [InlineData("both die, and only the second comes back", "small.yaml", "{ at: 2s, kill: [ise-1, ise-2] }", "{ at: 10s, start: ise-2 }")]
    [InlineData("one dies, and the other is restarted before it has given it up", "small.yaml", "{ at: 2s, kill: ise-1 }", "{ at: 4s, restart: ise-2 }")]
    [InlineData("whoever has the lease dies right after it took it", "small.yaml", "{ at: 2s, partition: [[ise-1], [ise-2]] }", "{ at: 10500ms, kill: ise-1 }", "{ at: 30s, heal: all }", "{ at: 40s, start: ise-1 }")]
    [InlineData("one is suspended while the other takes the lease, and later they are cut apart", "small.yaml", "{ at: 2s, pause: ise-1 }", "{ at: 20s, resume: ise-1 }", "{ at: 40s, partition: [[ise-1], [ise-2]] }", "{ at: 60s, heal: all }")]
    [InlineData("one that gave itself up behind a cut is killed before it is back", "resilient.yaml", "{ at: 1s, isolate: psn-3 }", "{ at: 20s, kill: psn-3 }", "{ at: 21s, heal: all }", "{ at: 22s, start: psn-3 }", "{ at: 50s, restart: psn-3 }")]
    [InlineData("the shared sender is moved from a node that dies meanwhile", "resilient.yaml", "{ at: 5s, sender: move }", "{ at: 5100ms, kill: psn-1 }", "{ at: 30s, start: psn-1 }")]
    [InlineData("one that waits to be taken in is suspended", "resilient.yaml", "{ at: 1s, isolate: psn-3 }", "{ at: 25s, pause: psn-3 }", "{ at: 30s, resume: psn-3 }", "{ at: 35s, heal: all }")]
    [InlineData("most of them die at once", "resilient.yaml", "{ at: 2s, kill: [pan-1, mnt-2, psn-2, psn-3] }", "{ at: 40s, start: [pan-1, mnt-2, psn-2, psn-3] }")]
    [InlineData("two die, and one of them is back before the other is given up", "resilient.yaml", "{ at: 1s, kill: [mnt-1, psn-1] }", "{ at: 2s, start: psn-1 }", "{ at: 30s, start: mnt-1 }")]
    [InlineData("one comes back behind a cut before anybody has noticed that it was gone", "resilient.yaml", "{ at: 2s, isolate: mnt-1 }", "{ at: 3s, kill: mnt-1 }", "{ at: 3500ms, start: mnt-1 }", "{ at: 30s, heal: all }")]
    public async Task Mail_goes_on(string what, string topology, params string[] actions)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-coming-back-");
        try
        {
            var file = Path.Combine(directory.FullName, "coming-back.yaml");
            await File.WriteAllTextAsync(file, $$"""
                name: coming-back
                purpose: {{what}}
                topology: {{Path.Combine(TopologyFolder.Directory, topology)}}
                within: 20m
                actions:
                {{string.Concat(actions.Select(action => $"  - {action}\n"))}}
                workload:
                  - { cause: alarm, count: 20, at: 90s, over: 40s }
                  - { cause: guestNotice, count: 20, at: 90s, over: 40s }
                expect: { duplicated: inDoubt }
                """);
            var reading = await ScenarioFile.ReadAsync(file, CancellationToken.None);
            reading.Problems.ShouldBeEmpty(await File.ReadAllTextAsync(file));
            var scenario = reading.Value!;
            for (var seed = 1; seed <= 40; seed++)
            {
                var ended = new VirtualRun(scenario, seed, new TimingModel()).Run(CancellationToken.None);
                ended.Result.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => $"seed {seed}: {finding.What}: expected {finding.Expected}, found {finding.Found}").ShouldBeEmpty();
                ended.Result.Actions.Length.ShouldBe(actions.Length, $"seed {seed}: all that was to be done was done");
                ended.Result.Times.End.ShouldBeLessThan(TimeSpan.FromMinutes(5), $"seed {seed}");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
