using System.Collections.Concurrent;
using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Isolation;
using Serilog;

namespace IseMail.Scenarios.Live;

/// <summary>
/// The nodes of a live deployment: which run, how they come and go, and how good the links between them are. One that ends
/// by itself, because the others gave it up, is started again, as an operator's supervisor would.
/// </summary>
/// <param name="topology">The deployment.</param>
/// <param name="isolation">Makes nodes.</param>
/// <param name="log">Hears of nodes that end by themselves.</param>
public sealed class LiveNodes(Topology topology, INodeIsolation isolation, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly LiveLinks _links = new();
    private readonly SemaphoreSlim _telling = new(1);
    private readonly SemaphoreSlim _founding = new(1);
    private readonly ConcurrentDictionary<NodeName, Task> _watching = new();
    private readonly ConcurrentDictionary<NodeName, Restart> _restarts = new();
    private ImmutableSortedDictionary<NodeName, RunningNode> _running = ImmutableSortedDictionary.Create<NodeName, RunningNode>(Comparer<NodeName>.Create((one, other) => (Place(topology, one), one).CompareTo((Place(topology, other), other))));
    private ImmutableHashSet<RunningNode> _joining = [];
    private ImmutableHashSet<NodeName> _paused = [];
    private bool _linksWereChanged;
    private int _ended;

    /// <summary>The nodes that run, those that are paused among them.</summary>
    public IReadOnlyDictionary<NodeName, RunningNode> Running => _running;

    /// <summary>The nodes that are suspended.</summary>
    public IReadOnlyCollection<NodeName> Paused => _paused;

    /// <summary>The nodes that run and answer.</summary>
    public IEnumerable<RunningNode> Answering => _running.Values.Where(node => !_paused.Contains(node.Name));

    /// <summary>Starts every node of the deployment, the founders first.</summary>
    /// <param name="progress">Told of each that is Up.</param>
    /// <param name="ending">Gives the start up, and is cancelled when it fails.</param>
    public async Task StartAllAsync(IProgress<NodeName>? progress, CancellationTokenSource ending)
    {
        var order = topology.Deployment.InStartOrder().ToList();
        var founders = topology.Deployment.Founders(topology.Mail.Sender.Host);
        var made = new ConcurrentBag<RunningNode>();
        var making = Task.CompletedTask;
        try
        {
            foreach (var node in founders)
            {
                await JoinAndTellAsync(await isolation.CreateAsync(node, ending.Token));
                // The others are made while the founders wait for the cluster.
                if (node == founders[0]) making = MakeAsync(order.Except(founders));
            }
            await making;
        }
        catch
        {
            await ending.CancelAsync();
            await Task.WhenAny(making);
            await Task.WhenAll(made.Select(async node => await node.DisposeAsync()));
            throw;
        }
        // All at once: each wave of members that join costs the cluster a round of agreement.
        await Task.WhenAll(made.Select(JoinAndTellAsync));

        Task MakeAsync(IEnumerable<IseNode> nodes) => Parallel.ForEachAsync(
            nodes,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ending.Token },
            async (node, cancellation) => made.Add(await isolation.CreateAsync(node, cancellation)));

        async Task JoinAndTellAsync(RunningNode node)
        {
            await JoinAsync(node, true, ending.Token);
            progress?.Report(node.Name);
        }
    }

    /// <summary>Starts <paramref name="name"/>, which does not run, and waits until it is Up in the others' cluster.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public async Task StartAsync(NodeName name, CancellationToken cancellationToken)
    {
        // One that ended by itself is on its way already.
        if (_restarts.TryGetValue(name, out var restart))
        {
            await restart.Over.Task.WaitAsync(cancellationToken);
            if (_running.ContainsKey(name)) return;
        }
        await StartNewAsync(name, cancellationToken);
    }

    private async Task StartNewAsync(NodeName name, CancellationToken cancellationToken)
    {
        var node = topology.Deployment.Find(name) ?? throw new ArgumentException($"no node is named {name}", nameof(name));
        await JoinAsync(await isolation.CreateAsync(node, cancellationToken), false, cancellationToken);
    }

    /// <summary>Ends <paramref name="name"/> as a machine that loses its power.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task KillAsync(NodeName name)
    {
        if (await LeaveItEndedAsync(name)) return;
        await using var node = Without(name);
        await node.KillAsync();
    }

    /// <summary>Shuts <paramref name="name"/> down in order.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task StopAsync(NodeName name)
    {
        if (await LeaveItEndedAsync(name)) return;
        await using var node = Without(name);
        await node.StopAsync();
    }

    /// <summary>Suspends <paramref name="name"/>.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    /// <exception cref="NotSupportedException">Nodes in this isolation cannot be paused.</exception>
    public async Task PauseAsync(NodeName name)
    {
        await Find(name).PauseAsync();
        // Only now: one that cannot be paused goes on, and is asked as before.
        ImmutableInterlocked.Update(ref _paused, static (paused, name) => paused.Add(name), name);
    }

    /// <summary>Lets <paramref name="name"/> go on.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task ResumeAsync(NodeName name, CancellationToken cancellationToken)
    {
        var node = Find(name);
        await node.ResumeAsync();
        ImmutableInterlocked.Update(ref _paused, static (paused, name) => paused.Remove(name), name);
        // Also that they are whole again: while it was suspended nobody told it anything.
        if (_linksWereChanged) await TellAsync([node], cancellationToken);
    }

    /// <summary>Changes how good the links are, and tells the nodes that answer.</summary>
    /// <exception cref="IOException">It was not done.</exception>
    public async Task ChangeLinksAsync(Action<LiveLinks> change, CancellationToken cancellationToken)
    {
        change(_links);
        _linksWereChanged = true;
        await TellAsync([.. Answering], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Whoever stops a deployment in order disposes of it as well.
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        await _ending.CancelAsync();
        var nodes = _running.Values.ToList();
        _running = _running.Clear();
        await Task.WhenAll(nodes.Select(async node => await node.DisposeAsync()));
        await Task.WhenAll(_watching.Values);
        await isolation.DisposeAsync();
        _ending.Dispose();
        _telling.Dispose();
        _founding.Dispose();
    }

    private async Task JoinAsync(RunningNode node, bool together, CancellationToken cancellationToken)
    {
        // Two that find nobody running would each found a cluster of its own.
        var founds = !Answering.Any();
        if (founds) await _founding.WaitAsync(cancellationToken);
        try
        {
            await JoinOthersAsync(node, together, cancellationToken);
        }
        finally
        {
            if (founds) _founding.Release();
        }
    }

    private async Task JoinOthersAsync(RunningNode node, bool together, CancellationToken cancellationToken)
    {
        try
        {
            var others = Answering.ToList();
            // Both ends of a broken link know it before anything goes over it.
            ImmutableInterlocked.Update(ref _joining, static (joining, node) => joining.Add(node), node);
            if (!_links.AreWhole) await TellAsync(others, cancellationToken);
            var introducers = others.Where(other => _links.Connected(other.Name, node.Name)).ToList();
            if (introducers.Count == 0) introducers = others;
            // A whole deployment comes through one: where several take members in at the same time, the cluster has their gossip
            // to reconcile. A node alone may come through any, for one may die meanwhile.
            if (together) introducers = [.. introducers.Take(1)];
            await node.JoinAsync([.. introducers.Select(other => other.Address)], cancellationToken);
            ImmutableInterlocked.Update(ref _running, static (running, node) => running.SetItem(node.Name, node), node);
            if (!_links.AreWhole) await TellAsync([node], cancellationToken);
            _watching[node.Name] = WatchAsync(node);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _joining, static (joining, node) => joining.Remove(node), node);
        }
    }

    /// <summary>Starts a node again that has ended by itself.</summary>
    private async Task WatchAsync(RunningNode node)
    {
        await node.WhenEnded;
        if (_running.GetValueOrDefault(node.Name) != node) return;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var restart = _restarts[node.Name] = new Restart(ending, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Forget(node.Name);
        await node.DisposeAsync();
        log.Warning("{Node} was given up by the others and has ended itself; it is started again", node.Name.Value);
        try
        {
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(RestartAfter, ending.Token);
                    await StartNewAsync(node.Name, ending.Token);
                    return;
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (IOException fault)
                {
                    log.Warning("{Node} does not start: {Reason}", node.Name.Value, fault.Message);
                }
            }
        }
        finally
        {
            _restarts.TryRemove(KeyValuePair.Create(node.Name, restart));
            restart.Over.SetResult();
        }
    }

    // Whoever ended by itself and is killed, or stopped, before it is back does not come back.
    private async Task<bool> LeaveItEndedAsync(NodeName name)
    {
        if (!_restarts.TryGetValue(name, out var restart)) return false;
        try
        {
            await restart.Ending.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It is back this very moment.
            return false;
        }
        await restart.Over.Task;
        return !_running.ContainsKey(name);
    }

    // All of them, those who are about to join, too: what is told takes the place of what was told before.
    private async Task TellAsync(List<RunningNode> nodes, CancellationToken cancellationToken)
    {
        await _telling.WaitAsync(cancellationToken);
        try
        {
            List<RunningNode> all = [.. _running.Values.Union(_joining)];
            await Task.WhenAll(nodes.Select(node => _links.TellAsync(node, all, cancellationToken)));
        }
        finally
        {
            _telling.Release();
        }
    }

    // As the deployment lists them, so that who is asked next is the same in each run, and in virtual time.
    private static int Place(Topology topology, NodeName name) => topology.Deployment.Nodes.TakeWhile(node => node.Name != name).Count();

    private RunningNode Find(NodeName name) => _running.GetValueOrDefault(name) ?? throw new IOException($"{name} does not run");

    private RunningNode Without(NodeName name)
    {
        var node = Find(name);
        Forget(name);
        return node;
    }

    // One that comes back is not suspended, whatever its predecessor was.
    private void Forget(NodeName name)
    {
        ImmutableInterlocked.Update(ref _running, static (running, name) => running.Remove(name), name);
        ImmutableInterlocked.Update(ref _paused, static (paused, name) => paused.Remove(name), name);
    }

    /// <summary>A node that ended by itself is being started again.</summary>
    private sealed record Restart(CancellationTokenSource Ending, TaskCompletionSource Over);
}
