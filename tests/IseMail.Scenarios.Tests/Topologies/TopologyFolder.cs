namespace IseMail.Scenarios.Tests.Topologies;

/// <summary>The topologies that are shipped, found from wherever the tests run.</summary>
internal static class TopologyFolder
{
    public static IReadOnlyList<string> Names { get; } = ["standalone", "small", "medium", "medium-each-sends", "medium-one-sends", "large", "notices", "drill", "docker", "campaign", "resilient", "microsoft365", "walkthrough"];

    public static string Directory { get; } = Find();

    public static string Schema => Path.Combine(Directory, "topology.schema.json");

    public static string File(string name) => Path.Combine(Directory, name + ".yaml");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "IseMailCluster.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests holds the solution");
        return Path.Combine(folder.FullName, "topology");
    }
}
