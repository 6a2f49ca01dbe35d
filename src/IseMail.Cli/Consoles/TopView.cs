using System.Globalization;
using IseMail.WebConsole.Live;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IseMail.Cli.Consoles;

/// <summary>A frame of the map as a terminal shows it.</summary>
internal static class TopView
{
    /// <summary>The most lines of the log.</summary>
    public const int MostLines = 8;

    /// <summary>The view.</summary>
    /// <param name="update">How the deployment stands, and what has happened.</param>
    /// <param name="before">How it stood before, for what goes by in a second; <c>null</c>: that is not known.</param>
    public static IRenderable Of(FeedUpdate update, DeploymentFrame? before)
    {
        var frame = update.Frame;
        var nodes = new Table().RoundedBorder().AddColumns(
            new TableColumn("Node"), new TableColumn("State"), new TableColumn("Roles"), new TableColumn("Waiting").RightAligned(), new TableColumn("Aside").RightAligned(), new TableColumn("Delivered").RightAligned(), new TableColumn("A second").RightAligned());
        foreach (var node in frame.Nodes)
        {
            var delivered = node.Delivered.Values.Sum();
            var earlier = before?.Nodes.FirstOrDefault(one => one.Node == node.Node)?.Delivered.Values.Sum();
            nodes.AddRow(
                new Text(node.Node), new Text(node.State, new Style(node.State switch { "up" => Color.Green, "joining" or "paused" => Color.Yellow, _ => Color.Red })), new Text(string.Join(", ", node.Roles)),
                Number(node.Queued), Number(node.Parked + node.InDoubt), Number(delivered), new Text(earlier is { } was && before is not null && frame.At > before.At ? Text($"{Math.Max(0, delivered - was) / (frame.At - before.At).TotalSeconds:0.0}") : ""));
        }
        var used = frame.Budget.Used.Sum(share => share.Messages);
        var lines = new List<IRenderable>
        {
            new Text(Text($"{frame.Deployment}  {frame.At.UtcDateTime:HH:mm:ss}Z  {frame.Nodes.Count(node => node.State == "up")} of {frame.Nodes.Length} nodes up, {frame.Nodes.Sum(node => node.Queued)} waiting{(frame.Arrived is { } arrived ? $", {arrived} in the mailboxes" : "")}")),
            new Text(Text($"mailbox: {used}{(frame.Budget.Messages > 0 ? $" of {frame.Budget.Messages}" : "")} messages in {frame.Budget.PerSeconds:0} s, {frame.Senders.Sum(sender => sender.Connections)} of {frame.Budget.Connections} connections; sender on {(frame.Senders.IsEmpty ? "no node" : string.Join(", ", frame.Senders.Take(3).Select(sender => sender.Node)))}")),
            nodes,
        };
        lines.AddRange(frame.Ends.Take(2).Select(end => new Text(Text($"{end.What} of {end.Of} ends {end.At.UtcDateTime:yyyy-MM-dd HH:mm}Z"))));
        lines.AddRange(frame.Faults.Select(fault => new Text("fault " + fault, new Style(Color.Yellow))));
        if (frame.WhyNotConfigured is { } why) lines.Add(new Text("no mail can leave: " + why, new Style(Color.Red)));
        lines.AddRange(update.Log.TakeLast(MostLines).Select(entry => new Text(Text($"{entry.At.UtcDateTime:HH:mm:ss.f}  {entry.What}"))));
        return new Rows(lines);
    }

    private static Text Number(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
