using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using IseMail.EndToEnd.Secrets;

namespace IseMail.EndToEnd.Processes;

/// <summary>The reports of runs that really were, as whoever started them finds them.</summary>
public sealed class ReportsTests : IDisposable
{
    private const string Topology = """
        name: two
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms, greatest: 1s } }
        tenant: { limits: none }
        """;

    private const string Scenario = """
        name: reported
        purpose: Every fourth mail is refused once; all arrive.
        topology: two.yaml
        seed: 7
        within: 150s
        faults:
          - { name: refused-once, where: mail, reply: "451 4.7.0 Not now", every: 4, count: 2 }
        actions:
          - { at: 2s, restart: ise-2 }
        workload:
          - { cause: guestExpiry, count: 2 }
          - { cause: alarm, count: 3 }
          - { cause: guestNotice, count: 6 }
        """;

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_run_leaves_a_page_that_tells_what_happened_and_documents_for_programs_none_of_which_holds_a_secret()
    {
        _directory.Write("two.yaml", Topology);
        _directory.Write("s.yaml", Scenario);
        var (code, output, errors) = await RunAsync("run", "s.yaml", "--data", "a", "--junit", "a.xml", "--decision", "a.md");
        code.ShouldBe(0, output + errors);
        output.ShouldContain($"report: {Path.Combine("a", "report.html")}");

        using var result = JsonDocument.Parse(Read("a", "result.json"));
        result.RootElement.GetProperty("schema").GetInt32().ShouldBe(2);
        result.RootElement.GetProperty("guarantees").EnumerateArray().ShouldAllBe(one => one.GetProperty("holds").GetBoolean());
        Figure(result, "failedAttempts").ShouldBe(2);
        Figure(result, "lost").ShouldBe(0);

        var page = Read("a", "report.html");
        page.ShouldContain("✔ Passed");
        page.ShouldContain("restart ise-2");
        page.ShouldContain("refused-once: where=mail");
        page.ShouldContain("451 4.7.0 Not now", customMessage: "the worst case is one that was refused");
        page.ShouldContain("data-count=\"11\"");
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("section").Count().ShouldBeGreaterThan(9);

        var suite = XDocument.Parse(Read("a.xml")).Root!.Element("testsuite")!;
        suite.Attribute("failures")!.Value.ShouldBe("0");
        suite.Elements("testcase").Count().ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(suite.Attribute("tests")!.Value);
        Read("a.md").ShouldContain("## Decision");

        var secrets = new SecretSearch();
        secrets.Add("the client secret", Read("a", "tenant", "client-secret").Trim());
        foreach (var file in new[] { Path.Combine("a", "result.json"), Path.Combine("a", "report.html"), "a.xml", "a.md" })
            secrets.Find(file, Encoding.UTF8.GetBytes(Read(file))).ShouldBeEmpty();
        page.ShouldNotContain("eyJ", Case.Sensitive, "access tokens begin so");

        await ComparesWithOneThatFailedAsync();
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_before_anything_starts()
    {
        _directory.Write("two.yaml", Topology);
        _directory.Write("s.yaml", Scenario);
        var (code, output, errors) = await RunAsync("run", "s.yaml", "--data", "a", "--report", Path.Combine("no", "such", "place.html"));
        code.ShouldBe(3);
        output.ShouldBeEmpty();
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("place.html: ");
        Directory.Exists(Path.Combine(_directory.Path, "a")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_run_is_not_compared()
    {
        _directory.Write("b.json", "{ \"schema\": 1 }");
        var (code, output, errors) = await RunAsync("compare", "a", "b.json", "--html", "c.html");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
        [
            "a:1:1: there is no such file; the JSON document of a run, or the directory of a run that has ended",
            "b.json:1:1: schema 1 is not known here; schema 2: run the scenario again with this version",
        ]);
        File.Exists(Path.Combine(_directory.Path, "c.html")).ShouldBeFalse();
    }

    /// <summary>The same scenario where the application has no consent, so that nothing leaves.</summary>
    private async Task ComparesWithOneThatFailedAsync()
    {
        _directory.Write("two.yaml", Topology.Replace("tenant: { limits: none }", "tenant: { limits: none, applications: [ { permissions: [] } ] }", StringComparison.Ordinal));
        _directory.Write("s.yaml", Scenario.Replace("within: 150s", "within: 12s", StringComparison.Ordinal));
        (await RunAsync("run", "s.yaml", "--data", "b", "--junit", "b.xml")).Code.ShouldBe(1);
        XDocument.Parse(Read("b.xml")).Descendants("failure").ShouldNotBeEmpty();
        Read("b", "report.html").ShouldContain("✘ Failed");

        var (code, output, errors) = await RunAsync("compare", "a", Path.Combine("b", "result.json"), "--html", "c.html");
        code.ShouldBe(0, errors);
        output.ShouldContain("A passed, B failed.");
        output.ShouldContain("mails queued (0 and 11)");
        XDocument.Parse(Read("c.html").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("h1").Single().Value.ShouldBe("A: reportedB: reported");

        (code, output, errors) = await RunAsync("compare", "a", "b", "--json");
        code.ShouldBe(0, errors);
        using var comparison = JsonDocument.Parse(output);
        comparison.RootElement.GetProperty("figures").EnumerateArray().Single(one => one.GetProperty("key").GetString() == "queued").GetProperty("better").GetString().ShouldBe("first");
        comparison.RootElement.GetProperty("figures").EnumerateArray().Single(one => one.GetProperty("key").GetString() == "allMedian").GetProperty("better").GetString().ShouldBe("notComparable");
    }

    private static double Figure(JsonDocument result, string key) =>
        result.RootElement.GetProperty("figures").EnumerateArray().Single(one => one.GetProperty("key").GetString() == key).GetProperty("value").GetDouble();

    private string Read(params string[] parts) => File.ReadAllText(Path.Combine([_directory.Path, .. parts]));

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => await IseMailProcess.RunAsync(_directory.Path, _patience.Token, arguments);
}
