using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>Reads scenario files, with the topology each of them names.</summary>
public static class ScenarioFile
{
    /// <summary>
    /// Reads the file at <paramref name="path"/>. The topology's path counts from the scenario's own directory; problems
    /// of the topology name the topology's file.
    /// </summary>
    public static Task<Reading<Scenario>> ReadAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, ScenarioEdits.None, cancellationToken);

    /// <summary>Reads both files as they would be with <paramref name="edits"/> in them.</summary>
    internal static async Task<Reading<Scenario>> ReadAsync(string path, ScenarioEdits edits, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        if (text is null || YamlFile.Root(text, problems, edits.OfScenario) is not { } root) return problems.Reading<Scenario>(null);

        var name = root.Text("name");
        var purpose = root.Text("purpose", "");
        var topologyAt = root.Take("topology", required: true);
        var topologyPath = root.Text("topology", "-");
        var seed = root.Number("seed", 0, int.MaxValue, 1);
        var within = root.Duration("within", TimeSpan.FromMinutes(1));
        var recipients = DomainText.Read(root, "recipients", "visitors.example");
        var workload = root.Maps(WorkloadSection.Key, required: true).Select(WorkloadSection.Read).ToImmutableArray();
        var faults = FaultSection.ReadScheduled(root);
        var actions = ActionsSection.Read(root);
        var failover = FailoverSection.Read(root);
        var expected = ExpectationsSection.Read(root);
        root.Done();
        if (root.Has(WorkloadSection.Key) && workload.IsEmpty && !problems.Any) problems.AddAt(WorkloadSection.Key, "'workload' is empty", "at least one entry such as { cause: alarm, count: 5 }");
        if (topologyAt is null || problems.Any) return problems.Reading<Scenario>(null);

        var file = Path.Combine(Path.GetDirectoryName(path) ?? "", topologyPath);
        var topology = await TopologyFile.ReadAsync(file, edits.OfTopology, cancellationToken);
        if (topology.Value is { } known) WorkloadSection.Check(workload, known, problems);
        if (topology.Value is { } read)
        {
            var deployment = read with { Failover = FailoverSection.Merge(root, failover, read.Failover) };
            if (failover is not null) FailoverSection.Check(deployment.Failover, deployment.Deployment, problems);
            FaultsFit(faults, deployment, problems);
            ExpectationsSection.Check(expected, deployment, within, problems);
            if (!problems.Any) new ActionRehearsal(deployment, within, faults, problems.AddAt).Run(actions);
            return problems.Reading(new Scenario(name, purpose, deployment, topology, seed, within, recipients, workload) { Faults = faults, Actions = actions, Expected = expected });
        }
        if (!File.Exists(file)) problems.Add(topologyAt.Mark, $"there is no topology '{topologyPath}'", "the path of a topology file, from this file's directory");
        var own = problems.Reading<Scenario>(null);
        return own with { Problems = own.Problems.IsEmpty ? topology.Problems : own.Problems };
    }

    private static void FaultsFit(ImmutableArray<ScheduledFault> faults, Topology topology, FileProblems problems)
    {
        if (faults.IsEmpty) return;
        if (topology.EmbeddedTenant is not { } tenant) problems.AddAt(FaultSection.Key, "faults happen in the embedded tenant, and the topology has none", "a topology with 'tenant', or no faults");
        else if (faults.FirstOrDefault(fault => tenant.Faults.Any(other => other.Name == fault.Fault.Name)) is { } twice)
            problems.AddAt(FaultSection.Key, $"the topology has a fault '{twice.Fault.Name}' as well", "a name for each fault");
    }
}
