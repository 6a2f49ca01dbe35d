using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Nodes;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;
using Serilog;

namespace IseMail.Scenarios.Operating;

/// <summary>
/// A live deployment in the hands of an operator, or of several at once: carries orders out, keeps what became of them, and writes them as
/// the scenario that does the same again.
/// </summary>
public sealed class OperatedDeployment : IAsyncDisposable
{
    private const int MostOrders = 10_000;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly LiveDeployment _deployment;
    private readonly LiveActions _actions;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _begin;
    private readonly ScenarioSamples _samples;
    private readonly CancellationTokenSource _ending = new();
    private ImmutableList<OrderTaken> _orders = [];
    private ImmutableList<IProgress<OrderTaken>> _listeners = [];
    private ImmutableList<Task> _underWay = [];

    private OperatedDeployment(LiveDeployment deployment, ITextSeal seal, TimeProvider clock, ILogger log)
    {
        _deployment = deployment;
        _actions = new LiveActions(deployment, seal, clock, log);
        _clock = clock;
        _begin = clock.GetUtcNow();
        // Causes have identities, and a deployment that is started again in its directory must not take new ones for known ones.
        _samples = new ScenarioSamples(string.Create(CultureInfo.InvariantCulture, $"by-hand-{_begin.ToUnixTimeMilliseconds()}"), deployment.Topology.Workload?.Recipients ?? "visitors.example", deployment.Topology, 1, _begin);
    }

    /// <summary>The orders, the oldest first.</summary>
    public IReadOnlyList<OrderTaken> Orders => _orders;

    /// <summary>Takes a deployment in hand, which is up.</summary>
    /// <param name="deployment">The deployment; not disposed of here.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Hears of what is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The deployment's key cannot be read.</exception>
    public static async Task<OperatedDeployment> TakeAsync(LiveDeployment deployment, TimeProvider clock, ILogger log, CancellationToken cancellationToken) =>
        new(deployment, await deployment.SealAsync(cancellationToken), clock, log);

    /// <summary>
    /// Begins to carry an order out; its end is told in <see cref="Orders"/>. Orders of several operators go on beside each other, as several people's do.
    /// </summary>
    /// <param name="text">The order as an entry of a scenario file, in YAML or JSON.</param>
    /// <returns>The order under way, or what is wrong with it.</returns>
    public (OrderTaken? Taken, ImmutableArray<FileProblem> Problems) Begin(string text)
    {
        OrderTaken taken;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
            var at = TimeSpan.FromMilliseconds(Math.Floor((_clock.GetUtcNow() - _begin).TotalMilliseconds));
            if (_orders.Count == MostOrders) return (null, [new FileProblem(OrderReader.Name, 1, 1, string.Create(CultureInfo.InvariantCulture, $"{MostOrders} orders have been given"), "to save the scenario, and to start the deployment anew")]);
            var reading = OrderReader.Read(text, _deployment.Topology, [.. OrdersSoFar.Of(_orders, _deployment.Running.ContainsKey)], at);
            if (reading.Value is not { } order) return (null, reading.Problems);
            taken = new OrderTaken(_orders.Count + 1, order, at, null, null);
            _orders = _orders.Add(taken);
            _underWay = _underWay.RemoveAll(one => one.IsCompleted).Add(Task.Run(() => CarryOutAsync(taken)));
        }
        Tell(taken);
        return (taken, []);
    }

    /// <summary>From here on somebody is told of each order when it begins and when it has ended.</summary>
    public void Listen(IProgress<OrderTaken> listener) => ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Add(one), listener);

    /// <summary>All that was carried out, as a scenario file.</summary>
    /// <param name="topology">Path of the topology file from where the scenario will lie.</param>
    public string Scenario(string topology) => OperatedScenario.Write($"{_deployment.Topology.Deployment.Name}-by-hand", topology, _orders);

    /// <summary>Ends what is under way. The deployment goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_underWay);
        await _actions.DisposeAsync();
        _ending.Dispose();
    }

    private async Task CarryOutAsync(OrderTaken taken)
    {
        string? why;
        try
        {
            why = taken.Order switch
            {
                Order.Act act => (await _actions.TakeAsync(act.Action, _ending.Token)).Why,
                Order.Break broken => _deployment.Tenant!.Faults.TryAdd(broken.Fault) ? null : $"there is a fault '{broken.Fault.Name}' already",
                Order.Load load => await CauseAsync(load.Causes),
                _ => throw new ArgumentOutOfRangeException(nameof(taken), taken, "no such order"),
            };
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            why = "the deployment was stopped meanwhile";
        }
        var ended = taken with { Ended = _clock.GetUtcNow() - _begin, Why = why };
        lock (_gate)
        {
            _orders = _orders.SetItem(taken.Number - 1, ended);
        }
        Tell(ended);
    }

    private void Tell(OrderTaken taken)
    {
        foreach (var listener in _listeners) listener.Report(taken);
    }

    private async Task<string?> CauseAsync(ScheduledCauses causes)
    {
        var begun = _clock.GetUtcNow();
        // Each at its time, whether or not those before it have been taken on: visitors do not wait for one another.
        var happening = Enumerable.Range(0, causes.Count).Select(async number =>
        {
            var wait = begun + causes.TimeOf(number) - _clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, _ending.Token);
            Happening next;
            lock (_samples) next = _samples.Next(causes.Cause, _clock.GetUtcNow() - _begin);
            return await HappenAsync(next, number);
        });
        var refused = (await Task.WhenAll(happening)).OfType<string>().ToList();
        return refused.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{refused.Count} of {causes.Count} were not taken on: {refused[0]}");
    }

    // Somebody who is not served tries again for a while, and then goes.
    private async Task<string?> HappenAsync(Happening what, int turn)
    {
        var given = _clock.GetUtcNow() + QuestionPatience.OfDuties;
        while (true)
        {
            try
            {
                await _deployment.HappenAsync(what, turn, _ending.Token);
                return null;
            }
            catch (CausesRefusedException refused)
            {
                if (_clock.GetUtcNow() >= given) return refused.Message;
                await Task.Delay(Pulse, _clock, _ending.Token);
            }
        }
    }
}
