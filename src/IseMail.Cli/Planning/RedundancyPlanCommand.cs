using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli.Planning;

/// <summary><c>isemail calculate redundancy TOPOLOGY</c>: ways to lay the same deployment out, what each costs and what it survives.</summary>
internal static class RedundancyPlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("TOPOLOGY") { Description = "A topology file." };
        var person = new Option<string>("--person") { Description = "How long it takes until a person promotes the other PAN.", DefaultValueFactory = _ => "30m" };
        var json = Administering.Json();
        var command = new Command("redundancy", "Put ways to lay a deployment out side by side: nodes, connections and mails a minute against what stops when a node is lost.") { file, person, json };
        command.SetAction((parsed, cancellationToken) => PlanningOptions.RunAsync(async () =>
        {
            var until = PlanningOptions.Duration("--person", parsed.GetRequiredValue(person));
            var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), cancellationToken);
            if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
            var table = new RedundancyPlanTable(topology, until);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(table.Document());
            else table.Write(Terminal.Output());
            return ExitCodes.Holds;
        }));
        return command;
    }
}
