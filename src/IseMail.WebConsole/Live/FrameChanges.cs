using System.Globalization;

namespace IseMail.WebConsole.Live;

/// <summary>What has happened between two frames, in the words of the log.</summary>
internal static class FrameChanges
{
    /// <summary>The changes; their numbers are the log's to give.</summary>
    /// <param name="before">The earlier frame; <c>null</c>: there was none, and nothing has happened.</param>
    /// <param name="now">The later one.</param>
    public static IEnumerable<LogEntry> Between(DeploymentFrame? before, DeploymentFrame now)
    {
        if (before is null) yield break;
        var known = before.Nodes.ToDictionary(node => node.Node, StringComparer.Ordinal);
        foreach (var node in now.Nodes)
        {
            if (!known.TryGetValue(node.Node, out var was))
            {
                yield return Entry("node", node.Node, $"{node.Node} was admitted");
                continue;
            }
            if (was.State != node.State)
            {
                yield return Entry("node", node.Node, node.State switch
                {
                    "up" => $"{node.Node} is up",
                    "joining" => $"{node.Node} is joining",
                    "paused" => $"{node.Node} is paused",
                    "silent" => $"{node.Node} does not answer",
                    _ => $"{node.Node} is down",
                });
            }
            foreach (var role in node.Roles.Except(was.Roles).Where(role => was.State == node.State || IsOnlyOnce(role))) yield return Entry("duty", node.Node, $"{node.Node} is {role}");
            if (node.Parked > was.Parked) yield return Entry("mail", node.Node, Mails(node.Parked - was.Parked, $"put aside for a person on {node.Node}"));
            if (node.InDoubt > was.InDoubt) yield return Entry("mail", node.Node, Mails(node.InDoubt - was.InDoubt, $"in doubt on {node.Node}"));
        }
        foreach (var node in before.Nodes.ExceptBy(now.Nodes.Select(node => node.Node), node => node.Node)) yield return Entry("node", node.Node, $"{node.Node} has left");
        if (now.Senders is [var sender] && before.Senders is [var sent] && sender.Node != sent.Node) yield return Entry("duty", sender.Node, $"the shared sender is on {sender.Node}");
        foreach (var fault in now.Faults.Except(before.Faults)) yield return Entry("fault", null, $"fault {fault}");
        foreach (var fault in before.Faults.Except(now.Faults)) yield return Entry("fault", null, $"the fault is over: {fault}");
        if (now.WhyNotConfigured is { } why && before.WhyNotConfigured is null) yield return Entry("mail", null, $"no mail can leave: {why}");
        if (now.WhyNotConfigured is null && before.WhyNotConfigured is not null) yield return Entry("mail", null, "mail can leave again: the SMTP server is configured");

        LogEntry Entry(string kind, string? node, string what) => new(0, now.At, kind, node, what);
    }

    private static bool IsOnlyOnce(string role) => role is "primary PAN" or "active MnT" or "PAN, being promoted";

    private static string Mails(long number, string where) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? "mail is" : "mails are")} {where}");
}
