namespace IseMail.Cli.Tests.Topologies;

public sealed class TopologyCheckTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-check-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("medium", "medium, 7 nodes")]
    [InlineData("large", "large, 54 nodes")]
    public async Task A_good_file_is_told_to_be_good_and_where_its_design_is_judged(string name, string what)
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "check", $"topology/{name}.yaml");
        exitCode.ShouldBe(0);
        output.ShouldBe([$"topology/{name}.yaml: {what}; nothing is wrong with it", $"note: 1 thing in its design may keep mail from its readers; isemail topology lint topology/{name}.yaml"]);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_nodes_one_line_says_what_they_survive_and_what_not()
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "check", "topology/small.yaml");
        exitCode.ShouldBe(0);
        output.ShouldBe(
        [
            "topology/small.yaml: small, 2 nodes; nothing is wrong with it",
            "warning: two nodes survive the crash of either, and one of them goes on when they are cut apart; they do not survive the loss of a node together with their database, and a person promotes the secondary PAN",
            "note: 2 things in its design may keep mail from its readers; isemail topology lint topology/small.yaml",
        ]);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bad_file_is_told_line_by_line_and_fails()
    {
        var path = Path.Combine(_directory.FullName, "bad.yaml");
        await File.WriteAllTextAsync(path, "model: tiny\nnodes: []\ntenant: embedded\ncolour: red\n");
        var (exitCode, output, errors) = await Program.RunAsync("topology", "check", path);
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldBe(
        [
            $"{path}:1:8: 'tiny' is not known for 'model'; one of standalone, small, medium, large, paper",
            $"{path}:4:1: unknown key 'colour'; one of name, model, nodes, mail, tenant, storage, cluster, workload, passwordPolicy, administrators, internalUsers, alarms, guests, panHa, failover",
        ]);
    }

    [Fact]
    public async Task What_only_this_machine_lacks_is_noted_and_the_file_still_holds()
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "check", "topology/microsoft365.yaml");
        exitCode.ShouldBe(0);
        output.ShouldBe(
        [
            "topology/microsoft365.yaml: microsoft365, 1 node; nothing is wrong with it",
            $"note: topology/microsoft365.yaml:18:7: there is no file {Path.Combine(Program.Root, "topology", "client-secret")}; a file whose first line is the secret",
            "note: 4 things in its design may keep mail from its readers; isemail topology lint topology/microsoft365.yaml",
        ]);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_file_fails_as_bad_input()
    {
        var (exitCode, _, errors) = await Program.RunAsync("topology", "check", "topology/none.yaml");
        exitCode.ShouldBe(2);
        errors.ShouldBe(["topology/none.yaml:1:1: there is no such file; a YAML file"]);
    }
}
