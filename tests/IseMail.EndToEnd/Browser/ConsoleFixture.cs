using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using IseMail.EndToEnd.Processes;
using Microsoft.Playwright;

namespace IseMail.EndToEnd.Browser;

/// <summary>
/// A deployment that is up, as its users start it, and a browser beside it. What the pages look like is kept as pictures in
/// <c>browser</c> beside the tests, or where <c>ISEMAIL_BROWSER_ARTEFACTS</c> says.
/// </summary>
public sealed class ConsoleFixture : IAsyncLifetime, IDisposable
{
    /// <summary>A deployment and a browser are much for a machine with two cores: those who have both take turns.</summary>
    public const string OneAfterTheOther = "browser";

    // Its own: other classes of tests have deployments at the same time.
    private readonly IReadOnlyList<int> _ports = FreePorts.Take(2);

    private string Topology => $$"""
        name: meeting
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        administrators: [{ name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordNeverExpires: true }]
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none, listen: { tokenPort: {{_ports[0]}}, submissionPort: {{_ports[1]}} } }
        panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-1, pollingInterval: 30, failedAttempts: 2 }
        failover: { timeScale: 0.05 }
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(10));
    private readonly ConcurrentDictionary<string, byte> _called = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private IseMailProcess? _up;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The tenant's token service.</summary>
    public int TokenPort => _ports[0];

    /// <summary>The tenant's submission server.</summary>
    public int SubmissionPort => _ports[1];

    /// <summary>Where the console answers.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The address that was printed, with its key.</summary>
    public string Opening { get; private set; } = "";

    /// <summary>The deployment's directory.</summary>
    public string Data => Path.Combine(_directory.Path, "data");

    /// <summary>Every call that a page has made: method and path.</summary>
    public IReadOnlyCollection<string> Called => [.. _called.Keys];

    /// <summary>What went wrong in a page's own scripts, and what a page wanted from elsewhere.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public CancellationToken Patience => _patience.Token;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null) return;
        _directory.Write("meeting.yaml", Topology);
        _up = IseMailProcess.Start(_directory.Path, "up", "meeting.yaml", "--data", "data");
        await Patiently.Until(() => _up.Output.Contains("console: http", StringComparison.Ordinal), () => _up.Output + _up.Errors, Patience);
        Opening = Regex.Match(_up.Output, @"console: (?<address>\S+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Groups["address"].Value;
        Address = new Uri(new Uri(Opening).GetLeftPart(UriPartial.Authority));
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.StartAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_up is not null)
        {
            await _up.InterruptAsync();
            await _up.ExitAsync(Patience);
            await _up.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Dispose();
    }

    /// <summary>Runs the program beside it.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => IseMailProcess.RunAsync(_directory.Path, Patience, arguments);

    /// <summary>A browser of somebody who has not been here, with no page open.</summary>
    public async Task<IBrowserContext> SomebodyAsync(BrowserNewContextOptions? options = null)
    {
        var context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 1000 } });
        context.SetDefaultTimeout(60_000);
        context.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme is "http" or "https") _called.TryAdd($"{request.Method} {asked.AbsolutePath}", 0);
            if (asked.Scheme is "http" or "https" && asked.Authority != Address.Authority) _errors.Enqueue($"a page asked {asked.Authority}");
        };
        return context;
    }

    /// <summary>A page of a signed-in operator.</summary>
    /// <param name="context">Whose browser.</param>
    /// <param name="hash">Which part of the page.</param>
    public async Task<IPage> OpenAsync(IBrowserContext context, string hash = "")
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refusal is an answer, and the browser notes it by itself.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Enqueue(message.Text);
        };
        await page.GotoAsync(Opening);
        await page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Pages" }).GetByRole(AriaRole.Link).First.WaitForAsync();
        if (hash.Length > 0) await page.GotoAsync(new Uri(Address, "/" + hash).ToString());
        return page;
    }

    /// <summary>Keeps what a page looks like.</summary>
    public static Task KeepAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artefacts, name + ".png"), FullPage = true });

    /// <summary>Asks the console as the page does.</summary>
    public static async Task<JsonElement> GetAsync(IBrowserContext context, Uri address) => JsonDocument.Parse(await (await context.APIRequest.GetAsync(address.ToString())).TextAsync()).RootElement;

    private static string Artefacts => Environment.GetEnvironmentVariable("ISEMAIL_BROWSER_ARTEFACTS") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "browser");
}
