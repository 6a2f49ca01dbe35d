using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// The networks between a deployment's containers. Where links are to be cut there is one for each pair of nodes, so that
/// any link can be cut by itself: a node reaches another only by the name that the other has on the network of the two.
/// </summary>
/// <param name="run">What the names of this run's networks begin with.</param>
/// <param name="nodes">The deployment's nodes.</param>
/// <param name="breakable">Whether links are to be cut.</param>
internal sealed class ContainerLinks(string run, ImmutableArray<NodeName> nodes, bool breakable) : IAsyncDisposable
{
    /// <summary>The label of everything that is made here.</summary>
    public const string Label = "isemailcluster";

    // Shared address space (RFC 6598), which no network of somebody's own should have: 524,288 networks of 8 addresses.
    private const int FirstOctet = 100;
    private const int FirstSecondOctet = 64;
    private const int Networks = 1 << 19;
    private const int Attempts = 50;

    private readonly SemaphoreSlim _making = new(1);
    private ImmutableHashSet<string> _made = [];

    /// <summary>Connects a container that does not run yet with the others.</summary>
    /// <exception cref="IOException">A network cannot be made.</exception>
    public async Task ConnectAllAsync(string container, NodeName node, CancellationToken cancellationToken)
    {
        foreach (var network in breakable ? nodes.Where(other => other != node).Select(other => Between(node, other)) : [run])
        {
            await MakeAsync(network, cancellationToken);
            await ConnectAsync(container, node, network, cancellationToken);
        }
    }

    /// <summary>Takes <paramref name="node"/>'s container off the network between it and <paramref name="other"/>.</summary>
    /// <exception cref="IOException">The engine refuses it.</exception>
    public Task CutAsync(string container, NodeName node, NodeName other, CancellationToken cancellationToken) =>
        Docker.RunAsync(cancellationToken, "network", "disconnect", "--force", Between(node, other), container);

    /// <summary>Brings it back.</summary>
    /// <exception cref="IOException">The engine refuses it.</exception>
    public Task HealAsync(string container, NodeName node, NodeName other, CancellationToken cancellationToken) =>
        ConnectAsync(container, node, Between(node, other), cancellationToken);

    /// <summary>Removes the networks; no container is on them any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_made.IsEmpty) await Docker.RunAsync(CancellationToken.None, ["network", "rm", .. _made]);
        _made = [];
        _making.Dispose();
    }

    private string Between(NodeName one, NodeName other) => string.Create(
        CultureInfo.InvariantCulture, $"{run}-{Math.Min(nodes.IndexOf(one), nodes.IndexOf(other))}-{Math.Max(nodes.IndexOf(one), nodes.IndexOf(other))}");

    private static Task<string> ConnectAsync(string container, NodeName node, string network, CancellationToken cancellationToken) =>
        Docker.RunAsync(cancellationToken, "network", "connect", "--alias", node.Value, network, container);

    private async Task MakeAsync(string network, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_made.Contains(network)) return;
            // One network for all needs more than 8 addresses; the engine finds it a place.
            if (!breakable) await Docker.RunAsync(cancellationToken, "network", "create", "--label", Label, network);
            else await MakeSmallAsync(network, cancellationToken);
            _made = _made.Add(network);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>The engine's own places for networks are some 30, which pairs of nodes soon exceed.</summary>
    private static async Task MakeSmallAsync(string network, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var place = Random.Shared.Next(Networks) * 8;
            var subnet = string.Create(CultureInfo.InvariantCulture, $"{FirstOctet}.{FirstSecondOctet + (place >> 16)}.{(place >> 8) & 255}.{place & 255}/29");
            try
            {
                await Docker.RunAsync(cancellationToken, "network", "create", "--label", Label, "--subnet", subnet, network);
                return;
            }
            catch (IOException taken) when (attempt < Attempts && taken.Message.Contains("overlaps", StringComparison.Ordinal))
            {
                // Somebody else's network is there; another place.
            }
        }
    }
}
