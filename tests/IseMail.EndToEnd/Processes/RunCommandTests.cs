using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;

namespace IseMail.EndToEnd.Processes;

/// <summary>What whoever types <c>isemail run</c>, or has a program read it, gets to see.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const string Standalone = """
        name: one
        model: standalone
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
        tenant: embedded
        """;

    private const string Scenario = """
        name: each-kind
        topology: one.yaml
        seed: 7
        within: 120s
        workload:
          - { cause: guestExpiry, count: 1 }
          - { cause: passwordExpiry, count: 2 }
          - { cause: alarm, count: 3 }
          - { cause: sponsorNotice, count: 2 }
          - { cause: guestNotice, count: 2 }
        """;

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_program_reads_the_verdict_from_one_JSON_document_on_standard_output()
    {
        _directory.Write("one.yaml", Standalone);
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, output, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(0, errors);

        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        root.GetProperty("scenario").GetString().ShouldBe("each-kind");
        root.GetProperty("runtime").GetString().ShouldBe("live");
        root.GetProperty("seed").GetInt32().ShouldBe(7);
        root.GetProperty("verdict").GetString().ShouldBe("passed");
        var mail = root.GetProperty("mail");
        mail.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32()).ShouldBe(new Dictionary<string, int>
        {
            ["accepted"] = 10,
            ["delivered"] = 10,
            ["parked"] = 0,
            ["inDoubt"] = 0,
            ["queued"] = 0,
            ["lost"] = 0,
            ["duplicated"] = 0,
            ["wrongOwner"] = 0,
        });
        var purposes = root.GetProperty("byPurpose");
        purposes.EnumerateObject().Select(purpose => purpose.Name).ShouldBe(["guestExpiry", "passwordExpiry", "alarm", "sponsorNotice", "guestNotice"]);
        purposes.GetProperty("alarm").GetProperty("accepted").GetInt32().ShouldBe(3);
        purposes.GetProperty("alarm").GetProperty("delivered").GetInt32().ShouldBe(3);
        purposes.GetProperty("alarm").GetProperty("byNode").GetProperty("ise-1").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_verdict_that_does_not_hold_ends_with_1()
    {
        // The application has no consent, so nothing leaves.
        _directory.Write("one.yaml", Standalone.Replace("tenant: embedded", """
            tenant:
              applications: [ { permissions: [] } ]
            """, StringComparison.Ordinal));
        var scenario = _directory.Write("each-kind.yaml", Scenario.Replace("within: 120s", "within: 8s", StringComparison.Ordinal));
        var (code, output, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(1, errors);
        using var document = JsonDocument.Parse(output);
        document.RootElement.GetProperty("verdict").GetString().ShouldBe("failed");
        document.RootElement.GetProperty("mail").GetProperty("queued").GetInt32().ShouldBe(10);
        document.RootElement.GetProperty("mail").GetProperty("lost").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_person_sees_each_purpose_with_the_node_that_sent_it()
    {
        _directory.Write("one.yaml", Standalone);
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, output, errors) = await RunAsync("run", scenario, "--data", "out");
        code.ShouldBe(0, errors);
        output.ShouldContain("mail goes to the embedded tenant's mailboxes and to nobody else");
        output.Split('\n').ShouldContain(line => line.Contains("password expiry", StringComparison.Ordinal) && line.Contains("ise-1: 2", StringComparison.Ordinal) && line.Contains("each exactly once", StringComparison.Ordinal));
        output.ShouldContain("passed: every mail arrived exactly once, from the node whose duty it was");
        output.ShouldNotContain('\u001b', "colours are for terminals");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelled_key_ends_with_2_and_one_line_that_names_the_nearest()
    {
        _directory.Write("one.yaml", Standalone.Replace("model:", "modell:", StringComparison.Ordinal));
        _directory.Write("each-kind.yaml", Scenario);
        var (code, output, errors) = await RunAsync("topology", "check", "one.yaml");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldContain("one.yaml:2:1: unknown key 'modell'; 'model' is the nearest known");

        (code, output, errors) = await RunAsync("run", "each-kind.yaml");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldContain("one.yaml:2:1: unknown key 'modell'; 'model' is the nearest known");
        Directory.Exists(Path.Combine(_directory.Path, "runs")).ShouldBeFalse("a bad file changes nothing");
    }

    [Fact]
    public async Task A_busy_port_ends_with_3_and_one_line_at_its_key()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        _directory.Write("one.yaml", Standalone.Replace("tenant: embedded", $"tenant:\n  listen: {{ submissionPort: {port} }}", StringComparison.Ordinal));
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, _, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(3);
        Last(errors).ShouldStartWith(Path.Combine(_directory.Path, "one.yaml") + ":6:13: port ");
        Last(errors).ShouldContain($"port {port} at 127.0.0.1 is already in use; free it or change tenant.listen.submissionPort");
    }

    [Fact]
    public async Task A_busy_cluster_port_ends_with_3_and_one_line_at_its_node()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        _directory.Write("one.yaml", Standalone.Replace("primary: [pan, mnt]", $"primary: [pan, mnt], address: 'localhost:{port}'", StringComparison.Ordinal));
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, _, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(3);
        Last(errors).ShouldBe($"{Path.Combine(_directory.Path, "one.yaml")}:4:68: port {port} is already in use; a free port, or none: one is then chosen");
    }

    [Fact]
    public async Task A_journal_of_another_version_ends_with_3_and_one_line_at_its_directory()
    {
        var journals = Directory.CreateDirectory(Path.Combine(_directory.Path, "journals"));
        var file = Path.Combine(journals.FullName, "node-ise-1.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE event (payload BLOB); PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }
        _directory.Write("one.yaml", $"{Standalone}\nstorage: {{ sqlite: journals }}\n");
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, _, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(3);
        Last(errors).ShouldEndWith($"{file} was written by another version of this program, which lays records out in another way; that version, which can send the mail that waits there, or another directory");
        Last(errors).ShouldContain("one.yaml:");
    }

    [Fact]
    public async Task A_missing_secret_ends_with_3_and_one_line_before_anything_starts()
    {
        _directory.Write("one.yaml", """
            name: one
            model: standalone
            nodes:
              - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
            mail:
              server:
                host: smtp.office365.com
                mailbox: ise@contoso.example
                oauth:
                  tenantId: contoso.example
                  clientId: 22222222-2222-2222-2222-222222222222
                  clientSecret: { environment: ISEMAIL_NOT_SET_ANYWHERE }
            """);
        var scenario = _directory.Write("each-kind.yaml", Scenario);
        var (code, _, errors) = await RunAsync("run", scenario, "--json", "--data", "out");
        code.ShouldBe(3);
        Last(errors).ShouldStartWith(Path.Combine(_directory.Path, "one.yaml") + ":12:7: the environment variable ISEMAIL_NOT_SET_ANYWHERE is not set; ");
        Directory.Exists(Path.Combine(_directory.Path, "out")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_of_scenarios_is_read_whole_before_the_first_starts_and_summed_up_at_the_end()
    {
        _directory.Write("one.yaml", Standalone);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "library"));
        _directory.Write("library/b.yaml", "name: b\ntopology: ../one.yaml\nwithin: 60s\nworkload: [ { cause: alarm, count: 2 } ]\n");
        _directory.Write("library/a.yaml", "name: a\ntopology: ../one.yaml\nwithin: 60s\nworkload: [ { cause: alarm, count: 1 } ]\nexpect: { delivered: 0 }\n");
        var (code, output, errors) = await RunAsync("run", "library", "--data", "out", "--junit", "verdicts.xml");

        code.ShouldBe(1, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("a: failed: mail delivered: expected 0, found 1");
        lines[1].ShouldContain("b: passed");
        lines[2].ShouldStartWith("failed: 1 of 2 scenarios in ");
        var suites = XDocument.Load(Path.Combine(_directory.Path, "verdicts.xml")).Descendants("testsuite").ToDictionary(suite => suite.Attribute("name")!.Value, suite => (int)suite.Attribute("failures")!);
        suites["a"].ShouldBeGreaterThan(0);
        suites["b"].ShouldBe(0);
        File.Exists(Path.Combine(_directory.Path, "out", "a", "report.html")).ShouldBeTrue();

        _directory.Write("library/c.yaml", "name: c\ntopology: ../one.yaml\nwithn: 60s\n");
        var (bad, nothing, told) = await RunAsync("run", "library", "--data", "again");
        bad.ShouldBe(2);
        nothing.ShouldBeEmpty();
        told.ShouldContain(Path.Combine("library", "c.yaml") + ":3:1: ");
        Directory.Exists(Path.Combine(_directory.Path, "again")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_deployment_that_is_up_drains_on_Ctrl_C_and_its_mail_is_all_there()
    {
        var topology = _directory.Write("one.yaml", Standalone);
        await using var up = IseMailProcess.Start(_directory.Path, "up", topology, "--every", "1", "--data", "out");
        await Patiently.Until(() => up.Output.Contains("5 accepted", StringComparison.Ordinal) || Accepted(up.Output) >= 5, () => up.Output + up.Errors, _patience.Token);
        await up.InterruptAsync();
        (await up.ExitAsync(_patience.Token)).ShouldBe(0, up.Errors);
        up.Output.ShouldContain("draining");
        up.Output.ShouldContain("stopped; no mail waits");
        var arrived = await File.ReadAllLinesAsync(Path.Combine(_directory.Path, "out", "tenant", "mailboxes.jsonl"), _patience.Token);
        arrived.Length.ShouldBe(Accepted(up.Output));
    }

    private static int Accepted(string output) => output.Split('\n')
        .Select(line => line.Split(": ")[^1].Split(" accepted")[0])
        .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .DefaultIfEmpty(0)
        .Max();

    private static string Last(string errors) => errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => IseMailProcess.RunAsync(_directory.Path, _patience.Token, arguments);
}
