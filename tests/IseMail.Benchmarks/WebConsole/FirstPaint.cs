using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>How long a browser that has never been there takes until it shows something, and until it shows every node.</summary>
internal static class FirstPaint
{
    /// <summary>Where the machine's Chromium is; <c>null</c>: nowhere.</summary>
    public static string? Browser { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(directory => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(directory, name))).FirstOrDefault(File.Exists);

    /// <summary>Opens the console some times.</summary>
    /// <param name="opening">Its address, with its key.</param>
    /// <param name="nodes">How many nodes it shows.</param>
    /// <param name="times">How often.</param>
    public static async Task<(List<double> Paints, List<double> Maps)> MeasureAsync(string opening, int nodes, int times)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Browser, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        var (paints, maps) = (new List<double>(), new List<double>());
        // The first start of a browser reads itself from the disk.
        for (var time = 0; time <= times; time++)
        {
            await using var context = await browser.NewContextAsync();
            var page = await context.NewPageAsync();
            var begun = Stopwatch.GetTimestamp();
            await page.GotoAsync(opening, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
            await page.Locator(".node").Nth(nodes - 1).WaitForAsync();
            var map = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var paint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1_000;
            if (time == 0) continue;
            paints.Add(paint);
            maps.Add(map);
        }
        return (paints, maps);
    }

    /// <summary>Figures in a line.</summary>
    public static string Line(IEnumerable<double> seconds) => string.Join(", ", seconds.Select(one => one.ToString("0.00", CultureInfo.InvariantCulture)));
}
