using IseMail.Domain.Deployments;

namespace IseMail.VirtualTime.Nodes;

/// <summary>A node in virtual time: whether it runs, what runs on it, how wrong its clock is.</summary>
/// <param name="number">Its place in the topology.</param>
/// <param name="node">Its name and personas.</param>
internal sealed class VirtualNode(int number, IseNode node)
{
    private readonly List<IRunning> _running = [];
    private readonly Queue<Action> _frozen = new();

    public int Number { get; } = number;

    /// <summary>Its number in the log.</summary>
    public ushort Label => (ushort)Number;

    public IseNode Node { get; } = node;

    public NodeName Name => Node.Name;

    public NodeState State { get; private set; } = NodeState.Down;

    /// <summary>How often it has been started.</summary>
    public long Starts { get; private set; }

    /// <summary>How far its clock is ahead of the right time.</summary>
    public TimeSpan ClockOffset { get; set; }

    public bool Runs => State != NodeState.Down;

    public bool IsPaused => State == NodeState.Paused;

    public void Start()
    {
        State = NodeState.Up;
        Starts++;
    }

    /// <summary>Ends it with everything that runs on it.</summary>
    public void End()
    {
        State = NodeState.Down;
        _frozen.Clear();
        foreach (var running in _running.ToList()) running.End();
        _running.Clear();
    }

    public void Pause() => State = NodeState.Paused;

    /// <summary>It goes on with what has come for it meanwhile.</summary>
    public void Resume()
    {
        State = NodeState.Up;
        while (State == NodeState.Up && _frozen.TryDequeue(out var what)) what();
    }

    /// <summary>Waits until it is resumed.</summary>
    public void Freeze(Action what) => _frozen.Enqueue(what);

    public void Add(IRunning running) => _running.Add(running);

    public void Remove(IRunning running) => _running.Remove(running);
}

/// <summary>Whether a node runs.</summary>
internal enum NodeState
{
    /// <summary>It does not.</summary>
    Down,

    /// <summary>It does.</summary>
    Up,

    /// <summary>It is suspended.</summary>
    Paused,
}

/// <summary>Something that runs on a node and ends with it.</summary>
internal interface IRunning
{
    /// <summary>It ends, in the middle of whatever it does.</summary>
    void End();
}
