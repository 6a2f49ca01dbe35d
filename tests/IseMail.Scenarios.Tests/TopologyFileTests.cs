using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests;

public sealed class TopologyFileTests
{
    [Theory]
    [InlineData("standalone", 1)]
    [InlineData("small", 2)]
    [InlineData("medium", 7)]
    [InlineData("large", 54)]
    [InlineData("docker", 6)]
    [InlineData("microsoft365", 1)]
    public async Task A_shipped_topology_is_read_without_a_problem(string name, int nodes)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "IseMailCluster.sln"))) folder = folder.Parent;

        var reading = await TopologyFile.ReadAsync(Path.Combine(folder.FullName, "topology", name + ".yaml"), CancellationToken.None);

        reading.Problems.ShouldBeEmpty();
        reading.Value!.Deployment.Nodes.Length.ShouldBe(nodes);
    }

    [Theory]
    [InlineData("", "t.yaml:1:1: the file is empty; a mapping of keys and values")]
    [InlineData("modle: small\nmodel: standalone\ntenant: embedded\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]", "t.yaml:1:1: unknown key 'modle'; 'model' is the nearest known")]
    [InlineData("model: standalone\ntenant: embedded\nnodes:\n  - {name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}\n  - {name: a, personas: [psn]}", "t.yaml:5:6: two nodes are named 'a'; a name for each node")]
    public void A_bad_topology_is_told_in_one_exact_line(string text, string line) =>
        TopologyFile.Parse(text, "t.yaml").Problems.ShouldHaveSingleItem().ToString().ShouldBe(line);
}
