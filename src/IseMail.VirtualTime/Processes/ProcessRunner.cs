using System.Runtime.CompilerServices;
using IseMail.Domain.Processes;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>Runs a process of the deployment on a node in virtual time: what comes for it is heard in order, one at a time.</summary>
/// <typeparam name="TTimer">Names of its timers.</typeparam>
internal abstract class ProcessRunner<TTimer> : IProcessPort<TTimer>, IRunning
    where TTimer : struct, Enum
{
    private readonly ScheduledEvent?[] _timers = new ScheduledEvent?[Enum.GetValues<TTimer>().Length];
    private readonly Queue<Action> _waiting = new();
    private int _busy;

    protected ProcessRunner(VirtualWorld world, VirtualNode node, ProcessKind kind)
    {
        World = world;
        Node = node;
        Kind = kind;
        node.Add(this);
    }

    public VirtualWorld World { get; }

    public VirtualNode Node { get; }

    public ProcessKind Kind { get; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <inheritdoc/>
    public DateTimeOffset Now => World.Queue.Now + Node.ClockOffset;

    /// <summary>Something has come for it.</summary>
    public void Hear(Action what)
    {
        if (!IsAlive) return;
        if (Node.IsPaused) Node.Freeze(() => Hear(what));
        else if (_busy > 0) _waiting.Enqueue(what);
        else what();
    }

    /// <summary>Tells it from its own node.</summary>
    public void Tell(Action what) => World.Queue.After(TimeSpan.Zero, Label(VirtualEventKind.Local), () => Hear(what));

    /// <inheritdoc/>
    public void Set(TTimer timer, TimeSpan after)
    {
        var number = Unsafe.As<TTimer, int>(ref timer);
        _timers[number]?.Cancel();
        _timers[number] = World.Queue.After(after, Label(VirtualEventKind.Timer, number), () => Hear(() => Fire(timer)));
    }

    /// <inheritdoc/>
    public void Cancel(TTimer timer) => _timers[Unsafe.As<TTimer, int>(ref timer)]?.Cancel();

    /// <inheritdoc/>
    public void End()
    {
        if (!IsAlive) return;
        IsAlive = false;
        foreach (var timer in _timers) timer?.Cancel();
        _waiting.Clear();
        Node.Remove(this);
        Ended();
    }

    /// <summary>A timer of the process is due.</summary>
    protected abstract void Fire(TTimer timer);

    /// <summary>It has ended.</summary>
    protected virtual void Ended()
    {
    }

    /// <summary>Nothing is heard until <see cref="Go"/>.</summary>
    protected void Stay() => _busy++;

    /// <summary>What has waited is heard, as far as nothing else is stayed for.</summary>
    protected void Go()
    {
        _busy--;
        while (IsAlive && !Node.IsPaused && _busy == 0 && _waiting.TryDequeue(out var what)) what();
    }

    protected EventLabel Label(VirtualEventKind kind, int detail = 0, UInt128 subject = default) => new(kind, Node.Label, EventLabel.Nowhere, ((int)Kind << 8) | detail, subject);
}

/// <summary>What runs on a node.</summary>
internal enum ProcessKind
{
    /// <summary>Its outbox.</summary>
    Outbox,

    /// <summary>A sender.</summary>
    Sender,

    /// <summary>The holder of a persona's duties.</summary>
    Duties,

    /// <summary>The Administration persona.</summary>
    Pan,

    /// <summary>What polls PANs.</summary>
    HealthCheck,

    /// <summary>Its portals.</summary>
    Portals,

    /// <summary>What tells the active MnT of alarms.</summary>
    AlarmReports,

    /// <summary>What looks from an MnT at dates in the settings.</summary>
    ExpiryWatch,

    /// <summary>What watches whether names have addresses.</summary>
    NameWatch,
}
