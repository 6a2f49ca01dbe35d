using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Planning;
using IseMail.Domain.Texts;
using Spectre.Console;

namespace IseMail.Cli.Planning;

/// <summary>Layouts of a deployment side by side, and what each of its nodes takes with it: for people, and as a document for programs.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="person">How long it takes until a person promotes the other PAN.</param>
internal sealed class RedundancyPlanTable(Topology topology, TimeSpan person)
{
    // Purposes of one persona stop and go on together.
    private static readonly ImmutableArray<ImmutableArray<MailPurpose>> Purposes =
        [.. MailPurposes.Daily.GroupBy(Duty.Owner).OrderBy(same => same.Key).Select(same => same.ToImmutableArray())];

    private readonly ImmutableArray<PlannedLayout> _layouts = RedundancyPlan.Of(topology, person);

    public void Write(IAnsiConsole console)
    {
        console.Write(Layouts());
        foreach (var layout in _layouts.Where(one => !one.Layout.Objections.IsEmpty)) console.WriteLine($"! {layout.Layout.Name}: {string.Join("; ", layout.Layout.Objections)}");
        console.WriteLine();
        console.WriteLine("as it is, node by node:");
        console.Write(Nodes());
        AssumptionLines.Write(console, RedundancyAssumptions.Of(topology, person));
    }

    public object Document() => new
    {
        topology = topology.Deployment.Name,
        personSeconds = person.TotalSeconds,
        layouts = _layouts.Select(one => new
        {
            name = one.Layout.Name,
            objections = one.Layout.Objections,
            nodes = one.Nodes,
            senders = one.Sending.Senders,
            connections = one.Sending.Connections,
            mostConnections = one.Sending.MostConnections == 0 ? (int?)null : one.Sending.MostConnections,
            mailsPerMinuteLeft = one.Sending.Left,
            portalsLeft = one.PortalsLeft,
            rules = one.Findings,
            stops = MailPurposes.Daily.ToDictionary(MailPurposes.Key, purpose => Document(one.Worst(purpose).Interruption, one.Worst(purpose).Node.Name.Value)),
            losses = one.Losses.Select(loss => new
            {
                node = loss.Node.Name.Value,
                holds = loss.Holds,
                portalsLeft = loss.PortalsLeft,
                stops = MailPurposes.Daily.ToDictionary(MailPurposes.Key, purpose => Document(loss.Interruptions[purpose], null)),
            }),
        }),
        assumptions = RedundancyAssumptions.Of(topology, person).Select(one => new { what = one.What, source = one.Source }),
    };

    private Table Layouts()
    {
        var table = new Table().RoundedBorder().AddColumns(
            new TableColumn("Layout"), new TableColumn("Nodes").RightAligned(), new TableColumn("Connections").RightAligned(), new TableColumn("Mails/min left").RightAligned());
        foreach (var same in Purposes) table.AddColumn(Title(same));
        table.AddColumn(new TableColumn("Portals left").RightAligned()).AddColumn("Lint");
        foreach (var layout in _layouts)
        {
            table.AddRow(
            [
                new Text(layout.Layout.Objections.IsEmpty ? layout.Layout.Name : layout.Layout.Name + " !", new Style(layout.Layout.Objections.IsEmpty ? Color.Default : Color.Yellow)),
                new Text(Number(layout.Nodes)),
                new Text(Connections(layout.Sending), new Style(layout.Sending.TooManyConnections ? Color.Red : Color.Default)),
                new Text(layout.Sending.Left is { } left ? left.ToString("0.#", CultureInfo.InvariantCulture) : "any number"),
                .. Purposes.Select(same => Cell(layout.Worst(same[0]).Interruption)),
                new Text($"{Number(layout.PortalsLeft)} of {Number(layout.Layout.Topology.Deployment.With(Persona.Psn).Count())}"),
                new Text(Rules(layout)),
            ]);
        }
        return table;
    }

    private Table Nodes()
    {
        var table = new Table().RoundedBorder().AddColumns("Lost", "Holds");
        foreach (var same in Purposes) table.AddColumn(Title(same));
        table.AddColumn(new TableColumn("Portals left").RightAligned());
        foreach (var alike in Alike(_layouts[0].Losses))
        {
            var first = alike[0];
            table.AddRow(
            [
                new Text(alike.Count == 1 ? first.Node.Name.Value : string.Create(CultureInfo.InvariantCulture, $"{first.Node.Name} … {alike[^1].Node.Name} ({alike.Count} nodes)")),
                new Text(string.Join(", ", first.Holds)),
                .. Purposes.Select(same => Cell(first.Interruptions[same[0]])),
                new Text(Number(first.PortalsLeft)),
            ]);
        }
        return table;
    }

    private static List<List<NodeLoss>> Alike(ImmutableArray<NodeLoss> losses)
    {
        var rows = new List<List<NodeLoss>>();
        foreach (var loss in losses)
        {
            if (rows.Count > 0 && rows[^1][0] is var first && first.PortalsLeft == loss.PortalsLeft && first.Holds.SequenceEqual(loss.Holds)
                && MailPurposes.Daily.All(purpose => first.Interruptions[purpose] == loss.Interruptions[purpose]))
                rows[^1].Add(loss);
            else
                rows.Add([loss]);
        }
        return rows;
    }

    /// <summary>What the rules of lint find in the deployment itself; of another layout, what they find more and no longer.</summary>
    private string Rules(PlannedLayout layout)
    {
        var own = _layouts[0].Findings;
        return layout == _layouts[0]
            ? string.Join(" ", own)
            : string.Join(" ", layout.Findings.Except(own).Select(id => "+" + id).Concat(own.Except(layout.Findings).Select(id => "-" + id)));
    }

    private static string Title(ImmutableArray<MailPurpose> purposes) => string.Join(", ", purposes.Select(MailPurposes.Title));

    private static Text Cell(Interruption interruption) => interruption.End switch
    {
        InterruptionEnd.None => new Text("goes on", new Style(Color.Green)),
        InterruptionEnd.Takeover => new Text(DurationText.InParts(interruption.Longest)),
        InterruptionEnd.Person => new Text($"{DurationText.InParts(interruption.Longest)}, by a person", new Style(Color.Yellow)),
        _ => new Text("until it returns", new Style(Color.Red)),
    };

    private static object Document(Interruption interruption, string? node) => new
    {
        end = interruption.End.ToString().ToLowerInvariant(),
        longestSeconds = interruption.End == InterruptionEnd.Return ? (double?)null : interruption.Longest.TotalSeconds,
        node,
    };

    private static string Connections(SendingCost cost) => cost.MostConnections == 0 ? Number(cost.Connections) : $"{Number(cost.Connections)} of {Number(cost.MostConnections)}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
