using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Links;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>How far apart the nodes of a live deployment are.</summary>
public enum IsolationKind
{
    /// <summary>Actor systems in one process.</summary>
    InProcess,

    /// <summary>Child processes of their own.</summary>
    Processes,

    /// <summary>Containers of their own, on networks of their own.</summary>
    Containers,
}

/// <summary>Makes nodes that are as far apart as somebody asked for.</summary>
public interface INodeIsolation : IAsyncDisposable
{
    /// <summary>How far apart they are.</summary>
    IsolationKind Kind { get; }

    /// <summary>Makes a node; it belongs to no cluster until it joins one.</summary>
    /// <exception cref="IOException">A port is taken, its storage cannot be used, or it cannot be started.</exception>
    Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken);
}

/// <summary>A node that runs, in whatever isolation.</summary>
public abstract class RunningNode : IAsyncDisposable
{
    /// <summary>The way to ask it.</summary>
    public abstract NodeControl Control { get; }

    /// <summary>Where other nodes reach it.</summary>
    public abstract NodeAddress Address { get; }

    /// <summary>The node as the topology has it.</summary>
    public IseNode Node => Control.Node;

    /// <summary>Its name.</summary>
    public NodeName Name => Control.Name;

    /// <summary>Ends when the node has ended, for whatever reason.</summary>
    public abstract Task WhenEnded { get; }

    /// <summary>Asks the node something that is worth asking only while it runs.</summary>
    /// <param name="ask">Asks it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CausesRefusedException">It ended meanwhile, and whoever asks is to ask another.</exception>
    public async Task<T> WhileItRunsAsync<T>(Func<NodeControl, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await UntilItEndsAsync(ask, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CausesRefusedException($"{Name} has ended");
        }
    }

    /// <summary>Asks the node how it stands. Whoever looks at all nodes does not wait for the answer of one that ends meanwhile.</summary>
    /// <param name="ask">Asks it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; <c>null</c>: there is none in time, or the node has ended.</returns>
    public async Task<T?> AskAsync<T>(Func<NodeControl, CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await UntilItEndsAsync(ask, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Joins the cluster that one of <paramref name="members"/> belongs to, or founds one if there are none, and waits until it is Up.</summary>
    /// <exception cref="IOException">It ended before it was up.</exception>
    public abstract Task JoinAsync(ImmutableArray<NodeAddress> members, CancellationToken cancellationToken);

    /// <summary>Ends it as a machine that loses its power: it tells nobody.</summary>
    public abstract Task KillAsync();

    /// <summary>Shuts it down in order: it hands over what the deployment has only once, and leaves.</summary>
    public abstract Task StopAsync();

    /// <summary>Stops it from doing anything, as a virtual machine that is suspended; what comes for it waits.</summary>
    public abstract Task PauseAsync();

    /// <summary>Lets a paused node go on.</summary>
    public abstract Task ResumeAsync();

    /// <summary>Breaks its links to others, and makes whole those that are not named; why not, or <c>null</c> when it is done.</summary>
    public virtual Task<string?> SetLinksAsync(ImmutableArray<LinkState> links, TimeSpan within, CancellationToken cancellationToken) => Control.SetLinksAsync(links, within, cancellationToken);

    /// <summary>Ends it at once, and frees what it held here.</summary>
    public abstract ValueTask DisposeAsync();

    private async Task<T> UntilItEndsAsync<T>(Func<NodeControl, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = ask(Control, ended.Token);
        if (await Task.WhenAny(asking, WhenEnded) != asking) await ended.CancelAsync();
        return await asking;
    }
}
