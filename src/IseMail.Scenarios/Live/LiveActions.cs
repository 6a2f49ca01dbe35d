using System.Collections.Immutable;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Actions;
using Serilog;

namespace IseMail.Scenarios.Live;

/// <summary>Carries a scenario's actions out on a live deployment, each at its time and not before what it waits for.</summary>
/// <param name="deployment">What they are done to.</param>
/// <param name="seal">Its key, for a new client secret.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Hears of each.</param>
public sealed class LiveActions(LiveDeployment deployment, ITextSeal seal, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan SenderStopsWithin = TimeSpan.FromSeconds(30);

    private readonly Lazy<LiveSettings> _settings = new(() => new LiveSettings(deployment, seal));
    private ImmutableList<ActionTaken> _taken = [];
    private DatabaseOutage? _outage;
    private NodeName? _senderStoppedOn;

    /// <summary>What has been done up to now, in the order in which it began.</summary>
    public ImmutableArray<ActionTaken> Taken => [.. _taken.OrderBy(one => one.Begun)];

    /// <summary>Carries all of them out, each at its time. A start, which may wait for links to be healed, holds up only what is done to the same nodes.</summary>
    /// <param name="actions">In any order.</param>
    /// <param name="begin">When the scenario began.</param>
    /// <param name="cancellationToken">Gives up what has not begun, and the start of a node.</param>
    public async Task RunAsync(IEnumerable<ScheduledAction> actions, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        var busy = new Dictionary<NodeName, Task>();
        var apart = new List<Task>();
        foreach (var scheduled in actions.OrderBy(one => one.At))
        {
            var action = scheduled.Action;
            var wait = begin + scheduled.At - clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
            switch (action)
            {
                case ScenarioAction.ToNodes { Nodes: var nodes }:
                    var taking = TakeBehindAsync(Task.WhenAll(nodes.Concat(scheduled.Behind).Select(node => busy.GetValueOrDefault(node, Task.CompletedTask))), action, cancellationToken);
                    foreach (var node in nodes) busy[node] = taking;
                    break;
                case ScenarioAction.ToSender:
                    // A move stops a node and starts it again.
                    apart.Add(TakeAsync(action, cancellationToken));
                    break;
                default:
                    await TakeAsync(action, cancellationToken);
                    break;
            }
        }
        await Task.WhenAll([.. busy.Values, .. apart]);
    }

    private async Task TakeBehindAsync(Task before, ScenarioAction action, CancellationToken cancellationToken)
    {
        await before;
        await TakeAsync(action, cancellationToken);
    }

    /// <summary>Carries one out, now.</summary>
    /// <returns>What became of it; what cannot be done says why.</returns>
    public async Task<ActionTaken> TakeAsync(ScenarioAction action, CancellationToken cancellationToken)
    {
        var begun = clock.GetUtcNow();
        log.Information("Action: {Action}", action.ToString());
        string? why = null;
        try
        {
            await ActAsync(action, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or NotSupportedException)
        {
            why = fault.Message;
            log.Warning("Action {Action} could not be carried out: {Reason}", action.ToString(), why);
        }
        var taken = new ActionTaken(action, begun, clock.GetUtcNow(), why);
        ImmutableInterlocked.Update(ref _taken, static (list, one) => list.Add(one), taken);
        return taken;
    }

    /// <summary>Ends what would go on without it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_outage is { } outage) await outage.DisposeAsync();
        _outage = null;
    }

    private Task ActAsync(ScenarioAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case ScenarioAction.ToNodes deed:
                return Task.WhenAll(deed.Nodes.Select(node => DoAsync(deed.Deed, node, cancellationToken)));
            case ScenarioAction.Partition partition:
                return deployment.ChangeLinksAsync(links => links.Partition(partition.Groups), cancellationToken);
            case ScenarioAction.Isolate isolate:
                var others = deployment.Topology.Deployment.Nodes.Select(node => node.Name).Except(isolate.Nodes).ToImmutableArray();
                return deployment.ChangeLinksAsync(links => links.Partition([.. isolate.Nodes.Select(node => ImmutableArray.Create(node)), others]), cancellationToken);
            case ScenarioAction.Degrade degrade:
                return deployment.ChangeLinksAsync(links => links.Degrade(degrade.From, degrade.To, degrade.Quality), cancellationToken);
            case ScenarioAction.Heal:
                return deployment.ChangeLinksAsync(static links => links.Heal(), cancellationToken);
            case ScenarioAction.InTenant tenant:
                _settings.Value.Run(tenant.Call);
                return Task.CompletedTask;
            case ScenarioAction.RemoveFault remove:
                deployment.Tenant!.Faults.Remove(remove.Name);
                return Task.CompletedTask;
            case ScenarioAction.ToSettings settings:
                return settings.Deed switch
                {
                    SettingsDeed.RotateSecret => _settings.Value.RotateSecretAsync(cancellationToken),
                    SettingsDeed.RestoreBackup => _settings.Value.RestoreBackupAsync(cancellationToken),
                    _ => _settings.Value.SaveAgainAsync(cancellationToken),
                };
            case ScenarioAction.JumpClock jump:
                return _settings.Value.ChangeNetworkAsync([jump.Node], network => network with { ClockOffset = jump.Offset }, $"the clock of {jump.Node} jumped", cancellationToken);
            case ScenarioAction.ChangeNetwork network:
                return _settings.Value.ChangeNetworkAsync(network.Nodes, network.Of, network.ToString(), cancellationToken);
            case ScenarioAction.Database { Stops: true }:
                return StopDatabaseAsync(cancellationToken);
            case ScenarioAction.Database:
                return DisposeAsync().AsTask();
            case ScenarioAction.ToSender { Deed: SenderDeed.Stop }:
                return StopSenderAsync(cancellationToken);
            case ScenarioAction.ToSender:
                return MoveSenderAsync(cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "no such action");
        }
    }

    private async Task DoAsync(NodeDeed deed, NodeName node, CancellationToken cancellationToken)
    {
        switch (deed)
        {
            case NodeDeed.Kill:
                await deployment.KillNodeAsync(node);
                break;
            case NodeDeed.Stop:
                await deployment.StopNodeAsync(node);
                break;
            case NodeDeed.Start:
                await deployment.StartNodeAsync(node, cancellationToken);
                break;
            case NodeDeed.Restart:
                await deployment.StopNodeAsync(node);
                await deployment.StartNodeAsync(node, cancellationToken);
                break;
            case NodeDeed.Pause:
                await deployment.PauseNodeAsync(node);
                break;
            case NodeDeed.Resume:
                await deployment.ResumeNodeAsync(node, cancellationToken);
                break;
            case NodeDeed.Promote:
                if (await deployment.PromoteAsync(node, cancellationToken) is { } why) throw new IOException(why);
                break;
            case NodeDeed.LoseStorage:
                await deployment.Storage.ForgetAsync(node, cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(deed), deed, "no such deed");
        }
    }

    private async Task StopDatabaseAsync(CancellationToken cancellationToken) => _outage ??= await deployment.Storage.StopAsync(cancellationToken);

    private async Task StopSenderAsync(CancellationToken cancellationToken)
    {
        var at = await SenderAsync(cancellationToken);
        if (!await deployment.Running[at].Control.StopSendingAsync(SenderStopsWithin, cancellationToken)) throw new IOException("the shared sender has not stopped in time");
        _senderStoppedOn = at;
    }

    private async Task MoveSenderAsync(CancellationToken cancellationToken)
    {
        // One that was stopped answers no more; it is still its node's until another takes it up.
        var at = _senderStoppedOn is { } stopped && deployment.Running.ContainsKey(stopped) ? stopped : await SenderAsync(cancellationToken);
        _senderStoppedOn = null;
        await deployment.StopNodeAsync(at);
        await deployment.StartNodeAsync(at, cancellationToken);
    }

    private async Task<NodeName> SenderAsync(CancellationToken cancellationToken)
    {
        var view = await deployment.ViewAsync(cancellationToken);
        return view.Sender is { Node: { } at } && NodeName.TryParse(at, out var name) && deployment.Running.ContainsKey(name) ? name : throw new IOException("the shared sender does not answer");
    }
}
