using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IseMail.EndToEnd.Browser;

/// <summary>Every button that does something to a deployment: what it does, and the line of a scenario that it is.</summary>
[Collection(ConsoleFixture.OneAfterTheOther)]
public sealed class ActionsTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly LocatorAssertionsToContainTextOptions Patiently = new() { Timeout = 120_000 };

    [BrowserFact]
    public async Task Every_button_of_a_node_does_what_it_says_and_what_cannot_be_done_is_told()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        await Node(page, "psn-3").ClickAsync();
        await PressAsync(page, "Pause");
        await OrderedAsync(page, "pause: psn-3", "refused");
        await PressAsync(page, "Stop");
        await OrderedAsync(page, "stop: psn-3", "done");
        await PressAsync(page, "Lose its storage");
        await OrderedAsync(page, "loseStorage: psn-3", "done");
        await PressAsync(page, "Start");
        await OrderedAsync(page, "start: psn-3", "done");
        await PressAsync(page, "Restart");
        await OrderedAsync(page, "restart: psn-3", "done");
        await Expect(Node(page, "psn-3")).ToContainTextAsync("up", Patiently);
        await page.Keyboard.PressAsync("Escape");

        var secondary = await page.Locator(".map .node", new PageLocatorOptions { HasText = "secondary PAN" }).Locator(".name").TextContentAsync() ?? "";
        await Node(page, secondary).ClickAsync();
        await PressAsync(page, "Promote");
        await OrderedAsync(page, $"promote: {secondary}", "done");
        await Expect(Node(page, secondary)).ToContainTextAsync("primary PAN", Patiently);
        await ConsoleFixture.KeepAsync(page, "promoted");
    }

    [BrowserFact]
    public async Task Every_button_of_the_deployment_does_what_it_says_and_all_of_it_is_saved_as_a_scenario()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        await page.GetByText("Cut the network in two").ClickAsync();
        await page.GetByLabel("These on one side").SelectOptionAsync("psn-1");
        await ButtonAsync(page, "Cut");
        await OrderedAsync(page, "partition:", "done");
        await ButtonAsync(page, "Heal all links");
        await OrderedAsync(page, "heal: all", "done");
        foreach (var (button, line) in new[] { ("Move the shared sender", "sender: move"), ("Stop the database", "database: stop"), ("Start the database", "database: start"), ("Rotate the client secret", "settings: rotateSecret") })
        {
            await ButtonAsync(page, button);
            await OrderedAsync(page, line, "done");
        }

        // As it stands in a scenario file, whatever it ends with.
        await page.GetByText("Any line of a scenario").ClickAsync();
        await page.GetByLabel("An action").FillAsync("cut: { from: psn-2, to: psn-3 }");
        await ButtonAsync(page, "Carry out");
        await OrderedAsync(page, "cut: ", "done");
        await page.GetByLabel("An action").FillAsync("{ heal: all }");
        await ButtonAsync(page, "Carry out");
        await Expect(page.Locator(".orders li", new PageLocatorOptions { HasText = "heal: all" })).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 120_000 });

        await page.GetByText("Let mail arise").ClickAsync();
        await page.GetByLabel("How often").FillAsync("5");
        await page.GetByLabel("Over how many seconds").FillAsync("1");
        await ButtonAsync(page, "Let it happen");
        await OrderedAsync(page, "cause: alarm", "done");

        await page.GetByText("Let something go wrong in the tenant").ClickAsync();
        await page.GetByLabel("What", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("delay");
        await page.GetByLabel("Which, or how much").FillAsync("1s");
        await page.GetByLabel("For how many seconds").FillAsync("20");
        await ButtonAsync(page, "Let it go wrong");
        await OrderedAsync(page, "delay: 1s", "done");
        await Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "What goes wrong on purpose" })).ToContainTextAsync("by-hand", Patiently);
        await ConsoleFixture.KeepAsync(page, "actions");

        // Whoever added it, it is removed where all of them are shown.
        var (code, _, errors) = await console.RunAsync("fault", "add", "from-outside", "where=mail", "delay=1s", "--data", "data");
        code.ShouldBe(0, errors);
        await page.GotoAsync(new Uri(console.Address, "/#/tenant/faults").ToString());
        foreach (var fault in new[] { "by-hand", "from-outside" })
        {
            var row = page.Locator("tbody tr", new PageLocatorOptions { HasText = fault });
            await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Remove" }).ClickAsync();
            await Expect(row).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 120_000 });
        }
        await page.GotoAsync(new Uri(console.Address, "/#/map").ToString());

        var scenario = await page.RunAndWaitForDownloadAsync(() => ButtonAsync(page, "Save as a scenario file"));
        scenario.SuggestedFilename.ShouldBe("by-hand.yaml");
        var saved = await File.ReadAllTextAsync(await scenario.PathAsync());
        foreach (var line in new[] { "partition: ", "heal: all", "sender: move", "database: stop", "settings: rotateSecret", "cause: alarm", "delay: 1s" }) saved.ShouldContain(line);

        // Last, for mail waits until somebody types the secret again.
        await ButtonAsync(page, "Restore a backup");
        await OrderedAsync(page, "settings: restoreBackup", "done");
    }

    [BrowserFact]
    public async Task A_drill_shows_what_ISE_says_of_a_mistake_takes_an_answer_and_mends_it()
    {
        await using var operate = await console.SomebodyAsync();
        var page = await console.OpenAsync(operate);
        // Whoever goes before anything is asked leaves nothing broken, and nobody waits for him.
        await ButtonAsync(page, "Drill: find what is wrong");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#told")).ToContainTextAsync("it is mended", Patiently);

        await ButtonAsync(page, "Drill: find what is wrong");
        var drill = page.GetByRole(AriaRole.Dialog);
        await Expect(drill).ToContainTextAsync("guest.log says", Patiently);
        await ConsoleFixture.KeepAsync(page, "drill");
        await drill.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "That is it" }).ClickAsync();
        await Expect(drill).ToContainTextAsync("Mended; Test Connection says: Successfully connected", Patiently);
    }

    private static ILocator Node(IPage page, string name) => page.Locator(".map .node", new PageLocatorOptions { HasText = name });

    private static Task PressAsync(IPage page, string deed) => page.GetByRole(AriaRole.Dialog).Locator("button", new LocatorLocatorOptions { HasText = deed }).First.ClickAsync();

    private static Task ButtonAsync(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true }).ClickAsync();

    private static async Task OrderedAsync(IPage page, string line, string became) =>
        await Expect(page.Locator(".orders li", new PageLocatorOptions { HasText = line }).First).ToContainTextAsync(became, Patiently);
}
