using System.Collections.Immutable;
using System.Globalization;
using System.Net;
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

    private const int Attempts = 50;
    private static readonly TimeSpan RemoveAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _making = new(1);
    private ImmutableDictionary<string, Subnet?> _made = ImmutableDictionary<string, Subnet?>.Empty;

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
        await Task.WhenAll(_made.Keys.Select(RemoveAsync));
        _made = _made.Clear();
        _making.Dispose();
    }

    private string Between(NodeName one, NodeName other) => string.Create(
        CultureInfo.InvariantCulture, $"{run}-{Math.Min(nodes.IndexOf(one), nodes.IndexOf(other))}-{Math.Max(nodes.IndexOf(one), nodes.IndexOf(other))}");

    // The same address each time: a link that comes back is the same one to whatever is connected over it.
    private Task<string> ConnectAsync(string container, NodeName node, string network, CancellationToken cancellationToken) => Docker.RunAsync(
        cancellationToken,
        ["network", "connect", "--alias", node.Value, .. _made[network] is { } subnet ? ["--ip", subnet.Host(First(node, network) ? 2 : 3)] : Array.Empty<string>(), network, container]);

    private bool First(NodeName node, string network) => network.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{run}-{nodes.IndexOf(node)}-"), StringComparison.Ordinal);

    private async Task MakeAsync(string network, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_made.ContainsKey(network)) return;
            Subnet? subnet = null;
            // One network for all needs more than 8 addresses; the engine finds it a place.
            if (!breakable) await Docker.RunAsync(cancellationToken, "network", "create", "--label", Label, network);
            else subnet = await MakeSmallAsync(network, cancellationToken);
            _made = _made.Add(network, subnet);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>The engine says that a container has gone before it has taken it off its networks.</summary>
    private static async Task RemoveAsync(string network)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Docker.RunAsync(CancellationToken.None, "network", "rm", network);
                return;
            }
            catch (IOException busy) when (attempt < Attempts && busy.Message.Contains("active endpoints", StringComparison.Ordinal))
            {
                await Task.Delay(RemoveAgainAfter);
            }
        }
    }

    /// <summary>The engine's own places for networks are some 30, which pairs of nodes soon exceed.</summary>
    private static async Task<Subnet> MakeSmallAsync(string network, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var subnet = new Subnet(Random.Shared.Next(Subnet.Count));
            try
            {
                await Docker.RunAsync(cancellationToken, "network", "create", "--label", Label, "--subnet", $"{subnet.Host(0)}/29", network);
                return subnet;
            }
            catch (IOException taken) when (attempt < Attempts && taken.Message.Contains("overlaps", StringComparison.Ordinal))
            {
                // Somebody else's network is there; another place.
            }
        }
    }

    /// <summary>8 addresses of the shared address space, 100.64.0.0/10 (RFC 6598), which no network of somebody's own should have.</summary>
    /// <param name="Number">Which 8.</param>
    private readonly record struct Subnet(int Number)
    {
        public const int Count = 1 << 19;

        public string Host(int number) => new IPAddress([100, (byte)(64 + (Number >> 13)), (byte)(Number >> 5), (byte)((Number << 3) + number)]).ToString();
    }
}
