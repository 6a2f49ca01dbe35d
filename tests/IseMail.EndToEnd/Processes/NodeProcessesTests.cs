using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace IseMail.EndToEnd.Processes;

/// <summary>Each node and the tenant in a process of its own; nodes die by SIGKILL.</summary>
public sealed class NodeProcessesTests : IAsyncLifetime, IDisposable
{
    private static readonly ImmutableArray<string> Names = ["pan-1", "pan-2", "mnt-1", "psn-1", "psn-2"];

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(4));
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, IseMailProcess> _running = [];
    private readonly Dictionary<string, int> _health = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private string _topology = "";
    private int _mailboxes;

    public async Task InitializeAsync()
    {
        var ports = new Queue<int>(FreePorts.Take(3 + 2 * Names.Length));
        var (token, submission) = (ports.Dequeue(), ports.Dequeue());
        _mailboxes = ports.Dequeue();
        var published = Path.Combine(_directory.Path, "published");
        var nodes = string.Join('\n', Names.Select(name =>
        {
            _health[name] = ports.Dequeue();
            var persona = name.Split('-')[0];
            return $"  - {{ name: {name}, personas: [{persona}], {(name is "pan-1" or "mnt-1" ? $"primary: [{persona}], " : "")}address: '127.0.0.1:{ports.Dequeue()}' }}";
        }));
        _topology = _directory.Write("processes.yaml", $$"""
            name: processes
            model: large
            nodes:
            {{nodes}}
            mail:
              sender: { budget: unlimited }
              retry: { first: 200ms }
              server:
                host: localhost
                port: {{submission}}
                mailbox: ise-mail@contoso.example
                oauth:
                  tenantId: 00000000-0000-0000-0000-0000000000a0
                  clientId: 00000000-0000-0000-0000-0000000000c1
                  clientSecret: { file: '{{published}}/client-secret' }
                  authority: https://localhost:{{token}}/00000000-0000-0000-0000-0000000000a0
              trusted: ['{{published}}/entra-id-ca.pem', '{{published}}/exchange-online-ca.pem']
            tenant:
              limits: none
              listen: { tokenPort: {{token}}, submissionPort: {{submission}}, mailboxPort: {{_mailboxes}} }
            storage: { sqlite: '{{_directory.Path}}/journals' }
            cluster: { tls: mutual }
            workload: { every: 1s }
            panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-1, pollingInterval: 30, failedAttempts: 2 }
            failover: { timeScale: 0.05 }
            """);
        _running["tenant"] = IseMailProcess.Start(_directory.Path, "tenant", "run", "--topology", _topology, "--data", "tenant", "--publish", published);
        await AnswersAsync("tenant", _mailboxes, "/health", answer => answer.IsSuccessStatusCode);
        // In this order: singletons run on the oldest node of a role.
        foreach (var name in Names)
        {
            StartNode(name);
            await UpAsync(name);
        }
        foreach (var name in Names) await ReadyAsync(name);
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _running.Values) await process.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task After_the_primary_PAN_is_killed_expiry_notices_come_from_the_other_and_none_is_lost_or_doubled()
    {
        await ArrivedAsync(mails => new[] { "guestExpiry", "passwordExpiry", "alarm", "sponsorNotice", "guestNotice" }.All(purpose => mails.Any(mail => mail.Purpose == purpose)));
        (await MailsAsync()).Where(mail => mail.Purpose is "guestExpiry" or "passwordExpiry").ShouldAllBe(mail => mail.Node == "pan-1");
        (await MailsAsync()).Where(mail => mail.Purpose == "alarm").ShouldAllBe(mail => mail.Node == "mnt-1");

        await _running["pan-1"].KillAsync();
        await ArrivedAsync(mails => mails.Count(mail => mail.Purpose == "guestExpiry" && mail.Node == "pan-2") >= 3);

        // It comes back and does not take its duties back.
        StartNode("pan-1");
        await ReadyAsync("pan-1");
        var before = (await MailsAsync()).Count;
        await ArrivedAsync(mails => mails.Skip(before).Count(mail => mail.Purpose == "guestExpiry") >= 2);

        var all = await MailsAsync();
        all.Skip(before).Where(mail => mail.Purpose == "guestExpiry").ShouldAllBe(mail => mail.Node == "pan-2");
        all.GroupBy(mail => mail.MessageId).Where(copies => copies.Count() > 1).ShouldBeEmpty();
        // One notice an interval, without a gap: what fell due while nobody was primary was made good.
        var slots = all.Where(mail => mail.Purpose == "guestExpiry")
            .Select(mail => long.Parse(mail.Recipients[0].Split('@')[0]["guest-".Length..], CultureInfo.InvariantCulture)).Order().ToList();
        slots.ShouldBe(Enumerable.Range(0, slots.Count).Select(i => slots[0] + i));
    }

    private void StartNode(string name) => _running[name] = IseMailProcess.Start(
        _directory.Path, "node", "--topology", _topology, "--name", name, "--data", "deployment",
        "--health-port", _health[name].ToString(CultureInfo.InvariantCulture));

    // Not yet ready: there is no sender before a PSN runs.
    private Task UpAsync(string name) => AnswersAsync(name, _health[name], "/ready", async answer => (await answer.Content.ReadAsStringAsync(_patience.Token)).Contains("\"up\":true", StringComparison.Ordinal));

    private Task ReadyAsync(string name) => AnswersAsync(name, _health[name], "/ready", answer => answer.IsSuccessStatusCode);

    private Task AnswersAsync(string name, int port, string path, Func<HttpResponseMessage, bool> enough) => AnswersAsync(name, port, path, answer => Task.FromResult(enough(answer)));

    private Task AnswersAsync(string name, int port, string path, Func<HttpResponseMessage, Task<bool>> enough) => Patiently.Until(
        async () =>
        {
            _running[name].HasExited.ShouldBeFalse(_running[name].Errors);
            try
            {
                using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), _patience.Token);
                return await enough(answer);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
                return false;
            }
        },
        () => _running[name].Errors,
        _patience.Token);

    private async Task ArrivedAsync(Func<IReadOnlyList<ArrivedMail>, bool> enough) => await Patiently.Until(
        async () => enough(await MailsAsync()), () => string.Join('\n', _running.Select(process => $"{process.Key}: {process.Value.Errors}")), _patience.Token);

    private async Task<IReadOnlyList<ArrivedMail>> MailsAsync()
    {
        var answer = await _client.GetFromJsonAsync<ArrivedMails>(new Uri($"http://127.0.0.1:{_mailboxes}/mails?limit=10000"), JsonSerializerOptions.Web, _patience.Token);
        return answer!.Mails;
    }

    private sealed record ArrivedMails(int Count, ImmutableArray<ArrivedMail> Mails);

    private sealed record ArrivedMail(string Purpose, string Node, string MessageId, ImmutableArray<string> Recipients);
}
