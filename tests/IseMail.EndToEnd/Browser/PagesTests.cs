using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IseMail.EndToEnd.Browser;

/// <summary>What else can be done on the pages of guests, of the tenant and of runs.</summary>
[Collection(ConsoleFixture.OneAfterTheOther)]
public sealed class PagesTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly LocatorAssertionsToContainTextOptions Patiently = new() { Timeout = 120_000 };

    [BrowserFact]
    public async Task Whoever_registers_is_mailed_and_each_button_of_the_account_does_what_it_says()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/guests");
        var portal = page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Self-registration portal" }).Locator("..");
        await portal.GetByLabel("Your e-mail").FillAsync("nina@visitors.example");
        await portal.GetByLabel("Last name").FillAsync("Nina");
        await portal.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Register" }).ClickAsync();
        var row = page.Locator("tbody tr", new PageLocatorOptions { HasText = "nina@visitors.example" });
        await Expect(row).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 120_000 });
        await Expect(page.Locator("#told")).ToContainTextAsync("1 mail from psn-1", Patiently);
        foreach (var (button, then) in new[] { ("Resend", "created"), ("Suspend", "suspended"), ("Reinstate", "created"), ("New password", "created"), ("Signs in", "active") })
        {
            await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = button }).ClickAsync();
            await Expect(row).ToContainTextAsync(then, Patiently);
        }

        var user = await row.GetByRole(AriaRole.Rowheader).TextContentAsync() ?? "";
        var devices = page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "My devices" }).Locator("..");
        await devices.GetByLabel("User name").FillAsync(user);
        await devices.GetByLabel("Own new password").FillAsync("a-word-of-my-own");
        await devices.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change" }).ClickAsync();
        // Nobody can send a password that nobody knows.
        await Expect(row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Resend" })).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 120_000 });
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 120_000 });

        await page.GetByLabel("Link").FillAsync("https://psn-1:8443/sponsorportal/approve?user=nobody&token=nothing");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Open", Exact = true }).ClickAsync();
        await Expect(page.Locator("#told .wrong").First).ToBeVisibleAsync();
        await page.GetByLabel("Test mail to").FillAsync("tester@visitors.example");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator("#told")).ToContainTextAsync("1 mail from the primary PAN", Patiently);
    }

    [BrowserFact]
    public async Task A_cmdlet_of_the_tenant_s_administrators_is_run_with_its_parameters_and_a_new_secret_is_not_shown()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/tenant/objects");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "add-application-password", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("AppId").FillAsync(await page.Locator("table", new PageLocatorOptions { HasText = "AppId" }).First.Locator("tbody td", new LocatorLocatorOptions { HasTextRegex = new Regex("^[0-9a-f]{8}-", RegexOptions.None, TimeSpan.FromSeconds(10)) }).First.TextContentAsync() ?? "");
        await ConsoleFixture.KeepAsync(page, "cmdlet");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Run" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "add-application-password" })).ToContainTextAsync("not shown here", Patiently);
    }

    [BrowserFact]
    public async Task Two_runs_are_put_beside_each_other_each_has_its_report_and_one_under_way_is_broken_off()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/runs");
        foreach (var scenario in new[] { "primary-pan-dies", "sender-stops" })
        {
            await page.GetByLabel("Show those with").FillAsync(scenario);
            await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Run in virtual time: {scenario}", Exact = true }).ClickAsync();
            await Expect(page.Locator("tbody tr", new PageLocatorOptions { HasText = $"{scenario}-virtual" }).First.Locator(".verdict")).ToContainTextAsync("passed", Patiently);
        }
        var report = await operate.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "report" }).First.ClickAsync());
        await Expect(report.Locator("h1").First).ToBeVisibleAsync();
        await ConsoleFixture.KeepAsync(report, "report");

        await page.GetByLabel("Put beside each other").SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await page.GetByLabel("and", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        var both = await operate.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Compare" }).ClickAsync());
        await Expect(both.Locator("body")).ToContainTextAsync("primary-pan-dies");
        await Expect(both.Locator("body")).ToContainTextAsync("sender-stops");
        await ConsoleFixture.KeepAsync(both, "comparison");

        await page.GetByLabel("Show those with").FillAsync("primary-pan-dies");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run live: primary-pan-dies", Exact = true }).ClickAsync();
        var live = page.Locator("tbody tr", new PageLocatorOptions { HasText = "primary-pan-dies-live" }).First;
        await live.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Break off" }).ClickAsync();
        await Expect(live).ToContainTextAsync("it was stopped", Patiently);
    }
}
