using IseMail.Domain.Deployments;
using IseMail.Scenarios.Operating;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Live;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Operating;

/// <summary>What an operator does by hand to a deployment that runs, and the scenario that does it again.</summary>
public sealed class OperatedDeploymentTests
{
    private const string Small = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt] }
          - { name: "psn-{1..2}", personas: [psn] }
        mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }
        """ + LiveFixture.AutomaticFailover;

    [Fact]
    public async Task Orders_are_carried_out_and_the_file_that_they_are_saved_as_is_a_scenario_that_does_the_same()
    {
        await using var live = await LiveFixture.StartAsync(Small, breakableLinks: true);
        await using var operated = await OperatedDeployment.TakeAsync(live.Deployment, TimeProvider.System, Logger.None, live.Cancellation);
        var psn = new NodeName("psn-2");

        (await DoneAsync(operated, """{ "workload": [{ "cause": "guestNotice", "count": 5, "over": "1s" }] }""", live.Cancellation)).Why.ShouldBeNull();
        (await DoneAsync(operated, """{ "actions": [{ "kill": "psn-2" }] }""", live.Cancellation)).Why.ShouldBeNull();
        live.Deployment.Running.Keys.ShouldNotContain(psn);
        // As it stands in a scenario file, too.
        (await DoneAsync(operated, "actions:\n  - { start: psn-2 }\n", live.Cancellation)).Why.ShouldBeNull();
        live.Deployment.Running.Keys.ShouldContain(psn);
        (await DoneAsync(operated, """{ "faults": [{ "name": "busy", "where": "mail", "reply": "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "for": "2s" }] }""", live.Cancellation)).Why.ShouldBeNull();
        (await DoneAsync(operated, """{ "actions": [{ "partition": [["ise-1"], ["ise-2", "psn-1", "psn-2"]] }] }""", live.Cancellation)).Why.ShouldBeNull();
        (await DoneAsync(operated, """{ "actions": [{ "heal": "all" }] }""", live.Cancellation)).Why.ShouldBeNull();

        var orders = operated.Orders;
        orders.Select(one => one.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        orders[1].Line.ShouldEndWith("kill: psn-2 }");
        var file = Path.Combine(live.Directory, "by-hand.yaml");
        await File.WriteAllTextAsync(Path.Combine(live.Directory, "small.yaml"), Small);
        await File.WriteAllTextAsync(file, operated.Scenario("small.yaml"));
        var reading = await ScenarioFile.ReadAsync(file, CancellationToken.None);
        reading.Problems.ShouldBeEmpty(await File.ReadAllTextAsync(file));
        reading.Value!.Actions.Select(one => one.Action.ToString()).ShouldBe(["kill psn-2", "start psn-2", "partition ise-1 | ise-2, psn-1, psn-2", "heal all links"]);
        reading.Value.Actions.Select(one => one.At).ShouldBe([.. orders.Where(one => one.Order is Order.Act).Select(one => one.At)]);
        reading.Value.Workload.ShouldHaveSingleItem().Count.ShouldBe(5);
        reading.Value.Faults.ShouldHaveSingleItem().Fault.Name.ShouldBe("busy");
    }

    [Fact]
    public async Task What_a_scenario_file_would_be_refused_for_is_refused_at_once_and_changes_nothing()
    {
        await using var live = await LiveFixture.StartAsync(Small);
        await using var operated = await OperatedDeployment.TakeAsync(live.Deployment, TimeProvider.System, Logger.None, live.Cancellation);
        foreach (var (text, what) in new[]
        {
            ("""{ "actions": [{ "kill": "psn-9" }] }""", "psn-9"),
            ("""{ "actions": [{ "start": "psn-1" }] }""", "psn-1"),
            ("""{ "actions": [{ "kill": "psn-1" }, { "kill": "psn-2" }] }""", "not one order"),
            ("""{ "actions": [{ "kil": "psn-1" }] }""", "kil"),
            ("""{ "workload": [{ "cause": "alarms" }] }""", "alarms"),
            ("""{ "faults": [{ "name": "x", "where": "mail" }] }""", "what"),
            ("{ }", "not one order"),
            ("[]", "mapping"),
            ("{", ""),
            ("", "empty"),
        })
        {
            var (taken, problems) = operated.Begin(text);
            taken.ShouldBeNull(text);
            problems.ShouldNotBeEmpty(text);
            string.Join(' ', problems).ShouldContain(what, Case.Sensitive, text);
        }
        operated.Orders.ShouldBeEmpty();
        live.Deployment.Running.Count.ShouldBe(4);

        (await DoneAsync(operated, """{ "actions": [{ "kill": "psn-1" }] }""", live.Cancellation)).Why.ShouldBeNull();
        // Once more it cannot be done, and the file goes on to be one that can be run.
        operated.Begin("""{ "actions": [{ "kill": "psn-1" }] }""").Problems.ShouldNotBeEmpty();
        operated.Orders.Count.ShouldBe(1);
    }

    private static async Task<OrderTaken> DoneAsync(OperatedDeployment operated, string text, CancellationToken patience)
    {
        var (taken, problems) = operated.Begin(text);
        taken.ShouldNotBeNull(string.Join('\n', problems));
        while (operated.Orders[taken.Number - 1].Ended is null) await Task.Delay(20, patience);
        return operated.Orders[taken.Number - 1];
    }
}
