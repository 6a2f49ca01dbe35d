using System.Text.Json.Nodes;
using IseMail.Domain.Lint;

namespace IseMail.Cli.Tests.Topologies;

public sealed class TopologyLintTests
{
    private static readonly string Document = Path.Combine(Solution.Folder, "docs", "lint.md");

    [Fact]
    public async Task Each_finding_has_its_place_reason_mend_and_source()
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "lint", "topology/small.yaml");

        exitCode.ShouldBe(1);
        errors.ShouldBeEmpty();
        output[4].ShouldBe("topology/small.yaml:4:1: warning ISE105: two nodes survive the crash of either, and one of them goes on when they are cut apart; they do not survive the loss of a node together with their database, and a person promotes the secondary PAN");
        output[5].ShouldStartWith("  why:  ISE refuses automatic PAN failover with two nodes");
        output[6].ShouldBe("  mend: Add a third node where the PAN must fail over by itself, or where mail must go on without one node and the database.");
        output[7].ShouldStartWith("  see:  ");
        output[^1].ShouldBe($"topology/small.yaml: 2 warnings by {DesignLint.Rules.Length} rules");
    }

    [Theory]
    [InlineData("small", 1)]
    [InlineData("small", 0, "--fail-on", "error")]
    [InlineData("small", 0, "--fail-on", "never")]
    [InlineData("small", 0, "--ignore", "ISE105", "ISE601")]
    [InlineData("large", 0, "--ignore", "ISE601")]
    [InlineData("large", 1, "--ignore", "ISE601", "--fail-on", "note")]
    [InlineData("small", 2, "--ignore", "ISE999")]
    [InlineData("none", 2)]
    public async Task The_exit_code_says_whether_a_rule_of_that_severity_found_anything(string topology, int expected, params string[] options) =>
        (await Program.RunAsync(["topology", "lint", $"topology/{topology}.yaml", .. options])).ExitCode.ShouldBe(expected);

    [Fact]
    public async Task Programs_get_the_same_as_JSON()
    {
        var (exitCode, output, _) = await Program.RunAsync("topology", "lint", "topology/small.yaml", "--json");

        exitCode.ShouldBe(1);
        var finding = JsonNode.Parse(string.Concat(output))!["findings"]!.AsArray().Single(one => (string)one!["id"]! == "ISE105")!;
        ((string)finding["severity"]!).ShouldBe("warning");
        ((int)finding["line"]!).ShouldBe(4);
        foreach (var text in new[] { "what", "reason", "mend", "source" }) ((string)finding[text]!).ShouldNotBeNullOrWhiteSpace(text);
    }

    [Fact]
    public void The_documented_rules_are_the_rules() =>
        File.ReadLines(Document).Where(line => line.StartsWith("| ISE", StringComparison.Ordinal)).ShouldBe(DesignLint.Rules.Select(Row));

    [Fact]
    public void Every_rule_says_why_what_to_do_and_where_it_is_known_from()
    {
        DesignLint.Rules.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(DesignLint.Rules.Length);
        foreach (var rule in DesignLint.Rules)
        {
            rule.Id.ShouldMatch(@"\AISE[1-8][0-9]{2}\z");
            rule.Reason.EndsWith('.').ShouldBeTrue(rule.Id);
            rule.Mend.EndsWith('.').ShouldBeTrue(rule.Id);
            rule.Title.EndsWith('.').ShouldBeFalse(rule.Id);
            foreach (var page in rule.Source.Split("; ").Where(source => source.StartsWith("docs/", StringComparison.Ordinal))) File.Exists(Path.Combine(Solution.Folder, page)).ShouldBeTrue(page);
        }
    }

    private static string Row(LintRule rule) => $"| {rule.Id} | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Title} | {rule.Reason} | {rule.Mend} | {rule.Source} |";
}
