using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Operations;

/// <summary>What whoever runs a deployment sees of it from outside, and who may change it.</summary>
public sealed class OperationsTests : IDisposable
{
    private const string Standalone = """
        name: one
        model: standalone
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
        tenant: embedded
        workload: { every: 1s, recipients: visitors.example }
        """;

    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose()
    {
        _client.Dispose();
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_deployment_that_is_up_is_scraped_and_administered_from_elsewhere_by_whoever_has_the_token()
    {
        var ports = FreePorts.Take(2);
        _directory.Write("one.yaml", Standalone);
        _directory.Write("token", Token);
        await using var up = IseMailProcess.Start(
            _directory.Path, "up", "one.yaml", "--data", "data", "--health-port", Text(ports[0]), "--admin-listen", $"0.0.0.0:{ports[1]}", "--admin-token-file", "token");
        await Patiently.Until(async () => (await AskAsync(ports[0], "/ready"))?.StatusCode == HttpStatusCode.OK, () => up.Output + up.Errors, _patience.Token);

        var metrics = "";
        await Patiently.Until(
            async () =>
            {
                using var answer = await AskAsync(ports[0], "/metrics");
                metrics = answer is null ? "" : await answer.Content.ReadAsStringAsync(_patience.Token);
                return new[] { "guestExpiry", "passwordExpiry", "alarm", "sponsorNotice", "guestNotice" }.All(purpose => Figure(metrics, "isemail_mail_delivered_total", purpose) > 0)
                    && Figure(metrics, "isemail_cluster_members") == 1 && Figure(metrics, "isemail_duty_epoch", "pan") == 1 && Figure(metrics, "isemail_sender_connections") > 0;
            },
            () => metrics, _patience.Token);
        Figure(metrics, "isemail_mail_accepted_total", "alarm").ShouldBeGreaterThanOrEqualTo(Figure(metrics, "isemail_mail_delivered_total", "alarm"));
        Figure(metrics, "isemail_token_requests_total", "issued").ShouldBeGreaterThan(0);
        Figure(metrics, "isemail_smtp_replies_total", "2.0.0").ShouldBeGreaterThan(0);
        Figure(metrics, "isemail_sender_budget_limit").ShouldBe(30);
        Figure(metrics, "isemail_mail_delivery_duration_seconds_count", "alarm").ShouldBeGreaterThan(0);
        foreach (var name in new[] { "isemail_outbox_depth", "isemail_sender_budget_used", "isemail_submissions_total" }) metrics.ShouldContain(name + "{");
        metrics.ShouldNotContain("visitors.example");

        (await SettingsAsync(ports[1], null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SettingsAsync(ports[1], Token[1..] + "0")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SettingsAsync(ports[1], Token)).ShouldBe(HttpStatusCode.OK);
        // On this machine the directory's own token goes on to be enough, and the given one is not written there.
        (await IseMailProcess.RunAsync(_directory.Path, _patience.Token, "settings", "show", "--data", "data")).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(_directory.Path, "data", "administration.json"))).ShouldNotContain(Token);

        await up.InterruptAsync();
        (await up.ExitAsync(_patience.Token)).ShouldBe(0);
        (up.Output + up.Errors).ShouldNotContain(Token);
    }

    [Theory]
    [InlineData(2, "--admin-listen: 0.0.0.0:9443 can be reached from other machines, and no token is given; a token, or an address of this machine alone such as 127.0.0.1:9443", "--admin-listen", "0.0.0.0:9443")]
    [InlineData(2, "--admin-listen: 'everywhere' is no IP address with a port; such as 127.0.0.1:9443 or [::]:9443", "--admin-listen", "everywhere")]
    [InlineData(2, "--admin-listen: the administration's token cannot be used; at least 32 printable ASCII characters without a space, such as 'openssl rand -hex 32' prints", "--admin-token-file", "short")]
    [InlineData(3, "--admin-token: there is no file none", "--admin-token-file", "none")]
    public async Task An_administration_that_would_be_open_to_others_is_refused_in_a_line_and_nothing_starts(int code, string line, params string[] options)
    {
        _directory.Write("one.yaml", Standalone);
        _directory.Write("short", "secret");
        foreach (var command in new string[][] { ["up", "one.yaml"], ["node", "--topology", "one.yaml", "--name", "ise-1"] })
        {
            var ended = await IseMailProcess.RunAsync(_directory.Path, _patience.Token, [.. command, "--data", "data", .. options]);
            ended.ExitCode.ShouldBe(code);
            ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0].ShouldBe(line);
            ended.Errors.ShouldNotContain("secret");
            Directory.Exists(Path.Combine(_directory.Path, "data")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_run_tells_its_metrics_and_traces_to_the_collector_that_the_standard_variable_names()
    {
        await using var collector = new OtlpCollector();
        _directory.Write("one.yaml", Standalone.Split("workload")[0]);
        var scenario = _directory.Write("s.yaml", """
            name: traced
            topology: one.yaml
            seed: 7
            within: 120s
            workload:
              - { cause: guestNotice, count: 2 }
              - { cause: alarm, count: 1 }
            """);
        var (code, output, errors) = await IseMailProcess.RunAsync(
            _directory.Path, new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }, _patience.Token,
            "run", scenario, "--data", "out");
        code.ShouldBe(0, output + errors);
        var traces = collector.Received("/v1/traces");
        foreach (var span in new[] { "mail caused", "mail accepted", "mail granted", "mail submitted", "mail settled" }) traces.ShouldContain(span);
        collector.Received("/v1/metrics").ShouldContain("isemail.mail.accepted");
        var secret = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(_directory.Path, "out", "tenant"), "*secret*", SearchOption.AllDirectories)[0]);
        foreach (var told in new[] { traces, collector.Received("/v1/metrics") })
        {
            told.ShouldNotContain(".example");
            told.ShouldNotContain(secret.Trim());
        }

        // What is no address is told before anything starts.
        var bad = await IseMailProcess.RunAsync(
            _directory.Path, new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" }, _patience.Token, "run", scenario, "--data", "other");
        bad.ExitCode.ShouldBe(3);
        bad.Errors.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector: it begins with http:// or https://");
    }

    private async Task<HttpResponseMessage?> AskAsync(int port, string path)
    {
        try
        {
            return await _client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), _patience.Token);
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return null;
        }
    }

    private async Task<HttpStatusCode> SettingsAsync(int port, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}/settings"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request, _patience.Token);
        if (answer.IsSuccessStatusCode) JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_patience.Token)).RootElement.GetProperty("keeper").GetString().ShouldBe("ise-1");
        return answer.StatusCode;
    }

    /// <summary>The sum of the lines of that name with a label of that value.</summary>
    private static double Figure(string metrics, string name, string label = "") => metrics.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && (label.Length == 0 || line.Contains($"\"{label}\"", StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
