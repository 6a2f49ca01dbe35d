using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Live;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IseMail.Cli.Rendering;

/// <summary>What a terminal shows while a deployment runs: a line for each node, the sender under them.</summary>
internal static class NodeTable
{
    private const int MostRows = 20;

    public static IRenderable Of(string title, TimeSpan elapsed, int up, int nodes, LiveView? view)
    {
        var head = new Text(string.Create(CultureInfo.InvariantCulture, $"{title}  {elapsed:mm\\:ss}  {up} of {nodes} nodes up"));
        if (view is null) return head;
        var table = new Table().RoundedBorder().AddColumns(
            new TableColumn("Node"), new TableColumn("Personas"), new TableColumn("Holds"),
            new TableColumn("Accepted").RightAligned(), new TableColumn("Queued").RightAligned(), new TableColumn("Delivered").RightAligned(), new TableColumn("Parked").RightAligned());
        // A terminal has few lines: nodes with duties or mail come first, the rest is counted.
        var shown = view.Nodes.OrderByDescending(node => node.Holds.Length).ThenByDescending(node => node.Total.Accepted).Take(MostRows).ToList();
        foreach (var node in shown)
        {
            var total = node.Total;
            table.AddRow(
                new Text(node.Node.Name.Value), new Text(string.Join(" ", node.Node.Personas.Select(PersonaNames.Role))), new Text(Holds(node), new Style(Color.Green)),
                new Text(Number(total.Accepted)), new Text(Number(total.Queued)), new Text(Number(total.Delivered)), new Text(Number(total.Parked + total.InDoubt)));
        }
        if (view.Nodes.Length > shown.Count) table.AddRow(new Text($"and {Number(view.Nodes.Length - shown.Count)} more"));
        return new Rows(head, table, new Text(Sender(view)));
    }

    /// <summary>The same in one line, for a log.</summary>
    public static string Line(string title, TimeSpan elapsed, int up, int nodes, LiveView? view) => view is null
        ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,6:0.0} s  {title}: {up} of {nodes} nodes up")
        : string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,6:0.0} s  {title}: {view.Total.Accepted} accepted, {view.Total.Queued} queued, {view.Total.Delivered} delivered");

    private static string Holds(NodeView node) => string.Join(", ", node.Holds.Select(persona => persona.Holder()));

    private static string Sender(LiveView view) => view.Sender is not { } sender
        ? "the sender does not answer"
        : $"sender on {sender.Node}: {Number(sender.Status.Connections)} connections, {Number(sender.Status.UnderWay)} under way, {Number(sender.Status.Waiting)} waiting"
            + (sender.Status.LastFailure is { } failure ? $"; cannot connect: {failure}" : "");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
