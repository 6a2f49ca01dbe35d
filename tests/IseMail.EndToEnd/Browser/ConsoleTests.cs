using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IseMail.EndToEnd.Browser;

/// <summary>The console as an operator uses it in a browser, on a deployment that runs.</summary>
[Collection(ConsoleFixture.OneAfterTheOther)]
public sealed class ConsoleTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 120_000 };

    [BrowserFact]
    public async Task The_map_shows_each_node_and_what_becomes_of_one_that_is_killed_and_started_again()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        foreach (var node in new[] { "ise-1", "ise-2", "psn-1", "psn-2", "psn-3" }) await Expect(Node(page, node)).ToContainTextAsync("up");
        await Expect(page.GetByText("primary PAN", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(1);
        await ConsoleFixture.KeepAsync(page, "map");

        await Node(page, "psn-3").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await ConsoleFixture.KeepAsync(page, "node");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Kill" }).ClickAsync();
        await Expect(Node(page, "psn-3")).ToContainTextAsync("down", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        await Expect(page.GetByLabel("Log").GetByText("psn-3 is down").First).ToBeVisibleAsync(Patiently);
        await Expect(page.Locator(".orders code").First).ToContainTextAsync("kill: psn-3");
        await ConsoleFixture.KeepAsync(page, "killed");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Start a node" }).ClickAsync();
        await Expect(Node(page, "psn-3")).ToContainTextAsync("up", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Duties_move_on_the_map_when_the_primary_PAN_dies_and_two_operators_see_the_same()
    {
        await using var first = await console.SomebodyAsync();
        await using var second = await console.SomebodyAsync();
        var (one, other) = (await console.OpenAsync(first), await console.OpenAsync(second));
        var primary = await one.Locator(".node", new PageLocatorOptions { HasText = "primary PAN" }).Locator(".name").TextContentAsync() ?? "";
        var secondary = primary == "ise-1" ? "ise-2" : "ise-1";
        await Node(one, primary).ClickAsync();
        await one.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Kill" }).ClickAsync();
        foreach (var page in new[] { one, other })
        {
            await Expect(Node(page, secondary)).ToContainTextAsync("primary PAN", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });
            await Expect(Node(page, secondary)).ToContainTextAsync("guest expiry");
            await Expect(page.Locator(".orders code", new PageLocatorOptions { HasText = $"kill: {primary}" }).First).ToBeVisibleAsync(Patiently);
        }
        await ConsoleFixture.KeepAsync(other, "failover");
        await one.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Start a node" }).ClickAsync();
        await Expect(Node(other, primary)).ToContainTextAsync("secondary PAN", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });

        var scenario = await (await first.APIRequest.GetAsync(new Uri(console.Address, "/orders/scenario").ToString())).TextAsync();
        scenario.ShouldContain($"kill: {primary}");
        scenario.ShouldContain($"start: {primary}");
    }

    [BrowserFact]
    public async Task A_network_that_is_cut_is_seen_and_healed_and_what_cannot_be_done_is_told()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        await page.GetByText("Any line of a scenario").ClickAsync();
        await page.GetByLabel("An action").FillAsync("kill: psn-9");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Carry out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).GetByText("psn-9")).ToBeVisibleAsync();

        await Node(page, "psn-2").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Isolate" }).ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".orders code", new PageLocatorOptions { HasText = "isolate: psn-2" }).First).ToBeVisibleAsync(Patiently);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Heal all links" }).ClickAsync();
        await Expect(Node(page, "psn-2")).ToContainTextAsync("up", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });
    }

    [BrowserFact]
    public async Task The_SMTP_server_page_says_ISEs_words_and_saves_only_after_a_test_that_succeeded()
    {
        await using var operate = await console.SomebodyAsync();
        var answers = new List<Task<string>>();
        operate.Response += (_, response) =>
        {
            if (!response.Url.Contains("/live/", StringComparison.Ordinal) && response.Status == 200) lock (answers) answers.Add(TextAsync(response));
        };
        var page = await console.OpenAsync(operate, "#/settings");
        var save = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true });
        await Expect(save).ToBeDisabledAsync();
        await page.GetByLabel("Client Secret", new PageGetByLabelOptions { Exact = true }).FillAsync("not-the-secret-at-all");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Connection" }).ClickAsync();
        await Expect(page.GetByText("Invalid client secret", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Patiently);
        await Expect(save).ToBeDisabledAsync();
        await ConsoleFixture.KeepAsync(page, "settings-refused");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Reset" }).ClickAsync();
        // What is tested is what is shown, also where something else was tested before.
        await page.GetByLabel("SMTP Port").FillAsync("588");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Connection" }).ClickAsync();
        await Expect(page.Locator(".test .wrong")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 120_000 });
        await page.GetByLabel("SMTP Port").FillAsync("587");
        await page.GetByLabel("Connection Timeout (seconds)").FillAsync("61");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Connection" }).ClickAsync();
        await Expect(page.GetByText("Successfully connected to smtp.office365.com.")).ToBeVisibleAsync(Patiently);
        await Expect(save).ToBeEnabledAsync();
        await page.GetByLabel("SMTP Port").FillAsync("588");
        await Expect(save).ToBeDisabledAsync();
        await page.GetByLabel("SMTP Port").FillAsync("587");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Connection" }).ClickAsync();
        await Expect(save).ToBeEnabledAsync(new LocatorAssertionsToBeEnabledOptions { Timeout = 120_000 });
        await save.ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync(Patiently);
        await ConsoleFixture.KeepAsync(page, "settings");

        var secret = (await File.ReadAllTextAsync(Path.Combine(console.Data, "tenant", "client-secret"))).Trim();
        foreach (var answer in await Task.WhenAll(answers))
        {
            answer.ShouldNotContain(secret);
            answer.ShouldNotContain("not-the-secret-at-all");
        }
    }

    [BrowserFact]
    public async Task A_guest_that_a_sponsor_makes_gets_a_mail_whose_whole_way_can_be_followed_to_the_session_that_brought_it()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/guests");
        var portal = page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Sponsor portal" }).Locator("..");
        await portal.GetByLabel("Sponsor").FillAsync("sam@contoso.example");
        await portal.GetByLabel("Guest’s e-mail").FillAsync("visitor@visitors.example");
        await portal.GetByLabel("First name").FillAsync("Vera");
        await portal.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader).First).ToBeVisibleAsync(Patiently);
        await ConsoleFixture.KeepAsync(page, "guests");

        await page.GotoAsync(new Uri(console.Address, "/#/mails?to=visitor@visitors.example").ToString());
        await page.Locator("tbody th a").First.ClickAsync();
        var arrived = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new Regex("message [0-9]+ in the mailbox", RegexOptions.None, TimeSpan.FromSeconds(10)) });
        await Processes.Patiently.Until(
            async () =>
            {
                if (await arrived.CountAsync() > 0) return true;
                await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Look again" }).ClickAsync();
                return false;
            },
            () => "the mail does not arrive", console.Patience);
        foreach (var step in new[] { "accepted", "delivered", "arrived" }) await Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = step, Exact = true }).First).ToBeVisibleAsync();
        await ConsoleFixture.KeepAsync(page, "journey");

        await arrived.First.ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("Vera");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Headers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "Message-Id" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Source" }).ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("X-ISE-Node");
        await ConsoleFixture.KeepAsync(page, "message");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new Regex("^connection", RegexOptions.None, TimeSpan.FromSeconds(10)) }).ClickAsync();
        await Expect(page.Locator(".transcript")).ToContainTextAsync("AUTH XOAUTH2 (masked");
        await ConsoleFixture.KeepAsync(page, "session");
    }

    [BrowserFact]
    public async Task An_alarm_that_is_raised_by_hand_is_mailed_and_the_tenants_pages_show_why_tokens_were_refused()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/alarms");
        await page.GetByLabel("Details").FillAsync("by hand");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Raise it" }).ClickAsync();
        await Expect(page.GetByText("of it", new PageGetByTextOptions { Exact = false }).Or(page.GetByText("only counted")).First).ToBeVisibleAsync(Patiently);
        await ConsoleFixture.KeepAsync(page, "alarms");

        await page.GetByLabel("Show those with").FillAsync("Backup Failed");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Set … Backup Failed" }).ClickAsync();
        var settings = page.GetByRole(AriaRole.Dialog);
        await settings.GetByLabel("E-mail addresses").FillAsync("nobody");
        await settings.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save" }).ClickAsync();
        await Expect(settings.GetByRole(AriaRole.Alert)).ToContainTextAsync("'nobody' is not a mail address", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });
        await settings.GetByLabel("E-mail addresses").FillAsync("night@contoso.example");
        await settings.GetByLabel("Severity").SelectOptionAsync("Critical");
        await ConsoleFixture.KeepAsync(page, "alarm-settings");
        await settings.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = "Backup Failed" })).ToContainTextAsync("night@contoso.example", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });

        foreach (var (part, shows) in new[] { ("objects", "Client secrets of"), ("tokens", "Requests for tokens"), ("sessions", "SMTP sessions"), ("faults", "Faults"), ("mails", "Messages") })
        {
            await page.GotoAsync(new Uri(console.Address, $"/#/tenant/{part}").ToString());
            await Expect(page.Locator("caption", new PageLocatorOptions { HasText = shows }).First).ToBeVisibleAsync(Patiently);
            await ConsoleFixture.KeepAsync(page, $"tenant-{part}");
        }
    }

    [BrowserFact]
    public async Task Guest_e_mail_settings_that_are_saved_stand_there_for_whoever_looks_next()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/guests");
        await SaveAsync(page, notifications: false);
        await using var look = await console.SomebodyAsync();
        var other = await console.OpenAsync(look, "#/guests");
        await Expect(Notifications(other)).Not.ToBeCheckedAsync();
        await SaveAsync(other, notifications: true);

        static ILocator Notifications(IPage page) => page.GetByLabel("Enable email notifications to guests");

        static async Task SaveAsync(IPage page, bool notifications)
        {
            await Notifications(page).SetCheckedAsync(notifications);
            await Notifications(page).Locator("xpath=ancestor::form").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save" }).ClickAsync();
            await Expect(page.GetByText("Guest e-mail settings are saved.")).ToBeVisibleAsync(Patiently);
        }
    }

    [BrowserFact]
    public async Task A_scenario_is_run_from_its_shelf_and_gone_through_again_with_the_time_bar()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate, "#/runs");
        await page.GetByLabel("Show those with").FillAsync("primary-pan-dies");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run in virtual time: primary-pan-dies", Exact = true }).ClickAsync();
        var run = page.Locator("tbody tr", new PageLocatorOptions { HasText = "primary-pan-dies-virtual" }).First;
        await Expect(run.Locator(".verdict")).ToContainTextAsync("passed", new LocatorAssertionsToContainTextOptions { Timeout = 120_000 });
        await ConsoleFixture.KeepAsync(page, "runs");
        await run.GetByRole(AriaRole.Link).First.ClickAsync();

        var bar = page.GetByRole(AriaRole.Slider, new PageGetByRoleOptions { Name = "Time of the run" });
        await Expect(page.Locator(".map .node", new PageLocatorOptions { HasText = "primary PAN" })).ToContainTextAsync("ise-1");
        await bar.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(".map .node", new PageLocatorOptions { HasText = "primary PAN" })).ToContainTextAsync("ise-2");
        await Expect(page.GetByLabel("What happened", new PageGetByLabelOptions { Exact = true })).ToContainTextAsync("kill ise-1");
        await ConsoleFixture.KeepAsync(page, "replay");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator(".map .node", new PageLocatorOptions { HasText = "primary PAN" })).ToContainTextAsync("ise-1");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Play" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause" })).ToBeVisibleAsync();
        await Expect(bar).Not.ToHaveAttributeAsync("aria-valuetext", "0 ms");
    }

    [BrowserFact]
    public async Task A_browser_that_was_cut_off_says_so_and_has_missed_nothing_when_it_is_back()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        await Expect(page.GetByText("live", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await operate.SetOfflineAsync(true);
        foreach (var number in Enumerable.Range(1, 5))
            (await console.RunAsync("alarm", "raise", "Misconfigured Network Device Detected", "--details", string.Create(CultureInfo.InvariantCulture, $"while it slept {number}"), "--data", "data")).ExitCode.ShouldBe(0);
        await operate.SetOfflineAsync(false);
        await Expect(page.GetByText("live", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Patiently);
        var numbers = (await page.GetByLabel("Log").Locator("li").EvaluateAllAsync<string[]>("lines => lines.map(line => line.dataset.key)")).Select(key => double.Parse(key, CultureInfo.InvariantCulture)).Reverse().ToList();
        numbers.ShouldBe([.. Enumerable.Range(0, numbers.Count).Select(i => numbers[0] + i)]);
    }

    [BrowserFact]
    public async Task Whoever_has_no_key_sees_nothing_and_gets_in_with_the_token()
    {
        await using var stranger = await console.SomebodyAsync();
        var page = await stranger.NewPageAsync();
        await page.GotoAsync(console.Address.ToString());
        await Expect(page.GetByText("Who is there?")).ToBeVisibleAsync();
        await Expect(page.GetByText("psn-1")).ToHaveCountAsync(0);
        await page.GetByLabel("Token").FillAsync("not the token");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Go on" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("neither the key");
        await ConsoleFixture.KeepAsync(page, "sign-in");
        var token = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(console.Data, "administration.json"))).RootElement.GetProperty("token").GetString()!;
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Go on" }).ClickAsync();
        await Expect(Node(page, "psn-1")).ToBeVisibleAsync(Patiently);
        // The key is out of the address, and no script can read the cookie.
        page.Url.ShouldNotContain("key");
        (await page.EvaluateAsync<string>("document.cookie")).ShouldBeEmpty();
    }

    private static ILocator Node(IPage page, string name) => page.Locator(".map .node", new PageLocatorOptions { HasText = name });

    private static async Task<string> TextAsync(IResponse response)
    {
        try
        {
            return await response.TextAsync();
        }
        catch (PlaywrightException)
        {
            // The page has gone on to the next before it was read.
            return "";
        }
    }
}
