using IseMail.Domain.Deployments;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Alarms;

/// <summary>
/// Watches on one node whether the names that its mail needs have addresses. When one has had none for too long, that is told, once for
/// as long as it lasts; the active MnT decides what becomes of it.
/// </summary>
/// <param name="node">Whose mail waits.</param>
/// <param name="patience">How long a name may have no address.</param>
/// <param name="port">Whoever runs it.</param>
public sealed class NameWatching(NodeName node, TimeSpan patience, INameWatchPort port)
{
    private UnresolvedName _unresolved = UnresolvedName.None;

    /// <summary>An attempt to open a connection looked names up.</summary>
    /// <param name="unknown">The name that has no address; <c>null</c>: all had.</param>
    public void LookedUp(string? unknown)
    {
        var before = _unresolved;
        _unresolved = before.After(unknown, port.Now);
        if (_unresolved == before) return;
        if (_unresolved.Name is null) port.Cancel(NameWatchTimer.Patience);
        else port.Set(NameWatchTimer.Patience, patience);
    }

    /// <summary>The patience may be over.</summary>
    public void Fire()
    {
        var now = port.Now;
        if (_unresolved.Due(node, patience, now) is { } signal) port.Notice(signal);
        // A timer may be early by the node's clock.
        else if (_unresolved.Name is not null) port.Set(NameWatchTimer.Patience, _unresolved.Since + patience - now);
    }
}

/// <summary>What the watch of names asks of whoever runs it.</summary>
public interface INameWatchPort : IProcessPort<NameWatchTimer>
{
    /// <summary>Something that raises an alarm was noticed.</summary>
    void Notice(AlarmSignal signal);
}

/// <summary>What the watch of names sets timers for.</summary>
public enum NameWatchTimer
{
    /// <summary>A name has had no address for too long.</summary>
    Patience,
}
