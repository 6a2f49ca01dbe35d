using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IseMail.EndToEnd.Browser;

/// <summary>That everybody can use the console: keyboards, screen readers, light and dark, narrow screens; and that all it does is an HTTP call.</summary>
[Collection(ConsoleFixture.OneAfterTheOther)]
public sealed class AccessibilityTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly string[] Pages = ["#/map", "#/mails", "#/settings", "#/alarms", "#/guests", "#/tenant/mails", "#/tenant/objects", "#/tenant/tokens", "#/tenant/sessions", "#/tenant/faults", "#/runs"];

    private static readonly AxeRunOptions LevelAA = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    [BrowserFact]
    public async Task Each_page_has_no_fault_that_axe_finds_against_WCAG_AA_in_light_and_in_dark()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var somebody = await console.SomebodyAsync(new BrowserNewContextOptions { ColorScheme = scheme, BypassCSP = true, ViewportSize = new ViewportSize { Width = 1400, Height = 1000 } });
            var page = await console.OpenAsync(somebody);
            foreach (var hash in Pages)
            {
                await GoAsync(page, hash);
                var faults = (await page.RunAxe(LevelAA)).Violations;
                faults.Select(fault => $"{hash} {scheme}: {fault.Id}: {fault.Help}: {string.Join(" | ", fault.Nodes.Take(3).Select(node => node.Html))}").ShouldBeEmpty();
            }
            await ConsoleFixture.KeepAsync(page, $"runs-{scheme}");
        }
    }

    [BrowserFact]
    public async Task All_of_it_fits_on_a_narrow_screen_and_is_reached_with_the_keyboard_alone()
    {
        await using var narrow = await console.SomebodyAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        var page = await console.OpenAsync(narrow);
        foreach (var hash in Pages)
        {
            await GoAsync(page, hash);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320, hash);
        }
        await GoAsync(page, "#/map");
        await ConsoleFixture.KeepAsync(page, "narrow");

        await using var keys = await console.SomebodyAsync();
        var typed = await console.OpenAsync(keys);
        await Expect(typed.Locator(".node").First).ToBeVisibleAsync();
        await typed.Keyboard.PressAsync("Tab");
        (await FocusedAsync(typed)).ShouldBe("To the content");
        for (var presses = 0; presses < 100 && await typed.EvaluateAsync<bool>("!document.activeElement.classList.contains('node')"); presses++) await typed.Keyboard.PressAsync("Tab");
        var node = await typed.EvaluateAsync<string>("document.activeElement.querySelector('.name').textContent");
        await typed.Keyboard.PressAsync("Enter");
        await Expect(typed.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = node })).ToBeVisibleAsync();
        await typed.Keyboard.PressAsync("Escape");
        (await typed.EvaluateAsync<string>("document.activeElement.querySelector('.name')?.textContent")).ShouldBe(node, "where it was before");
    }

    [BrowserFact]
    public async Task Every_call_of_every_page_is_described_and_nothing_comes_from_another_host()
    {
        await using var somebody = await console.SomebodyAsync();
        var page = await console.OpenAsync(somebody);
        foreach (var hash in Pages) await GoAsync(page, hash);
        var described = await ConsoleFixture.GetAsync(somebody, new Uri(console.Address, "/openapi/v1.json"));
        var paths = described.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (Method: operation.Name.ToUpperInvariant(), Parts: path.Name.Split('/'), Summary: operation.Value))).ToList();
        foreach (var (method, path) in console.Called.Select(call => (call.Split(' ')[0], call.Split(' ')[1])).Where(call => call.Item2 != "/" && !call.Item2.StartsWith("/console/", StringComparison.Ordinal)))
            paths.ShouldContain(one => one.Method == method && Fits(one.Parts, path.Split('/', StringSplitOptions.None)), $"{method} {path} is not described");
        paths.Where(one => !one.Summary.TryGetProperty("summary", out _)).ShouldBeEmpty();
        console.Errors.ShouldBeEmpty();
    }

    private async Task GoAsync(IPage page, string hash)
    {
        await page.GotoAsync(new Uri(console.Address, "/" + hash).ToString());
        await Expect(page.Locator("main h2").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });
        await page.WaitForFunctionAsync("document.querySelector('main') && !document.querySelector('main').textContent.startsWith('Loading')");
    }

    private static bool Fits(string[] described, string[] called) => described.Length == called.Length && described.Index().All(part => part.Item.StartsWith('{') || part.Item == called[part.Index]);

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent");
}
