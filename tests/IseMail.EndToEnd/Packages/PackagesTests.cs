using IseMail.EndToEnd.Containers;
using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Packages;

/// <summary>What leaves this repository as packages, as somebody else uses it: in a directory that knows nothing of the sources.</summary>
public sealed class PackagesTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(10));
    private readonly TemporaryDirectory _directory = new();

    // No version that this machine's cache of packages may know already.
    private readonly string _version = $"0.1.0-test{Guid.NewGuid():N}";

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_packages_carry_a_test_project_of_somebody_else_s_and_the_program_as_a_tool()
    {
        var checkout = Checkout();
        await DotnetAsync(
            checkout, "pack", "IseMailCluster.Packages.slnf", "--no-build", "--configuration", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!,
            "--output", In("packages"), $"-p:Version={_version}");
        Directory.GetFiles(In("packages")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ShouldBe(
            new[] { "Cli", "Cluster", "Domain", "Scenarios", "Tenant", "Testing", "VirtualTime", "WebConsole" }.Select(name => $"IseMail.{name}.{_version}.nupkg"));

        foreach (var file in Directory.GetFiles(Path.Combine(checkout, "samples", "NoticeTests")).Concat(Directory.GetFiles(Path.Combine(checkout, "samples"))))
        {
            var copy = In(Path.GetRelativePath(checkout, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var tested = await DotnetAsync(In("samples/NoticeTests"), "test", $"-p:IseMailVersion={_version}", "--nologo");
        tested.ShouldContain("Failed:     0, Passed:     5");

        await DotnetAsync(_directory.Path, "tool", "install", "IseMail.Cli", "--tool-path", In("tools"), "--add-source", In("packages"), "--version", _version);
        // Nothing of the sources is here, so what the scenario names is found beside the tool.
        var elsewhere = In("elsewhere");
        Directory.CreateDirectory(elsewhere);
        var (code, output, errors) = await ContainerEngine.RunAsync([In("tools/isemail"), "run"], elsewhere, Environment(), _patience.Token);
        code.ShouldBe(0, output + errors);
        output.ShouldContain("passed: every mail arrived exactly once, from the node whose duty it was");
        (code, output, errors) = await ContainerEngine.RunAsync([In("tools/isemail"), "topology", "check", "topology/small.yaml"], elsewhere, Environment(), _patience.Token);
        code.ShouldBe(0, output + errors);
    }

    private string In(string path) => Path.Combine(_directory.Path, path);

    private async Task<string> DotnetAsync(string directory, params string[] arguments)
    {
        var (code, output, errors) = await ContainerEngine.RunAsync(["dotnet", .. arguments], directory, Environment(), _patience.Token);
        code.ShouldBe(0, output + errors);
        return output;
    }

    // What is restored goes with the directory; what the machine has already is read where it lies.
    private Dictionary<string, string> Environment() => new()
    {
        ["NUGET_PACKAGES"] = In("cache"),
        ["NUGET_FALLBACK_PACKAGES"] = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        // No compiler and no builder is to wait for more work when the test has ended.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IseMailCluster.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not lie inside the checkout whose packages they test");
    }
}
