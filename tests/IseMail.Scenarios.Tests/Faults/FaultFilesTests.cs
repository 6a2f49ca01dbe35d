using IseMail.Domain.Texts;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;
using NJsonSchema;

namespace IseMail.Scenarios.Tests.Faults;

/// <summary>Faults in topologies, in scenarios and in the documentation.</summary>
public sealed partial class FaultFilesTests
{
    private const string Head = "model: standalone\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]\ntenant:\n  faults:\n";

    public static TheoryData<string> Scenarios => [.. Directory.GetFiles(Path.Combine(TopologyFolder.Directory, "scenarios"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file))];

    private static string Documentation => File.ReadAllText(Path.Combine(TopologyFolder.Directory, "..", "docs", "faults.md"));

    [Fact]
    public void A_topology_s_faults_are_read_in_their_order()
    {
        var reading = TopologyFile.Parse(Head + "    - { name: a, where: mail, reply: sender-threads, count: 3, for: 30s }\n    - { name: b, where: token, status: 429, retryAfter: 60s }\n", "t.yaml");
        reading.Problems.ShouldBeEmpty();
        reading.Value!.EmbeddedTenant!.Faults.Select(FaultText.Line).ShouldBe(
            ["where=mail reply=sender-threads count=3 for=30s", "where=token status=429 retryAfter=1m"]);
    }

    [Theory]
    [InlineData("{ name: a, where: mial, what: stall }", "5:25: 'mial' is not known for 'where'; 'mail' is the nearest known")]
    [InlineData("{ name: a, where: mail, reply: oops }", "5:38: 'oops' cannot be used for 'reply'; a reply on one line such as ")]
    [InlineData("{ name: a, where: mail, what: stall, rate: 1.5 }", "5:50: '1.5' cannot be used for 'rate'; a number from 0 to 1")]
    [InlineData("{ name: a, where: token, aadsts: 12345 }", "5:40: '12345' cannot be used for 'aadsts'; one of 70003, ")]
    [InlineData("{ name: a, where: mail }", "5:7: nothing says what happens; ")]
    [InlineData("{ where: mail, what: stall }", "5:7: key 'name' is missing; ")]
    [InlineData("{ name: a, where: mail, what: stall, cuont: 3 }", "5:44: unknown key 'cuont'; 'count' is the nearest known")]
    [InlineData("{ name: a, where: mail, what: [stall] }", "5:37: 'what' is a list; a text")]
    [InlineData("{ name: a, where: mail, what: stall, at: 5s }", "5:44: unknown key 'at'; ")]
    [InlineData("{ name: a, where: connect, reply: not-active }", "5:41: 'reply' cannot happen at 'connect'; ")]
    [InlineData("{ name: a, where: mail, what: stall }\n    - { name: a, where: rcpt, what: stall }", "6:9: two faults are named 'a'; a name for each fault")]
    [InlineData("stall", "5:7: 'faults[0]' is a single value; a mapping of keys and values")]
    public void A_fault_that_is_none_is_told_at_its_place(string fault, string told)
    {
        var reading = TopologyFile.Parse(Head + $"    - {fault}\n", "t.yaml");
        reading.Value.ShouldBeNull();
        reading.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"t.yaml:{told}");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_shipped_scenario_is_read_without_a_problem_fits_its_schema_and_says_what_it_shows(string name)
    {
        var file = Path.Combine(TopologyFolder.Directory, "scenarios", name + ".yaml");
        var reading = await ScenarioFile.ReadAsync(file, CancellationToken.None);
        reading.Problems.ShouldBeEmpty();
        reading.Value!.Purpose.ShouldNotBeEmpty();
        reading.Value.Name.ShouldBe(name);
        var schema = await JsonSchema.FromFileAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "scenario.schema.json"));
        schema.Validate(YamlAsJson.Convert(await File.ReadAllTextAsync(file))).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(TopologyFolder.Directory, "..", "docs", "scenarios.md"))).ShouldContain($"| `{name}` |");
    }

    [Theory]
    [InlineData("faults:\n  - { name: a, where: mail, what: stall, at: soon }\n", "6:46: 'soon' cannot be used for 'at'; ")]
    [InlineData("faults:\n  - { name: a, where: mial, what: stall, at: 5s }\n", "6:23: 'mial' is not known for 'where'; 'mail' is the nearest known")]
    [InlineData("expect: { duplicated: some }\n", "5:23: 'some' cannot be used for 'duplicated'; 'inDoubt', a whole number, '{ atMost: 3 }' or '{ atLeast: 1 }'")]
    public async Task A_scenario_s_fault_that_is_none_is_told_at_its_place(string text, string told)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-faults-");
        try
        {
            var file = Path.Combine(directory.FullName, "s.yaml");
            await File.WriteAllTextAsync(file, $"name: test\ntopology: {TopologyFolder.File("small")}\nworkload:\n  - {{ cause: alarm }}\n{text}");
            (await ScenarioFile.ReadAsync(file, CancellationToken.None)).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"{file}:{told}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Faults_need_a_tenant_to_happen_in()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-faults-");
        try
        {
            File.Copy(TopologyFolder.File("microsoft365"), Path.Combine(directory.FullName, "real.yaml"));
            var file = Path.Combine(directory.FullName, "s.yaml");
            await File.WriteAllTextAsync(file, "name: s\ntopology: real.yaml\nworkload: [{ cause: alarm }]\nfaults: [{ name: a, where: mail, what: stall }]\n");
            (await ScenarioFile.ReadAsync(file, CancellationToken.None)).Problems.ShouldHaveSingleItem().ToString()
                .ShouldBe($"{file}:4:1: faults happen in the embedded tenant, and the topology has none; a topology with 'tenant', or no faults");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_example_in_the_documentation_is_a_fault_and_every_key_and_word_has_one()
    {
        var examples = Examples().Matches(Documentation).SelectMany(block => block.Groups["yaml"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        examples.Count.ShouldBeGreaterThan(20);
        foreach (var example in examples)
        {
            var reading = TopologyFile.Parse(Head + "    " + example + "\n", example);
            reading.Problems.ShouldBeEmpty();
            reading.Value!.EmbeddedTenant!.Faults.Length.ShouldBe(1, example);
        }
        foreach (var key in FaultText.Keys) examples.ShouldContain(example => example.Contains($" {key}: ", StringComparison.Ordinal), key);
        foreach (var (word, _) in FaultText.Effects) examples.ShouldContain(example => example.Contains($"what: {word}", StringComparison.Ordinal), word);
        foreach (var (word, _) in FaultPoints.Words) examples.ShouldContain(example => example.Contains($"where: {word},", StringComparison.Ordinal), word);
        foreach (var (word, _) in FaultText.Flaws) examples.ShouldContain(example => example.Contains($"wrongCertificate: {word}", StringComparison.Ordinal), word);
    }

    [Fact]
    public void Both_schemas_say_the_same_of_a_fault_and_know_what_the_reader_knows()
    {
        var ofTopology = Fault(TopologyFolder.Schema);
        var ofScenario = Fault(Path.Combine(TopologyFolder.Directory, "scenarios", "scenario.schema.json"));
        ofTopology["properties"]!.AsObject().Select(property => property.Key).ShouldBe(FaultText.Keys, ignoreOrder: true);
        ofTopology["properties"]!["aadsts"]!["enum"]!.AsArray().Select(number => (int)number!).ShouldBe(EntraErrors.All.Select(error => error.Number).Order());
        ofTopology["properties"]!["reply"]!["anyOf"]![0]!["enum"]!.AsArray().Select(name => (string)name!).ShouldBe(ExchangeReplies.All.Select(reply => reply.Name));
        ofScenario["properties"]!.AsObject().Remove("at").ShouldBeTrue();
        JsonNode.DeepEquals(ofTopology, ofScenario).ShouldBeTrue();

        static JsonObject Fault(string schema) => JsonNode.Parse(File.ReadAllText(schema))!["definitions"]!["fault"]!.AsObject();
    }

    [GeneratedRegex(@"```yaml\n(?<yaml>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, PatternPatience.Milliseconds)]
    private static partial Regex Examples();
}
