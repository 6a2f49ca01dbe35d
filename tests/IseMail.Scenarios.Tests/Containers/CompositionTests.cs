using IseMail.Scenarios.Containers;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace IseMail.Scenarios.Tests.Containers;

public sealed class CompositionTests : IDisposable
{
    private const string Topology = "topology/docker.yaml";
    private const string Mounted = "/etc/isemail/topology.yaml";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-compose-");

    public static TheoryData<string> Shipped => [.. TopologyFolder.Names];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_shipped_compose_file_is_what_is_made_of_its_topology()
    {
        var checkout = Path.GetDirectoryName(TopologyFolder.Directory)!;
        var composed = await Composition.ReadAsync(TopologyFolder.File("docker"), checkout, "unused.yaml", CancellationToken.None);
        var shipped = await File.ReadAllTextAsync(Path.Combine(checkout, "docker-compose.yml"));

        composed.Topology.ShouldBeNull();
        // The image has the shipped topology; any other one is mounted.
        Flat(composed.Compose!).Where(line => !line.EndsWith($"./{Topology}:{Mounted}:ro", StringComparison.Ordinal)).Select(line => line.Replace(Mounted, Topology, StringComparison.Ordinal))
            .Where(IsOfService).ShouldBe(Flat(shipped).Where(IsOfService), ignoreOrder: true);

        // Each service has what the entry 'x-node' shares.
        static bool IsOfService(string line) => !line.StartsWith("x-node", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Every_shipped_topology_becomes_containers_that_have_all_they_need(string name)
    {
        var composed = await Composition.ReadAsync(TopologyFolder.File(name), _directory.FullName, "completed.yaml", CancellationToken.None);

        composed.Problems.ShouldBeEmpty();
        var given = (await TopologyFile.ReadAsync(TopologyFolder.File(name), CancellationToken.None)).Value!;
        var completed = composed.Topology is null ? given : TopologyFile.Parse(composed.Topology, "completed.yaml").Value!;
        completed.Deployment.Nodes.ShouldAllBe(node => node.Address!.Host == node.Name.Value);
        completed.Deployment.Nodes.Select(node => node with { Address = null, Network = null }).Select(node => $"{node.Name} {node.Personas.Count} {node.PrimaryFor.Count}")
            .ShouldBe(given.Deployment.Nodes.Select(node => $"{node.Name} {node.Personas.Count} {node.PrimaryFor.Count}"));
        completed.Storage.ShouldNotBe(new Domain.Deployments.StorageSettings.Sqlite(null));
        completed.Mail.Configured.ShouldBe(given.Mail.Configured);
        if (given.EmbeddedTenant is not null && given.Mail.Configured) completed.Mail.Server!.Host.ShouldBe("tenant");
        var services = Flat(composed.Compose!);
        foreach (var node in given.Deployment.Nodes) services.ShouldContain($"services.{node.Name}.hostname = {node.Name}");
    }

    [Fact]
    public async Task Every_container_waits_for_those_whose_duties_come_first()
    {
        var composed = await Composition.ReadAsync(TopologyFolder.File("medium"), _directory.FullName, "completed.yaml", CancellationToken.None);
        Flat(composed.Compose!).Where(line => line.Contains(".depends_on.", StringComparison.Ordinal)).Select(line => line.Replace(".condition = service_healthy", "", StringComparison.Ordinal))
            .ShouldBe(
            [
                "services.ise-1.depends_on.db", "services.ise-1.depends_on.tenant", "services.psn-1.depends_on.ise-1.condition = service_started",
                .. new[] { "ise-2", "psn-2", "psn-3", "psn-4", "psn-5" }.SelectMany(node => new[] { $"services.{node}.depends_on.ise-1", $"services.{node}.depends_on.psn-1" }),
                "services.console.depends_on.ise-1.condition = service_started",
            ]);
    }

    [Fact]
    public async Task Secrets_are_mounted_or_handed_on_and_never_written()
    {
        var path = Path.Combine(_directory.FullName, "t.yaml");
        await File.WriteAllTextAsync(path, """
            model: standalone
            nodes:
              - name: ise-1
                personas: [pan, mnt, psn]
                primary: [pan, mnt]
            mail:
              proxy: { host: proxy.contoso.example, port: 3128, login: { userName: ise, password: { environment: PROXY_PASSWORD } } }
              server:
                host: smtp.office365.com
                mailbox: ise-mail@contoso.example
                oauth: { tenantId: contoso.example, clientId: 22222222-2222-2222-2222-222222222222, clientSecret: { file: secrets/client } }
            # The end.
            """);

        var composed = await Composition.ReadAsync(path, _directory.FullName, "t.containers.yaml", CancellationToken.None);

        var lines = Flat(composed.Compose!);
        lines.ShouldContain("services.ise-1.volumes[] = ./secrets/client:/etc/isemail/secrets/client:ro");
        lines.ShouldContain("services.ise-1.environment.PROXY_PASSWORD = ${PROXY_PASSWORD:?it holds a secret of the topology}");
        lines.ShouldNotContain(line => line.StartsWith("services.tenant", StringComparison.Ordinal));
        composed.Topology.ShouldStartWith("# t.yaml, with what its nodes need in containers of their own.\n");
        composed.Topology.ShouldContain("  - address: \"{name}:4053\"\n    name: ise-1\n");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task What_a_person_wrote_stays_around_what_is_added(string lineEnd)
    {
        var path = Path.Combine(_directory.FullName, "t.yaml");
        await File.WriteAllTextAsync(path, """
            tenant: embedded # ours
            storage:
              sqlite: data

            # about the nodes
            nodes:
            - name: a   # first
              personas: [pan, mnt, psn]
              primary: [pan, mnt]
            mail:
              trusted:
                - ca.pem
                - /srv/other.pem
              sender: { connections: 2 }
            model: standalone
            cluster: { port: 5000 }
            """.ReplaceLineEndings(lineEnd));

        var composed = await Composition.ReadAsync(path, _directory.FullName, "t.containers.yaml", CancellationToken.None);

        composed.Topology!.ReplaceLineEndings("\n").ShouldContain("# about the nodes\nnodes:\n- address: \"{name}:5000\"\n  name: a   # first\n");
        var completed = TopologyFile.Parse(composed.Topology, path).Value!;
        completed.Mail.Trusted.Select(file => file.Name).ShouldBe(["entra-id-ca", "exchange-online-ca", "ca", "other"]);
        completed.Mail.Sender.Connections.ShouldBe(2);
        completed.Cluster.ShouldBe(new Domain.Deployments.ClusterSettings("0.0.0.0", 5000, false) { Tls = Domain.Deployments.ClusterTls.Mutual });
        var lines = Flat(composed.Compose!);
        lines.ShouldContain("services.a.volumes[] = ./ca.pem:/etc/isemail/ca.pem:ro");
        lines.ShouldContain("services.a.volumes[] = /srv/other.pem:/srv/other.pem:ro");
    }

    [Theory]
    [InlineData("{ model: standalone, nodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }], tenant: embedded }", "1:1: nothing can be added to a topology whose keys do not begin lines; each key of the topology at the beginning of a line")]
    [InlineData("model: standalone\nnodes: [{ name: db, personas: [pan, mnt, psn], primary: [pan, mnt] }]\ntenant: embedded\n", "2:11: a container of another purpose is named 'db'; another name")]
    [InlineData("model: standalone\nnodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt], address: \"10.0.0.1:4053\" }]\ntenant: embedded\n", "2:68: '10.0.0.1' is not a name that a container can have; a name, such as {name}:4053")]
    [InlineData("model: standalone\nnodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }]\ntenant: { listen: { hostName: tenant } }\n", "3:19: other containers do not reach a tenant that listens so; listen: { address: 0.0.0.0, hostName: tenant, tokenPort: 8443, submissionPort: 1587, mailboxPort: 8080 }")]
    [InlineData("model: standalone\nnodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }]\ntenant: { mailboxes: [] }\n", "3:1: the tenant has no application or no mailbox to submit through; one of each, or 'mail.server: none', which is filled in later")]
    public async Task What_containers_cannot_have_is_told_in_one_line(string text, string line)
    {
        var path = Path.Combine(_directory.FullName, "t.yaml");
        await File.WriteAllTextAsync(path, text);
        var composed = await Composition.ReadAsync(path, _directory.FullName, "t.containers.yaml", CancellationToken.None);

        composed.Compose.ShouldBeNull();
        composed.Problems.Select(problem => problem.ToString()[(path.Length + 1)..]).ShouldBe([line]);
    }

    /// <summary>Every value of a Compose file with the keys that lead to it, merged entries written out.</summary>
    private static List<string> Flat(string text)
    {
        var document = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(text))));
        return [.. Lines("", document)];
    }

    private static IEnumerable<string> Lines(string path, object? value) => value switch
    {
        IDictionary<object, object> map => map.SelectMany(entry => Lines(path.Length == 0 ? $"{entry.Key}" : $"{path}.{entry.Key}", entry.Value)),
        IList<object> list => list.SelectMany(item => Lines(path + "[]", item)),
        _ => [$"{path} = {value}"],
    };
}
