using IseMail.Domain.Processes;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>Processes that failed are started anew: each time later, until they have been calm for a while.</summary>
/// <param name="world">Where.</param>
/// <param name="chance">Random numbers.</param>
internal sealed class ProcessRestarts(VirtualWorld world, SeededChance chance)
{
    private readonly Dictionary<object, (int Count, DateTimeOffset At)> _failures = [];

    /// <summary>How long a process that has just failed stays away.</summary>
    /// <param name="what">Which process.</param>
    public TimeSpan Delay(object what)
    {
        var before = _failures.GetValueOrDefault(what);
        var failures = world.Queue.Now - before.At < RestartDelay.Calm ? before.Count + 1 : 1;
        _failures[what] = (failures, world.Queue.Now);
        return RestartDelay.After(failures, chance.NextDouble());
    }

    /// <summary>Starts a process that has just failed anew when its time has come, unless its node has ended meanwhile.</summary>
    /// <param name="what">Which process.</param>
    /// <param name="node">On which node.</param>
    /// <param name="start">Starts it.</param>
    public void Again(object what, VirtualNode node, Action start)
    {
        var begun = node.Starts;
        world.Queue.After(Delay(what), new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 8), () =>
        {
            if (node.Runs && node.Starts == begun) start();
        });
    }
}
