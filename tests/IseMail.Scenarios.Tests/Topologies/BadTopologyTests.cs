using System.Text;
using IseMail.Scenarios.Topologies;
using NJsonSchema;

namespace IseMail.Scenarios.Tests.Topologies;

public sealed class BadTopologyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-topologies-");

    public static TheoryData<string> Faults => [.. BadTopology.All.Select(bad => bad.Fault)];

    public static TheoryData<string> FaultsOfShape => [.. BadTopology.All.Where(bad => bad.SchemaSees).Select(bad => bad.Fault)];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_bad_topology_is_told_in_exact_lines(string fault)
    {
        var bad = Find(fault);
        TopologyFile.Parse(bad.Text, "t.yaml").Problems.Select(problem => problem.ToString()).ShouldBe(bad.Lines.Select(line => "t.yaml:" + line));
    }

    [Theory]
    [MemberData(nameof(FaultsOfShape))]
    public async Task An_editor_that_follows_the_schema_shows_the_fault_too(string fault) =>
        (await JsonSchema.FromFileAsync(TopologyFolder.Schema)).Validate(YamlAsJson.Convert(Find(fault).Text)).ShouldNotBeEmpty();

    [Fact]
    public void A_secret_written_into_the_file_is_never_repeated()
    {
        var secret = BadTopology.All.Where(bad => bad.Text.Contains("hunter2", StringComparison.Ordinal)).ToList();
        secret.Count.ShouldBeGreaterThan(5);
        foreach (var bad in secret) TopologyFile.Parse(bad.Text, "t.yaml").Problems.ShouldAllBe(problem => !problem.ToString().Contains("hunter", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_full_of_faults_is_told_up_to_the_hundredth() =>
        TopologyFile.Parse(string.Concat(Enumerable.Range(0, 4000).Select(i => $"key{i}: 1\n")), "t.yaml").Problems.Length.ShouldBe(100);

    [Fact]
    public async Task A_missing_file_is_told_like_a_fault_in_it() =>
        (await LinesAsync(Path.Combine(_directory.FullName, "none.yaml"))).ShouldBe([":1:1: there is no such file; a YAML file"]);

    [Fact]
    public async Task A_missing_directory_is_told_like_a_missing_file() =>
        (await LinesAsync(Path.Combine(_directory.FullName, "none", "t.yaml"))).ShouldBe([":1:1: there is no such file; a YAML file"]);

    [Fact]
    public async Task A_directory_is_told_to_be_one() =>
        (await LinesAsync(_directory.FullName)).ShouldBe([":1:1: this is a directory; a YAML file"]);

    [Fact]
    public async Task A_path_without_a_name_is_no_file() =>
        (await TopologyFile.ReadAsync("", CancellationToken.None)).Problems.ShouldHaveSingleItem().What.ShouldStartWith("the file cannot be read");

    [Theory]
    [InlineData(new byte[] { 0x6D, 0xFC, 0x0A })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x6D, 0x00 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public async Task A_file_that_is_not_UTF_8_is_told_so(byte[] bytes) =>
        (await LinesAsync(Written(bytes))).ShouldBe([":1:1: the file is not UTF-8 text; a YAML file in UTF-8"]);

    [Fact]
    public async Task A_huge_file_is_refused_without_being_read_to_its_end() =>
        (await LinesAsync(Written(new byte[2 * 1024 * 1024]))).ShouldBe([":1:1: the file is larger than 1 MB; at most 1 MB"]);

    [Fact]
    public async Task A_device_without_an_end_is_refused_as_a_huge_file()
    {
        if (!File.Exists("/dev/zero")) return; // no such device on Windows
        (await LinesAsync("/dev/zero")).ShouldBe([":1:1: the file is larger than 1 MB; at most 1 MB"]);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_fault() =>
        (await LinesAsync(Written([.. Encoding.UTF8.GetPreamble(), .. await File.ReadAllBytesAsync(TopologyFolder.File("small"))]))).ShouldBeEmpty();

    private static BadTopology Find(string fault) => BadTopology.All.Single(bad => bad.Fault == fault);

    private static async Task<IEnumerable<string>> LinesAsync(string path) =>
        (await TopologyFile.ReadAsync(path, CancellationToken.None)).Problems.Select(problem => problem.ToString()[path.Length..]);

    private string Written(byte[] bytes)
    {
        var path = Path.Combine(_directory.FullName, "t.yaml");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
