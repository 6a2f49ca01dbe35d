namespace IseMail.Cli.Tests.Topologies;

public sealed class TopologyImportTests
{
    private const string Nodes = """
        { "response": [
          { "hostname": "ise-1", "fqdn": "ise-1.contoso.example", "ipAddress": "10.0.0.1", "roles": ["Standalone"], "services": ["Session"], "nodeStatus": "NotApplicable" }
        ], "version": "1.0.0" }
        """;

    [Fact]
    public async Task An_imported_topology_is_checked_to_be_right_and_becomes_containers()
    {
        using var nodes = new TemporaryFile(Nodes, "nodes.json");
        var topology = nodes.Beside("imported.yaml");

        (await Program.RunAsync("topology", "import", "--nodes", nodes.Path, "-o", topology)).ExitCode.ShouldBe(0);
        var (exitCode, output, _) = await Program.RunAsync("topology", "check", topology);
        exitCode.ShouldBe(0);
        output[0].ShouldBe($"{topology}: imported, 1 node; nothing is wrong with it");

        (await Program.RunAsync("topology", "compose", topology, "-o", nodes.Beside("compose.yml"))).ExitCode.ShouldBe(0);
        (await Program.RunAsync("topology", "check", nodes.Beside("imported.containers.yaml"))).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(nodes.Beside("compose.yml"))).ShouldContain("./imported.containers.yaml:/etc/isemail/topology.yaml:ro");
    }

    [Fact]
    public async Task A_file_that_is_there_already_stays_unless_it_is_to_be_replaced()
    {
        using var nodes = new TemporaryFile(Nodes, "nodes.json");
        var topology = nodes.Beside("mine.yaml");
        await File.WriteAllTextAsync(topology, "# mine\n");

        var (exitCode, _, errors) = await Program.RunAsync("topology", "import", "--nodes", nodes.Path, "-o", topology);
        exitCode.ShouldBe(2);
        errors.ShouldBe([$"{topology}:1:1: this is there already; another file, or --force to replace it"]);
        (await File.ReadAllTextAsync(topology)).ShouldBe("# mine\n");

        (await Program.RunAsync("topology", "import", "--nodes", nodes.Path, "-o", topology, "--force")).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(topology)).ShouldContain("name: imported");
    }

    [Fact]
    public async Task A_list_that_cannot_be_imported_writes_nothing()
    {
        using var nodes = new TemporaryFile(Nodes.Replace("Standalone", "Standalon", StringComparison.Ordinal), "nodes.json");
        var topology = nodes.Beside("imported.yaml");

        var (exitCode, _, errors) = await Program.RunAsync("topology", "import", "--nodes", nodes.Path, "-o", topology);
        exitCode.ShouldBe(2);
        errors.ShouldBe([$"{nodes.Path}:2:94: 'Standalon' is not a role of ISE; 'Standalone' is the nearest known"]);
        File.Exists(topology).ShouldBeFalse();
    }

    [Fact]
    public async Task A_topology_that_lacks_something_is_not_composed_without_a_place_for_what_it_lacks()
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "compose", "topology/medium.yaml");
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldHaveSingleItem().ShouldEndWith("has to be written beside the Compose file; -o FILE");
        (await Program.RunAsync("topology", "compose", "topology/docker.yaml")).ExitCode.ShouldBe(0);
    }
}
