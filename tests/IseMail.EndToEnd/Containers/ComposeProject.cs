using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace IseMail.EndToEnd.Containers;

/// <summary>The containers of <c>docker-compose.yml</c> under a name of their own. Disposal takes them down with their volumes.</summary>
internal sealed class ComposeProject : IAsyncDisposable
{
    private static readonly string Token = Guid.NewGuid().ToString("N");
    private static readonly TimeSpan DownWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ReportWithin = TimeSpan.FromMinutes(1);

    private readonly string _name = "isemail-test-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _checkout = FindCheckout();
    private readonly Dictionary<string, string> _environment;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private Uri? _mailboxes;
    private Uri? _console;

    public ComposeProject() => _environment = new Dictionary<string, string>
    {
        // Any free port, an image of its own: two runs do not meet.
        ["ISEMAIL_MAILBOX_PORT"] = "0",
        ["ISEMAIL_CONSOLE_PORT"] = "0",
        ["ISEMAIL_CONSOLE_TOKEN"] = Token,
        ["ISEMAIL_IMAGE"] = _name,
        ["ISEMAIL_DATABASE_PASSWORD"] = Guid.NewGuid().ToString("N") + "';=\"",
    };

    /// <summary>Builds the image.</summary>
    public Task BuildAsync(CancellationToken patience) => ComposeAsync(patience, "build");

    /// <summary>Starts every service in the order that their dependencies say.</summary>
    public async Task UpAsync(CancellationToken patience)
    {
        await ComposeAsync(patience, "up", "-d");
        var address = await ComposeAsync(patience, "port", "tenant", "8080");
        _mailboxes = new Uri($"http://127.0.0.1:{address.Trim().Split(':')[^1]}/mails?limit=10000");
        _console = new Uri($"http://127.0.0.1:{(await ComposeAsync(patience, "port", "console", "8480")).Trim().Split(':')[^1]}");
    }

    /// <summary>What the console shows.</summary>
    public async Task<ShownFrame> ShownAsync(CancellationToken patience) => (await AskConsoleAsync<Shown>(HttpMethod.Get, "/live/now", null, patience)).Frame;

    /// <summary>Has the console do something.</summary>
    public Task DoAsync(string path, object? what, CancellationToken patience) => AskConsoleAsync<JsonElement>(HttpMethod.Post, path, what, patience);

    /// <summary>What is in the tenant's mailboxes, the oldest first.</summary>
    public async Task<ImmutableArray<ArrivedMail>> MailsAsync(CancellationToken patience)
    {
        var answer = await _client.GetFromJsonAsync<ArrivedMails>(_mailboxes, JsonSerializerOptions.Web, patience);
        return answer!.Mails;
    }

    /// <summary>The state and health of every container, by service.</summary>
    public async Task<ILookup<string, (string Container, string State)>> StatesAsync(CancellationToken patience)
    {
        var output = await DockerAsync(
            patience, "ps", "--all", "--filter", $"label=com.docker.compose.project={_name}",
            "--format", "{{.Label \"com.docker.compose.service\"}} {{.Names}} {{.Status}}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3)).ToLookup(parts => parts[0], parts => (parts[1], parts[2].Trim()));
    }

    /// <summary>Whether every container of every service is healthy.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken patience) =>
        (await StatesAsync(patience)).SelectMany(service => service).All(container => container.State.Contains("(healthy)", StringComparison.Ordinal));

    /// <summary>Ends a service's container by SIGKILL: it is told nothing.</summary>
    public Task KillAsync(string service, CancellationToken patience) => ComposeAsync(patience, "kill", "-s", "SIGKILL", service);

    /// <summary>Starts a service's container again.</summary>
    public Task StartAsync(string service, CancellationToken patience) => ComposeAsync(patience, "start", service);

    /// <summary>Tells a service's container to end itself, and says with which exit code it did.</summary>
    public async Task<int> StopAsync(string service, CancellationToken patience)
    {
        await ComposeAsync(patience, "stop", service);
        var (container, _) = (await StatesAsync(patience))[service].Single();
        return int.Parse(await DockerAsync(patience, "inspect", "--format", "{{.State.ExitCode}}", container), CultureInfo.InvariantCulture);
    }

    /// <summary>Adds containers to a service until it has <paramref name="count"/>.</summary>
    public Task ScaleAsync(string service, int count, CancellationToken patience) =>
        ComposeAsync(patience, "up", "-d", "--no-recreate", "--scale", string.Create(CultureInfo.InvariantCulture, $"{service}={count}"), service);

    /// <summary>How all containers stand, and the end of what those that are not healthy wrote.</summary>
    public async Task<string> ReportAsync()
    {
        using var enough = new CancellationTokenSource(ReportWithin);
        var patience = enough.Token;
        var report = new StringWriter();
        foreach (var (service, containers) in (await StatesAsync(patience)).Select(service => (service.Key, service)))
        {
            foreach (var (container, state) in containers)
            {
                await report.WriteLineAsync($"{service}: {container} {state}");
                if (!state.Contains("(healthy)", StringComparison.Ordinal)) await report.WriteLineAsync(await LogsAsync(container, patience));
            }
        }
        return report.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        using var patience = new CancellationTokenSource(DownWithin);
        await ComposeAsync(patience.Token, "down", "--volumes", "--timeout", "5");
        await DockerAsync(patience.Token, "image", "rm", "--force", _name);
    }

    private Task<string> ComposeAsync(CancellationToken patience, params string[] arguments) =>
        RunAsync([.. ContainerEngine.Compose, "--project-name", _name, .. arguments], patience);

    private Task<string> DockerAsync(CancellationToken patience, params string[] arguments) => RunAsync(["docker", .. arguments], patience);

    private async Task<string> RunAsync(string[] command, CancellationToken patience)
    {
        var (code, output, errors) = await ContainerEngine.RunAsync(command, _checkout, _environment, patience);
        return code == 0 ? output : throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {code}:\n{output}{errors}");
    }

    // What the program logs stands on standard error.
    private async Task<string> LogsAsync(string container, CancellationToken patience)
    {
        var (_, output, errors) = await ContainerEngine.RunAsync(["docker", "logs", "--tail", "60", container], _checkout, _environment, patience);
        return output + errors;
    }

    private static string FindCheckout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "docker-compose.yml"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("the tests do not lie inside the checkout whose containers they test");
    }

    private async Task<T> AskConsoleAsync<T>(HttpMethod method, string path, object? what, CancellationToken patience)
    {
        using var request = new HttpRequestMessage(method, new Uri(_console!, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (what is not null) request.Content = JsonContent.Create(what);
        using var answer = await _client.SendAsync(request, patience);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, patience))!;
    }

    private sealed record Shown(ShownFrame Frame);

    private sealed record ArrivedMails(int Count, ImmutableArray<ArrivedMail> Mails);
}

/// <summary>What the console shows at a time.</summary>
internal sealed record ShownFrame(ImmutableArray<ShownNode> Nodes, ImmutableArray<string> Faults);

/// <summary>A node on the console's map.</summary>
internal sealed record ShownNode(string Node, string State, ImmutableArray<string> Roles);

/// <summary>A mail in the tenant's mailboxes.</summary>
internal sealed record ArrivedMail(string Purpose, string Node, string MessageId, DateTimeOffset ReceivedAt, ImmutableArray<string> Recipients);
