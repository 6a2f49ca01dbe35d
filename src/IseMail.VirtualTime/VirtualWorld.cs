using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.VirtualTime.Clusters;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Processes;
using IseMail.VirtualTime.Tracing;

namespace IseMail.VirtualTime;

/// <summary>What everything in virtual time stands on: time, chance, nodes, the ways between them, what disks keep.</summary>
internal sealed class VirtualWorld
{
    private readonly long _seed;
    private readonly SeededChance _messages;
    private readonly long[] _lastArrival;

    public VirtualWorld(Topology topology, long seed, DateTimeOffset begin, TimingModel timing, EventLog log, PlantedDefect defect, Action<VirtualStep>? told)
    {
        Defect = defect;
        Topology = topology;
        Timing = timing;
        Queue = new EventQueue(begin, log);
        Trace = told is null ? null : new RunTrace(Queue, log, told);
        Nodes = [.. topology.Deployment.Nodes.Select((node, number) => new VirtualNode(number, node))];
        _seed = seed;
        _messages = Chance("messages");
        _lastArrival = new long[Nodes.Length * Nodes.Length];
    }

    public Topology Topology { get; }

    /// <summary>What is wrong on purpose.</summary>
    public PlantedDefect Defect { get; }

    public EventQueue Queue { get; }

    /// <summary>Is told of what happens; <c>null</c>: nobody retells it.</summary>
    public RunTrace? Trace { get; }

    public TimingModel Timing { get; }

    public VirtualStorage Storage { get; } = new();

    public VirtualLinks Links { get; } = new();

    public ImmutableArray<VirtualNode> Nodes { get; }

    /// <summary>The random numbers of a user.</summary>
    public SeededChance Chance(string user) => new(_seed, user);

    /// <summary>The node of that name.</summary>
    public VirtualNode Node(NodeName name)
    {
        foreach (var node in Nodes)
        {
            if (node.Name == name) return node;
        }
        throw new ArgumentException($"no node is named '{name}'", nameof(name));
    }

    /// <summary>Whether each of two nodes hears the other.</summary>
    public bool Meet(VirtualNode one, VirtualNode other) => one == other || Links.Meet(one.Number, other.Number);

    /// <summary>Sends a message. It arrives later, in the order in which messages between these two were sent; or not at all.</summary>
    /// <param name="from">From which node.</param>
    /// <param name="to">To which.</param>
    /// <param name="detail">What the log says of it.</param>
    /// <param name="arrive">What happens when it arrives.</param>
    /// <param name="subject">The mail it is about.</param>
    public void Send(VirtualNode from, VirtualNode to, int detail, Action arrive, UInt128 subject = default)
    {
        if (from == to)
        {
            Queue.After(TimeSpan.Zero, new EventLabel(VirtualEventKind.Local, to.Label, EventLabel.Nowhere, detail, subject), Trace is not { } trace ? arrive : () =>
            {
                trace.Message(from, to, (MessageKind)detail, subject);
                arrive();
            });
            return;
        }
        var link = Links[from.Number, to.Number];
        if (link.IsCut || !to.Runs || (link.Loss > 0 && _messages.NextDouble() < link.Loss)) return;
        ref var last = ref _lastArrival[(from.Number * Nodes.Length) + to.Number];
        last = Math.Max(last, (Queue.Now + Timing.Message.Draw(_messages) + link.Delay).UtcTicks);
        // Whoever is started anew does not hear what was said to its predecessor.
        var start = to.Starts;
        Queue.At(new DateTimeOffset(last, TimeSpan.Zero), new EventLabel(VirtualEventKind.Message, to.Label, from.Label, detail, subject), () =>
        {
            if (to.Starts != start || Links[from.Number, to.Number].IsCut) return;
            Trace?.Message(from, to, (MessageKind)detail, subject);
            arrive();
        });
    }
}
