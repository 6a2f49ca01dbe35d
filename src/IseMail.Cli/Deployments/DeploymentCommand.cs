using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Deployments;

/// <summary><c>isemail deployment show|promote</c>: ISE's Deployment page of a deployment that runs.</summary>
internal static class DeploymentCommand
{
    public static Command Create() => new("deployment", "The nodes of a deployment that runs, and what they are at the moment.")
    {
        Administering.List<NodeDocument>("Show the nodes, and which of them are primary.", "/deployment", "no node runs", Write, "show"), Promote(),
    };

    private static Command Promote()
    {
        var node = new Argument<string>("NODE") { Description = "The secondary PAN." };
        var data = Administering.Data();
        var command = new Command("promote", "Promote a secondary PAN by hand; ends when it acts as the primary.") { node, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var promoted = await deployment.PostAsync<PromoteRequest>("/deployment/promote", new PromoteRequest(parsed.GetRequiredValue(node)), cancellation);
            await Console.Out.WriteLineAsync($"{promoted.Node} is the primary PAN");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static void Write(IAnsiConsole console, ImmutableArray<NodeDocument> nodes)
    {
        var table = new Table().AddColumns("Node", "Role", "Status", "Sees");
        foreach (var node in nodes)
        {
            table.AddRow(
                node.Node, node.Roles.IsEmpty ? string.Join(", ", node.Personas) : string.Join(", ", node.Roles), node.Status,
                node.MembersUp is { } members ? string.Create(CultureInfo.InvariantCulture, $"{members} nodes") : "-");
        }
        console.Write(table);
    }
}
