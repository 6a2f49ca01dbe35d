using System.Collections.Immutable;

namespace IseMail.Domain.Deployments;

/// <summary>
/// The sizes Cisco describes for an ISE deployment (Cisco ISE Performance and Scalability Guide); each allows its own
/// number of nodes per persona, checked by <see cref="DeploymentLimits"/>.
/// </summary>
public enum DeploymentModel
{
    /// <summary>One node with all personas.</summary>
    Standalone,

    /// <summary>Two nodes, each with all personas.</summary>
    Small,

    /// <summary>PAN and MnT together on two nodes, and up to six dedicated PSNs.</summary>
    Medium,

    /// <summary>Every persona on nodes of its own: up to 2 PAN, 2 MnT, 50 PSN.</summary>
    Large,

    /// <summary>As large, with more PSNs than ISE allows: what if. In virtual time alone.</summary>
    Paper,
}

/// <summary>An ISE deployment: its model and its nodes, in the order in which they are started.</summary>
public sealed record Deployment(string Name, DeploymentModel Model, ImmutableArray<IseNode> Nodes)
{
    /// <summary>The node of that name, or <c>null</c>.</summary>
    public IseNode? Find(NodeName name) => Nodes.FirstOrDefault(node => node.Name == name);

    /// <summary>The nodes that carry <paramref name="persona"/>, its primary first, then in the file's order.</summary>
    public IEnumerable<IseNode> With(Persona persona) =>
        Nodes.Where(node => node.Has(persona)).OrderByDescending(node => node.PrimaryFor.Contains(persona));

    /// <summary>
    /// The nodes in the order in which a runner starts them: the primary PAN, the primary MnT, then the rest in the
    /// file's order. Cluster singletons run on the oldest node of a role, so this order gives the primaries their duties; a
    /// primary PAN that is an MnT as well, but not the primary one, therefore comes after that one.
    /// </summary>
    public IEnumerable<IseNode> InStartOrder() => Nodes
        .OrderBy(node => node.PrimaryFor.Contains(Persona.Mnt) ? 1 : !node.PrimaryFor.Contains(Persona.Pan) ? 3 : node.Has(Persona.Mnt) ? 2 : 0);

    /// <summary>
    /// The nodes that join one after another before all others, because a cluster singleton runs on the oldest node of
    /// its role: the first of each persona with cluster-wide duties and of the persona that hosts the sender.
    /// </summary>
    /// <param name="senderHost">The persona whose nodes host the shared sender.</param>
    public ImmutableArray<IseNode> Founders(Persona senderHost)
    {
        var order = InStartOrder().ToList();
        var first = new[] { Persona.Pan, Persona.Mnt, senderHost }.Select(persona => order.Find(node => node.Has(persona)));
        return [.. order.Intersect(first.OfType<IseNode>())];
    }
}
