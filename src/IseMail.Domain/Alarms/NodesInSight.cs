using System.Globalization;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Alarms;

/// <summary>
/// Which nodes an MnT sees, and which it has lost sight of. Both MnTs watch, as both are sent the logs (W-NOTES-MNT); they mean the same
/// occurrence, so only one mail comes of it, and the death of the active MnT itself is not missed.
/// </summary>
public sealed class NodesInSight
{
    private readonly Dictionary<NodeName, string> _down = [];
    private readonly Dictionary<long, int> _times = [];

    /// <summary>A node no longer answers.</summary>
    /// <param name="node">Which.</param>
    /// <param name="start">Which of its starts: the same number for whoever watches.</param>
    /// <param name="now">The present.</param>
    /// <returns>What is to be told; <c>null</c>: it was told already.</returns>
    public AlarmSignal? Lost(NodeName node, long start, DateTimeOffset now)
    {
        if (_down.ContainsKey(node)) return null;
        var time = _times[start] = _times.GetValueOrDefault(start) + 1;
        var incarnation = string.Create(CultureInfo.InvariantCulture, $"{start:x}-{time}");
        _down[node] = incarnation;
        return Conditions.Unreachable(node, incarnation, now);
    }

    /// <summary>A node answers.</summary>
    /// <returns>What is to be told; <c>null</c>: nothing, it has not been missed.</returns>
    public AlarmSignal? Seen(NodeName node, DateTimeOffset now) => _down.Remove(node, out var incarnation) ? Conditions.Back(node, incarnation, now) : null;
}
