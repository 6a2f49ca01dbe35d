using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads topology files. What comes out keeps ISE's limits (<see cref="DeploymentLimits"/>).</summary>
public static class TopologyFile
{
    private const int GreatestNameLength = 64;

    /// <summary>Reads the file at <paramref name="path"/> and the templates it names; one that cannot be read is a problem like any other.</summary>
    public static Task<Reading<Topology>> ReadAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, [], cancellationToken);

    /// <summary>Reads the file as it would be with <paramref name="edits"/> in it.</summary>
    internal static async Task<Reading<Topology>> ReadAsync(string path, IEnumerable<YamlEdit> edits, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        return text is null ? problems.Reading<Topology>(null) : await TemplateCheck.CheckAsync(Parse(text, problems, edits), cancellationToken);
    }

    /// <summary>Reads <paramref name="text"/> as the text of <paramref name="fileName"/>: problems name it, and relative paths start from its directory.</summary>
    public static Reading<Topology> Parse(string text, string fileName) => Parse(text, new FileProblems(fileName), []);

    private static Reading<Topology> Parse(string text, FileProblems problems, IEnumerable<YamlEdit> edits) =>
        problems.Reading(YamlFile.Root(text, problems, edits) is { } root ? Topology(root, problems) : null);

    private static Topology Topology(KeyReader root, FileProblems problems)
    {
        var name = Name(root);
        var model = root.Choice<DeploymentModel>("model", null, ("standalone", DeploymentModel.Standalone), ("small", DeploymentModel.Small), ("medium", DeploymentModel.Medium), ("large", DeploymentModel.Large), ("paper", DeploymentModel.Paper));
        var nodes = NodesSection.Read(root);
        var senders = MailSection.Senders(root);
        var tenant = TenantSection.Read(root, senders);
        var mail = MailSection.Read(root, senders, tenant is not null);
        var storage = Storage(root);
        var cluster = Cluster(root);
        var workload = Workload(root);
        var notices = NoticesSection.Read(root);
        var failover = FailoverSection.Read(root) ?? FailoverSettings.Default;
        root.Done();
        var deployment = new Deployment(name, model, nodes);
        // Limits are checked on nodes that could be read: a misspelled persona would else be told a second time, as a missing one.
        if (!problems.Any)
        {
            foreach (var problem in DeploymentLimits.Check(deployment)) problems.AddAt(problem.Path, problem.What, problem.Expected);
            if (!problems.Any) FailoverSection.Check(failover, deployment, problems);
        }
        return new Topology(deployment, mail, tenant, storage, cluster, workload) { Notices = notices, Failover = failover };
    }

    private static string Name(KeyReader root)
    {
        var name = root.Text("name", "deployment");
        if (name.Length > GreatestNameLength) root.Problems.Add(root.Take("name")!.Mark, $"'name' is longer than {GreatestNameLength} characters", "a short name");
        return name;
    }

    private static StorageSettings Storage(KeyReader root)
    {
        var standard = new StorageSettings.Sqlite(null);
        if (root.Take("storage") is not { } value) return standard;
        if (value is YamlText) return root.ChoiceOf<StorageSettings>("storage", value, standard, ("sqlite", standard));
        if (root.AsMap("storage", "storage", value) is not { } map) return standard;
        StorageSettings storage = standard;
        if (map.Has("sqlite") == map.Has("postgresql")) map.Problems.Add(map.Mark, "'storage' does not name one store", "either 'sqlite' or 'postgresql'");
        if (map.Has("sqlite")) storage = new StorageSettings.Sqlite(map.FilePath("sqlite"));
        if (map.Map("postgresql") is { } postgres)
        {
            storage = new StorageSettings.PostgreSql(SecretSection.Read(postgres, "connectionString", false));
            postgres.Done();
        }
        map.Take("sqlite");
        map.Done();
        return storage;
    }

    private static ClusterSettings Cluster(KeyReader root)
    {
        var standard = ClusterSettings.Default;
        if (root.Map("cluster") is not { } map) return standard;
        var cluster = new ClusterSettings(
            IpAddressText.Read(map, "bind", standard.Bind), map.Number("port", 1, 65535, standard.Port), map.Flag("admitPolicyServiceNodes", standard.AdmitPolicyServiceNodes))
        {
            Tls = map.Choice("tls", standard.Tls, ("none", ClusterTls.None), ("mutual", ClusterTls.Mutual)),
        };
        map.Done();
        return cluster;
    }

    private static WorkloadSettings? Workload(KeyReader root)
    {
        if (root.Map("workload") is not { } map) return null;
        var workload = new WorkloadSettings(map.Duration("every", TimeSpan.FromMinutes(1)), DomainText.Read(map, "recipients", "contoso.example"));
        map.Done();
        return workload;
    }
}
