using System.Reflection;
using System.Xml.Linq;

namespace IseMail.Cli.Tests;

public sealed class ArchitectureTests
{
    // What each project may name of this solution; the picture in docs/architecture.md.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["IseMail.Domain"] = [],
        ["IseMail.Tenant"] = ["IseMail.Domain"],
        ["IseMail.Cluster"] = ["IseMail.Domain"],
        ["IseMail.VirtualTime"] = ["IseMail.Domain"],
        ["IseMail.Scenarios"] = ["IseMail.Domain", "IseMail.Tenant", "IseMail.Cluster", "IseMail.VirtualTime"],
        ["IseMail.WebConsole"] = ["IseMail.Domain", "IseMail.Tenant", "IseMail.Cluster", "IseMail.Scenarios"],
        ["IseMail.Testing"] = ["IseMail.Domain", "IseMail.Tenant", "IseMail.Cluster", "IseMail.Scenarios"],
        ["IseMail.Cli"] = ["IseMail.Domain", "IseMail.Tenant", "IseMail.Cluster", "IseMail.VirtualTime", "IseMail.Scenarios", "IseMail.WebConsole"],
    };

    [Fact]
    public void Dependencies_point_one_way()
    {
        var projects = Directory.GetDirectories(Path.Combine(Solution.Folder, "src")).Select(folder => Path.GetFileName(folder)!).ToList();
        projects.ShouldBe(Allowed.Keys, ignoreOrder: true);
        foreach (var project in projects)
        {
            var file = XDocument.Load(Path.Combine(Solution.Folder, "src", project, project + ".csproj"));
            var named = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            named.ShouldBeSubsetOf(Allowed[project], project);
        }
    }

    [Fact]
    public void The_rules_know_neither_actors_nor_sockets_nor_files_of_settings()
    {
        var named = Assembly.Load("IseMail.Domain").GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        named.ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard");
        named.ShouldNotContain(name => name.StartsWith("System.Net", StringComparison.Ordinal) || name.StartsWith("System.IO", StringComparison.Ordinal) || name.StartsWith("System.Threading", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTime.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("Stopwatch.")]
    [InlineData("Random.Shared")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Environment.")]
    public void The_rules_take_time_and_chance_as_arguments(string source)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Solution.Folder, "src", "IseMail.Domain"), "*.cs", SearchOption.AllDirectories).Where(Solution.IsWritten))
            File.ReadAllText(file).ShouldNotContain(" " + source, Case.Sensitive, file);
    }
}
