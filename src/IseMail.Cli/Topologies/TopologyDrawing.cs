using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using Spectre.Console;

namespace IseMail.Cli.Topologies;

/// <summary>Draws a deployment: its nodes, which mail leaves from which, and what stands behind them.</summary>
internal static class TopologyDrawing
{
    // Fewer nodes alike are drawn one by one.
    private const int FewestInARow = 4;

    public static void Write(IAnsiConsole console, Topology topology)
    {
        var deployment = topology.Deployment;
        var count = deployment.Nodes.Length;
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{deployment.Name}: {deployment.Model.ToString().ToLowerInvariant()}, {count} {(count == 1 ? "node" : "nodes")}"), new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.Write(Nodes(deployment));
        Surroundings(console, topology);
    }

    private static Table Nodes(Deployment deployment)
    {
        var addressed = deployment.Nodes.Any(node => node.Address is not null);
        var table = new Table().Border(TableBorder.Square).AddColumns("node", "personas", "mail that leaves from it");
        if (addressed) table.AddColumn("address");
        foreach (var alike in Alike(deployment))
        {
            var first = alike[0];
            var name = alike.Count == 1 ? first.Name.Value : string.Create(CultureInfo.InvariantCulture, $"{first.Name} … {alike[^1].Name} ({alike.Count} nodes)");
            List<Text> row = [new(name), new(Personas(first), first.PrimaryFor.IsEmpty ? Style.Plain : new Style(Color.Green)), new(Mail(first))];
            if (addressed) row.Add(new Text(first.Address?.ToString() ?? ""));
            table.AddRow(row);
        }
        return table;
    }

    private static List<List<IseNode>> Alike(Deployment deployment)
    {
        var rows = new List<List<IseNode>>();
        foreach (var node in deployment.Nodes)
        {
            if (rows.Count > 0 && rows[^1][0] is var first && node.Address is null && first.Address is null && node.PrimaryFor.IsEmpty && first.PrimaryFor.IsEmpty && first.Personas.SetEquals(node.Personas))
                rows[^1].Add(node);
            else
                rows.Add([node]);
        }
        return [.. rows.SelectMany<List<IseNode>, List<IseNode>>(row => row.Count < FewestInARow ? [.. row.Select(node => new List<IseNode> { node })] : [row])];
    }

    private static string Personas(IseNode node) => string.Join(", ", node.Personas.Select(persona => persona switch
    {
        Persona.Psn => persona.Role(),
        _ when node.PrimaryFor.Contains(persona) => persona.Role() + " (primary)",
        _ => persona.Role() + " (secondary)",
    }));

    private static string Mail(IseNode node)
    {
        var parts = new List<string>();
        foreach (var persona in node.Personas)
        {
            var purposes = string.Join(", ", MailPurposes.All.Where(purpose => Duty.Owner(purpose) == persona).Select(MailPurposes.Title));
            if (persona == Persona.Psn) parts.Add(purposes + " of its own portals");
            else if (node.PrimaryFor.Contains(persona)) parts.Add(purposes);
            else parts.Add($"once it takes over {persona.Role()}: {purposes}");
        }
        return string.Join('\n', parts);
    }

    private static void Surroundings(IAnsiConsole console, Topology topology)
    {
        var lines = SurroundingsText.Of(topology).ToList();
        var width = lines.Max(line => line.What.Length);
        foreach (var (what, how) in lines)
        {
            console.Write(new Text(what.PadRight(width + 2), new Style(Color.Aqua)));
            console.Write(new Text(how));
            console.WriteLine();
        }
    }
}
