using System.Collections.Immutable;
using System.Text.Json;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Control;

/// <summary>
/// What a node in a process of its own is told before it starts, beside its topology file: the first line of its standard
/// input. It may hold a secret, so it is nowhere else.
/// </summary>
/// <param name="Listener">Where it listens for the cluster.</param>
/// <param name="Members">Where the others listen, in the order in which they are asked for the way in.</param>
/// <param name="Settings">The settings the deployment begins with.</param>
/// <param name="Surroundings">What is added to its path: where the embedded tenant answers.</param>
/// <param name="Secret">The embedded tenant's client secret; <c>null</c>: there is none.</param>
/// <param name="Failover">How duties move.</param>
/// <param name="Seed">Where its random numbers begin.</param>
/// <param name="RunsWorkload">Whether the topology's workload arises on it.</param>
/// <param name="BreakableLinks">Whether its links to other nodes can be broken.</param>
/// <param name="Tls">What protects its connections to other nodes.</param>
public sealed record NodeOrders(
    ClusterListener Listener,
    ImmutableArray<NodeAddress> Members,
    SystemSettings Settings,
    NodePath Surroundings,
    string? Secret,
    FailoverSettings Failover,
    int Seed,
    bool RunsWorkload,
    bool BreakableLinks,
    ClusterTls Tls)
{
    /// <summary>The orders as one line.</summary>
    public string Write() => JsonSerializer.Serialize(this, ControlWire.Options);

    /// <summary>The orders of a line.</summary>
    /// <exception cref="InvalidDataException">It holds none; it is not repeated.</exception>
    public static NodeOrders Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<NodeOrders>(line, ControlWire.Options) ?? throw new InvalidDataException("there are no orders");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"the orders are malformed at {malformed.Path}", malformed);
        }
    }

    /// <summary>Which settings, without what is secret in them.</summary>
    public override string ToString() => $"orders of the node at {Listener.Host}:{Listener.Port}";
}
