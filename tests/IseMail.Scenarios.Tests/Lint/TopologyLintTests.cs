using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Lint;
using IseMail.Scenarios.Lint;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Lint;

public sealed class TopologyLintTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-lint-");

    public TopologyLintTests()
    {
        foreach (var (name, days) in new[] { ("expired", -1), ("expiring", 29), ("valid", 400) })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-500), Now.AddDays(days));
            File.WriteAllText(Path.Combine(_directory.FullName, name + ".pem"), certificate.ExportCertificatePem());
        }
    }

    public static TheoryData<string> Rules => [.. LintCase.All.Select(one => one.Rule)];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_rule_finds_its_fault_where_it_stands_and_nothing_without_it(string rule)
    {
        var one = LintCase.All.Single(one => one.Rule == rule);

        (await FindingsAsync(one.Sound)).ShouldNotContain(finding => finding.Rule.Id == rule);
        var found = (await FindingsAsync(one.Text)).Where(finding => finding.Rule.Id == rule).ToList();

        found.ShouldNotBeEmpty();
        one.Text.Split('\n')[found[0].Line - 1][(found[0].Column - 1)..].ShouldStartWith(one.At);
    }

    [Fact]
    public void Every_rule_has_a_case() => LintCase.All.Select(one => one.Rule).ShouldBe(DesignLint.Rules.Select(rule => rule.Id));

    [Fact]
    public async Task In_a_sound_design_no_rule_finds_anything() => (await FindingsAsync(LintCase.Quiet)).ShouldBeEmpty();

    [Fact]
    public async Task Nodes_that_a_file_describes_in_one_entry_are_told_of_once()
    {
        var found = (await FindingsAsync(LintCase.All.Single(one => one.Rule == "ISE701").Text)).Single(finding => finding.Rule.Id == "ISE701");
        found.ToString().ShouldEndWith("warning ISE701: the clock of 'psn-1' is 6m behind (and the same of 2 more)");
    }

    [Fact]
    public async Task An_ignored_rule_finds_nothing_and_all_others_what_they_did()
    {
        const string text = LintCase.Outside;
        var all = await FindingsAsync(text);
        foreach (var rule in all.Select(finding => finding.Rule.Id).Distinct(StringComparer.Ordinal))
            (await FindingsAsync(text, rule)).ShouldBe(all.Where(finding => finding.Rule.Id != rule));
    }

    [Theory]
    [InlineData("standalone", "ISE101 ISE601")]
    [InlineData("small", "ISE105 ISE601")]
    [InlineData("medium", "ISE601")]
    [InlineData("large", "ISE601")]
    [InlineData("notices", "ISE201")]
    [InlineData("drill", "ISE101 ISE601")]
    [InlineData("docker", "ISE306 ISE601 ISE803")]
    [InlineData("microsoft365", "ISE101 ISE314 ISE403 ISE601")]
    [InlineData("walkthrough", "ISE105")]
    public async Task Of_the_shipped_topologies_these_warnings_are_known(string name, string rules)
    {
        var reading = await TopologyFile.ReadAsync(TopologyFolder.File(name), CancellationToken.None);
        var found = await TopologyLint.CheckAsync(reading, Now, ImmutableHashSet<string>.Empty, CancellationToken.None);
        string.Join(' ', found.Where(finding => finding.Rule.Severity >= LintSeverity.Warning).Select(finding => finding.Rule.Id).Order(StringComparer.Ordinal)).ShouldBe(rules);
    }

    private async Task<ImmutableArray<PlacedFinding>> FindingsAsync(string text, params string[] ignored)
    {
        var reading = TopologyFile.Parse(text, Path.Combine(_directory.FullName, "t.yaml"));
        reading.Problems.ShouldBeEmpty();
        return await TopologyLint.CheckAsync(reading, Now, ignored.ToImmutableHashSet(StringComparer.Ordinal), CancellationToken.None);
    }
}
