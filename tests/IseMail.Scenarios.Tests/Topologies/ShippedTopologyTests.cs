using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Topologies;

public sealed class ShippedTopologyTests
{
    [Theory]
    [InlineData("standalone", 1)]
    [InlineData("drill", 1)]
    [InlineData("small", 2)]
    [InlineData("medium", 7)]
    [InlineData("medium-each-sends", 7)]
    [InlineData("medium-one-sends", 7)]
    [InlineData("large", 54)]
    [InlineData("notices", 5)]
    [InlineData("docker", 6)]
    [InlineData("campaign", 5)]
    [InlineData("resilient", 7)]
    [InlineData("microsoft365", 1)]
    [InlineData("walkthrough", 2)]
    public async Task A_shipped_topology_is_read_without_a_problem(string name, int nodes)
    {
        var reading = await TopologyFile.ReadAsync(TopologyFolder.File(name), CancellationToken.None);

        reading.Problems.ShouldBeEmpty();
        reading.Value!.Deployment.Nodes.Length.ShouldBe(nodes);
    }

    [Fact]
    public void Every_file_in_the_topology_folder_is_among_those_tested() =>
        Directory.GetFiles(TopologyFolder.Directory, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .ShouldBe(TopologyFolder.Names.Order(StringComparer.Ordinal));
}
