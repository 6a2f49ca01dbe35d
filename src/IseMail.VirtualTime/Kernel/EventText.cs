using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.VirtualTime.Processes;

namespace IseMail.VirtualTime.Kernel;

/// <summary>Events in words.</summary>
/// <param name="begin">Times are counted from here.</param>
/// <param name="nodes">The nodes' names by their numbers.</param>
internal sealed class EventText(DateTimeOffset begin, ImmutableArray<NodeName> nodes)
{
    /// <summary>An event on one line.</summary>
    public string Line(DateTimeOffset at, in EventLabel label)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{(at - begin).TotalSeconds,14:0.000000} s  ");
        line.Append(label.Kind switch
        {
            VirtualEventKind.Message => $"{Name(label.From)} -> {Name(label.Node)}: {Word((MessageKind)label.Detail)}",
            VirtualEventKind.Local => $"{Name(label.Node)}: heard by {Process(label.Detail)}",
            VirtualEventKind.Timer => string.Create(CultureInfo.InvariantCulture, $"{Name(label.Node)}: timer {label.Detail & 0xFF} of {Process(label.Detail)}"),
            VirtualEventKind.Recorded => $"{Name(label.Node)}: durable in the journal of {Process(label.Detail)}",
            VirtualEventKind.Recovered => $"{Name(label.Node)}: {Process(label.Detail)} has read its journal",
            VirtualEventKind.Conversation => $"{Name(label.Node)}: a step with the submission server",
            VirtualEventKind.Token => $"{Name(label.Node)}: an answer of the token service",
            VirtualEventKind.Arrival => "a mail that was held back is in its mailbox",
            VirtualEventKind.Membership => $"{Name(label.Node)}: {Membership(label.Detail)}",
            VirtualEventKind.Cause => "something happens of which mail comes",
            VirtualEventKind.Action => "something is done to the deployment",
            _ => "noted how everything stands",
        });
        if (label.Subject != default) line.Append(CultureInfo.InvariantCulture, $"  {new MailId(label.Subject)}");
        return line.ToString();
    }

    private string Name(ushort node) => node < nodes.Length ? nodes[node].Value : "-";

    private static string Word(MessageKind kind) => kind.ToString().ToLowerInvariant();

    private static string Process(int detail) => ((ProcessKind)(detail >> 8)).ToString().ToLowerInvariant();

    private static string Membership(int detail) => detail switch
    {
        1 => "others are silent",
        2 => "whether others are given up",
        3 => "whether the lease is to be had",
        4 => "what there is only once begins",
        5 => "what there is only once begins again",
        6 => "leaves",
        7 => "is up",
        8 => "asks the members again to take it in",
        _ => "a process begins again",
    };
}
