using System.Collections.Immutable;
using IseMail.Scenarios.Actions;
using Serilog;

namespace IseMail.Scenarios.Live;

/// <summary>An action that was carried out.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it was done: for a start, when the node was Up in the others' cluster.</param>
public sealed record ActionTaken(ScenarioAction Action, DateTimeOffset Begun, DateTimeOffset Ended);

/// <summary>Carries a scenario's actions out on a live deployment, one after another, each not before its time.</summary>
/// <param name="deployment">What they are done to.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Hears of each.</param>
public sealed class LiveActions(LiveDeployment deployment, TimeProvider clock, ILogger log)
{
    private ImmutableList<ActionTaken> _taken = [];

    /// <summary>What has been done up to now, in its order.</summary>
    public ImmutableArray<ActionTaken> Taken => [.. _taken];

    /// <summary>Carries all of them out.</summary>
    /// <param name="actions">In any order.</param>
    /// <param name="begin">When the scenario began.</param>
    /// <param name="cancellationToken">Gives up what has not begun, and the start of a node.</param>
    public async Task RunAsync(IEnumerable<ScheduledAction> actions, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        foreach (var (action, at) in actions.OrderBy(one => one.At))
        {
            var wait = begin + at - clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
            var begun = clock.GetUtcNow();
            log.Information("Action: {Action}", action.ToString());
            await ActAsync(action, cancellationToken);
            _taken = _taken.Add(new ActionTaken(action, begun, clock.GetUtcNow()));
        }
    }

    private async Task ActAsync(ScenarioAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case ScenarioAction.Kill:
                await deployment.KillNodeAsync(action.Node);
                break;
            case ScenarioAction.Stop:
                await deployment.StopNodeAsync(action.Node);
                break;
            case ScenarioAction.Start:
                await deployment.StartNodeAsync(action.Node, cancellationToken);
                break;
            case ScenarioAction.Restart:
                await deployment.StopNodeAsync(action.Node);
                await deployment.StartNodeAsync(action.Node, cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "no such action");
        }
    }
}
