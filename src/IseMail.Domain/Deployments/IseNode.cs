using System.Collections.Immutable;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Deployments;

/// <summary>One node of a deployment, as its topology file describes it.</summary>
/// <param name="Name">The node's host name, unique in its deployment.</param>
/// <param name="Personas">What it does; at least one.</param>
/// <param name="PrimaryFor">
/// For which of <see cref="Persona.Pan"/> and <see cref="Persona.Mnt"/> it is the primary: the node that holds that
/// persona's duties when the deployment starts.
/// </param>
/// <param name="Address">Where other nodes reach its cluster port; <c>null</c> where the runner chooses.</param>
/// <param name="Network">What is different in its network, clock or store; <c>null</c>: nothing.</param>
public sealed record IseNode(
    NodeName Name,
    ImmutableSortedSet<Persona> Personas,
    ImmutableSortedSet<Persona> PrimaryFor,
    NodeAddress? Address = null,
    NodePathSettings? Network = null)
{
    /// <summary>Whether the node carries <paramref name="persona"/>.</summary>
    public bool Has(Persona persona) => Personas.Contains(persona);
}

/// <summary>Host and TCP port of a node's cluster listener.</summary>
public sealed record NodeAddress(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
