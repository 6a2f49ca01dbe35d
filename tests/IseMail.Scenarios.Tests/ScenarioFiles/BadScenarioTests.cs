using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.ScenarioFiles;

public sealed class BadScenarioTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-scenarios-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("medium", "{ cause: alarm, name: Proces Down }", "4:27: 'Proces Down' is not an alarm; 'Process Down' is the nearest known")]
    [InlineData("medium", "{ cause: alarm, name: Process Down }", "4:7: nobody is told of this alarm; an administrator with 'includeSystemAlarms: true' in the topology, or addresses of the alarm's own")]
    [InlineData("notices", "{ cause: alarm, name: Process Down, node: psn-9 }", "4:41: no node is named 'psn-9'; one of ise-1, ise-2, psn-1, psn-2, psn-3")]
    [InlineData("notices", "{ cause: resend, node: ise-1 }", "4:22: no PSN is named 'ise-1'; one of psn-1, psn-2, psn-3")]
    [InlineData("medium", "{ cause: approvalRequest }", "4:7: self-registration needs no approval here; 'guests.selfRegistration.approval' in the topology")]
    [InlineData("notices", "{ cause: resend, name: Process Down }", "4:22: only an alarm has a name; 'cause: alarm' beside it")]
    [InlineData("notices", "{ cause: portalTestMail, node: psn-1 }", "4:30: this cause has no node of its own; an alarm, or something that happens at a portal")]
    public async Task What_a_workload_asks_for_in_vain_is_told_at_its_place(string topology, string entry, string line)
    {
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, $"name: s\ntopology: {TopologyFolder.File(topology)}\nworkload:\n  - {entry}\n");
        (await ScenarioFile.ReadAsync(file, CancellationToken.None)).Problems.Select(problem => problem.ToString()).ShouldBe([$"{file}:{line}"]);
    }

    [Theory]
    [InlineData("{ kill: pan-9 }", "4:7: no node is named 'pan-9'; one of ise-1, ise-2, psn-1, psn-2, psn-3, psn-4, psn-5")]
    [InlineData("{ kill: '-' }", "4:13: '-' cannot be used for 'kill'; ")]
    [InlineData("{ kil: ise-1 }", "4:7: unknown key 'kil'; ")]
    [InlineData("{ at: 1s }", "4:5: this does nothing; one of kill, stop, start, restart with a node, such as 'kill: pan-1'")]
    [InlineData("{ kill: ise-1, start: ise-2 }", "4:5: this does several things at once; ")]
    [InlineData("{ at: 60s, kill: ise-1 }", "4:7: this comes after the scenario's end; ")]
    [InlineData("{ start: ise-1 }", "4:7: ise-1 runs already at that time; what goes before it")]
    [InlineData("{ at: 9s, stop: ise-1 }\n  - { at: 3s, kill: ise-1 }", "4:15: ise-1 does not run at that time; what goes before it")]
    public async Task What_cannot_be_done_to_a_deployment_is_told_at_its_place_before_anything_starts(string action, string line)
    {
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, $"name: s\ntopology: {TopologyFolder.File("medium")}\nactions:\n  - {action}\nwithin: 60s\nworkload: [{{ cause: alarm }}]\n");
        (await ScenarioFile.ReadAsync(file, CancellationToken.None)).Problems[0].ToString().ShouldStartWith($"{file}:{line}");
    }

    [Fact]
    public async Task A_bad_template_is_told_at_its_own_place_when_the_topology_is_read()
    {
        var template = Path.Combine(_directory.FullName, "welcome.liquid");
        await File.WriteAllTextAsync(template, "Subject: Welcome\n\nHello {{ nickname }}\n");
        var file = Path.Combine(_directory.FullName, "t.yaml");
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(TopologyFolder.File("standalone")) + "\nguests: { templates: { denied: welcome.liquid } }\n");

        var reading = await TopologyFile.ReadAsync(file, CancellationToken.None);
        reading.Value.ShouldBeNull();
        reading.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"{template}:3:10: 'nickname' is not a value of 'denied'; one of userName, ");
    }
}
