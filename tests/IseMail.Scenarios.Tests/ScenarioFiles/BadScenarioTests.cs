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
    [InlineData("{ kill: '-' }", "4:13: '-' is not a node name; ")]
    [InlineData("{ kil: ise-1 }", "4:7: unknown key 'kil'; ")]
    [InlineData("{ at: 1s }", "4:5: this does nothing; one of kill, stop, start, restart, pause, resume, promote, loseStorage, partition, isolate, cut, degrade, heal, tenant, removeFault, settings, clock, network, database, sender, such as 'kill: pan-1'")]
    [InlineData("{ network: { nodes: psn-9, directAccess: blocked } }", "4:18: no node is named 'psn-9'; one of ise-1, ise-2")]
    [InlineData("{ network: { directAccess: blocked } }", "4:16: key 'nodes' is missing; 'nodes: …' under 'actions[0].network'")]
    [InlineData("{ network: { nodes: psn-1, names: { smtp.office365.com: nowhere! } } }", "4:41: 'nowhere!' is not where a name can lead; an address or name, with a port or without, or 'unknown'")]
    [InlineData("{ promote: psn-1 }", "4:7: psn-1 is no PAN; one of ise-1, ise-2")]
    [InlineData("{ resume: psn-1 }", "4:7: psn-1 is not paused at that time; ")]
    [InlineData("{ loseStorage: psn-1 }", "4:7: psn-1 runs at that time; a node that was killed or stopped before")]
    [InlineData("{ kill: 'psn-{3..1}' }", "4:13: the range {3..1} cannot be used; ")]
    [InlineData("{ partition: [[ise-1]] }", "4:18: a partition has two groups or more, each with a node in it; ")]
    [InlineData("{ partition: [[ise-1, psn-1], [psn-1]] }", "4:18: 'psn-1' is in two groups; ")]
    [InlineData("{ heal: all }", "4:7: no link is broken at that time; ")]
    [InlineData("{ degrade: { from: ise-1, to: ise-2 } }", "4:16: this degrades nothing; ")]
    [InlineData("{ degrade: { from: ise-1, to: ise-2, loss: 2 } }", "4:48: '2' cannot be used for 'loss'; ")]
    [InlineData("{ cut: { from: ise-1 } }", "4:12: key 'to' is missing; ")]
    [InlineData("{ tenant: { revoke-admin-consnt: { AppId: x } } }", "4:15: 'revoke-admin-consnt' is not a cmdlet; 'revoke-admin-consent' is the nearest known")]
    [InlineData("{ removeFault: x }", "4:7: no fault is named 'x'; a fault under 'faults'")]
    [InlineData("{ database: start }", "4:7: the database runs at that time; ")]
    [InlineData("{ clock: { node: psn-1, ahead: 1m, behind: 1m } }", "4:14: a clock jumps one way; ")]
    [InlineData("{ clock: { node: psn-1, right: false } }", "4:14: a clock jumps one way; one of 'ahead', 'behind' and 'right: true'")]
    [InlineData("{ sender: stop }\n  - { at: 3s, sender: stop }", "5:15: the shared sender is stopped already at that time; 'sender: move' before it")]
    [InlineData("{ settings: burn }", "4:17: 'burn' is not known for 'settings'; ")]
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

    [Theory]
    [InlineData("{ takeovers: [ { of: pan, by: psn-1 } ] }", "5:35: psn-1 is never the primary PAN; one of ise-1, ise-2")]
    [InlineData("{ takeovers: [ { of: pan, by: ise-9 } ] }", "5:35: no node is named 'ise-9'; ")]
    [InlineData("{ takeovers: [ { of: mnt }, { of: mnt, never: true } ] }", "5:37: the same duties are expected to move and not to; ")]
    [InlineData("{ takeovers: [ { of: mnt, never: true, within: 5s } ] }", "5:24: what never moves has no holder and no time; ")]
    [InlineData("{ late: { after: 60s, atMost: 0 } }", "5:11: what arrives so late is not seen before the scenario's end; ")]
    [InlineData("{ lost: { atLeast: 5, atMost: 2 } }", "5:17: at least 5 and at most 2: no number is both; ")]
    [InlineData("{ lost: many }", "5:17: 'many' cannot be used for 'lost'; ")]
    [InlineData("{ purposes: { guestNotice: { by: ise-1 } } }", "5:38: guest notice is never the duty of ise-1; nodes with 'psn'")]
    [InlineData("{ raised: [Proces Down] }", "5:20: 'Proces Down' is not an alarm; 'Process Down' is the nearest known")]
    [InlineData("{ raised: [Process Down] }", "5:11: nobody is told of 'Process Down'; ")]
    public async Task What_cannot_be_expected_is_told_at_its_place_before_anything_starts(string expected, string line)
    {
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, $"name: s\ntopology: {TopologyFolder.File("medium")}\nwithin: 60s\nworkload: [{{ cause: alarm }}]\nexpect: {expected}\n");
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
