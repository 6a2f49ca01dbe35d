using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Containers;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// Nodes as containers on networks of their own: this program once more in each, told on its standard input what to be. Two
/// nodes reach each other on the network between them alone, and the tenant by the engine's own network. A container ends by
/// itself when that input ends, and is then removed.
/// </summary>
/// <param name="orders">What each is told.</param>
/// <param name="program">The program's assembly; containers are given the directory that it is in.</param>
public sealed class NodesAsContainers(ChildOrders orders, string program) : INodeIsolation
{
    /// <summary>The most nodes whose links can be cut: each pair has a network of its own.</summary>
    public const int MostWithBreakableLinks = 12;

    private const string Image = "mcr.microsoft.com/dotnet/aspnet:10.0";
    private const string ImageVariable = "ISEMAIL_NODE_IMAGE";
    private const string Uplink = "bridge";

    private readonly string _run = $"isemail-{Guid.NewGuid():N}"[..16];
    private readonly Lazy<ContainerMounts> _mounts = new(() => ContainerMounts.Of(orders.Topology, orders.Topology));
    private ContainerLinks? _links;
    private int _made;

    /// <inheritdoc/>
    public IsolationKind Kind => IsolationKind.Containers;

    private ContainerLinks Links => _links ??= new ContainerLinks(_run, [.. orders.Topology.Deployment.Nodes.Select(node => node.Name)], orders.Options.BreakableLinks);

    /// <summary>The address by which containers reach this machine.</summary>
    /// <exception cref="IOException">No Docker engine answers, or it is not on this machine.</exception>
    public static async Task<string> GatewayAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) throw new IOException("nodes in containers need a Docker engine on a Linux machine; 'isemail topology compose' makes containers anywhere");
        var gateway = await Docker.RunAsync(cancellationToken, "network", "inspect", Uplink, "--format", "{{(index .IPAM.Config 0).Gateway}}");
        return gateway.Length > 0 ? gateway : throw new IOException($"Docker's network '{Uplink}' has no gateway, so containers do not reach this machine");
    }

    /// <inheritdoc/>
    public async Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken)
    {
        var container = string.Create(CultureInfo.InvariantCulture, $"{_run}-{node.Name}-{Interlocked.Increment(ref _made)}");
        var listener = new ClusterListener("0.0.0.0", node.Name.Value, orders.Topology.Cluster.Port);
        await Docker.RunAsync(cancellationToken, [
            "create", "--rm", "--interactive", "--name", container, "--hostname", node.Name.Value, "--label", ContainerLinks.Label, "--network", Uplink,
            "--user", Posix.User, "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--env", "HOME=/tmp", .. Mounts(),
            Environment.GetEnvironmentVariable(ImageVariable) ?? Image, "dotnet", "exec", program, .. orders.Arguments(node)]);
        try
        {
            await Links.ConnectAllAsync(container, node.Name, cancellationToken);
            return new ContainerNode(node, Docker.Attach(container), listener, orders, container, Links);
        }
        catch
        {
            await Docker.RunAsync(CancellationToken.None, "rm", "--force", container);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_links is { } links) await links.DisposeAsync();
    }

    // Everything has the path it has here, so that the same words mean the same files.
    private IEnumerable<string> Mounts()
    {
        var directory = orders.Options.Directory.FullName;
        foreach (var read in _mounts.Value.Files.Select(file => Path.GetFullPath(file.Host)).Append(orders.TopologyFile).Append(Path.GetDirectoryName(program)!).Distinct())
        {
            if (Path.GetRelativePath(directory, read).StartsWith("..", StringComparison.Ordinal)) yield return Volume($"{read}:{read}:ro");
        }
        yield return Volume($"{directory}:{directory}");
        if (orders.Topology.Storage is StorageSettings.Sqlite { Directory: { } storage }) yield return Volume($"{Path.GetFullPath(storage)}:{Path.GetFullPath(storage)}");
        foreach (var variable in _mounts.Value.Variables) yield return $"--env={variable}";
        if ((orders.Topology.Storage as StorageSettings.PostgreSql)?.ConnectionString is Domain.Settings.SecretSource.Environment { Variable: var connection }) yield return $"--env={connection}";
    }

    private static string Volume(string mount) => $"--volume={mount}";
}

/// <summary>A node in a container.</summary>
/// <param name="node">The node as the topology has it.</param>
/// <param name="process">The engine's command, whose streams are the container's.</param>
/// <param name="listener">Where it listens for the cluster.</param>
/// <param name="orders">What it is told.</param>
/// <param name="container">The container's name.</param>
/// <param name="networks">The networks between nodes.</param>
internal sealed class ContainerNode(IseNode node, Process process, ClusterListener listener, ChildOrders orders, string container, ContainerLinks networks)
    : ChildNode(node, process, listener, orders)
{
    private ImmutableHashSet<NodeName> _cut = [];

    /// <summary>What is cut both ways is cut at the network; anything finer is left to Akka's transports.</summary>
    public override async Task<string?> SetLinksAsync(ImmutableArray<LinkState> links, TimeSpan within, CancellationToken cancellationToken)
    {
        var cut = links.Where(link => link is { Sends.BytesPerSecond: 0, Receives.BytesPerSecond: 0 }).Select(link => new NodeName(link.Peer.Host)).ToImmutableHashSet();
        try
        {
            foreach (var other in cut.Except(_cut)) await networks.CutAsync(container, Name, other, cancellationToken);
            foreach (var other in _cut.Except(cut)) await networks.HealAsync(container, Name, other, cancellationToken);
        }
        catch (IOException refused)
        {
            return refused.Message;
        }
        _cut = cut;
        return await base.SetLinksAsync([.. links.Where(link => !cut.Contains(new NodeName(link.Peer.Host)))], within, cancellationToken);
    }

    public override async Task KillAsync()
    {
        try
        {
            // SIGKILL to all that is in it.
            if (!Process.HasExited) await Docker.RunAsync(CancellationToken.None, "rm", "--force", container);
        }
        catch (IOException) when (Process.HasExited)
        {
            // It ended meanwhile, and the engine has removed it.
        }
        await WhenEnded;
    }

    public override Task PauseAsync() => Docker.RunAsync(CancellationToken.None, "pause", container);

    public override Task ResumeAsync() => Docker.RunAsync(CancellationToken.None, "unpause", container);
}
