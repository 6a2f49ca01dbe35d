using IseMail.EndToEnd.Interoperability;
using Microsoft.Playwright;

namespace IseMail.EndToEnd.Browser;

/// <summary>The machine's own Chromium, without a window, driven by Playwright.</summary>
internal static class Chromium
{
    /// <summary>Where it is; <c>null</c>: nowhere.</summary>
    public static string? Path { get; } = NodeServer.Find("chromium") ?? NodeServer.Find("chromium-browser") ?? NodeServer.Find("google-chrome");

    /// <summary>Starts it.</summary>
    public static Task<IBrowser> StartAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Path,
        // Tests run in containers as well, where it has no sandbox and little shared memory of its own.
        Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    });
}
