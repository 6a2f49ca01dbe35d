using IseMail.Domain.Processes;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>Runs a process that has a journal. Where that cannot be read or written the process ends and is started anew after a while.</summary>
/// <typeparam name="TEvent">What it records.</typeparam>
/// <typeparam name="TSnapshot">What its events sum up to.</typeparam>
/// <typeparam name="TTimer">Names of its timers.</typeparam>
internal abstract class JournalledRunner<TEvent, TSnapshot, TTimer> : ProcessRunner<TTimer>, IProcessPort<TEvent, TTimer>
    where TEvent : class
    where TSnapshot : class
    where TTimer : struct, Enum
{
    private readonly VirtualJournal<TEvent, TSnapshot> _journal;
    private readonly SeededChance _chance;
    private DateTimeOffset _lastRecorded;

    protected JournalledRunner(VirtualWorld world, VirtualNode node, ProcessKind kind, VirtualJournal<TEvent, TSnapshot> journal, string name)
        : base(world, node, kind)
    {
        _journal = journal;
        _chance = world.Chance($"{node.Name}/{name}");
    }

    /// <summary>Whether no other process has begun on its journal since.</summary>
    protected bool OwnsJournal => _journal.IsOf(this);

    /// <inheritdoc/>
    public double Draw() => _chance.NextDouble();

    /// <inheritdoc/>
    public void Record(IReadOnlyList<TEvent> happened, Action<TEvent> recorded) => Write(happened, recorded, null);

    /// <inheritdoc/>
    public void RecordFirst(IReadOnlyList<TEvent> happened, Action<TEvent> recorded)
    {
        Stay();
        Write(happened, recorded, Go);
    }

    /// <inheritdoc/>
    public void Later(Action what) => Tell(what);

    /// <summary>Reads the journal, then begins.</summary>
    protected void Recover()
    {
        Stay();
        World.Queue.After(World.Timing.Recovery.Draw(_chance), Label(VirtualEventKind.Recovered), () => WhenAwake(() => WithDatabase(() =>
        {
            _journal.Read(this, Restore, Apply);
            Begin();
            Go();
        })));
    }

    /// <summary>Makes an empty process what a snapshot says.</summary>
    protected abstract void Restore(TSnapshot snapshot);

    /// <summary>Makes an event of its predecessors part of it.</summary>
    protected abstract void Apply(TEvent happened);

    /// <summary>It has read all.</summary>
    protected abstract void Begin();

    /// <summary>About how many events its snapshot stands for.</summary>
    protected abstract int Size { get; }

    /// <summary>What its events sum up to.</summary>
    protected abstract TSnapshot Snapshot();

    /// <summary>What its journal keeps of an event that it acknowledges; <c>null</c>: nothing. All of it, but for a <see cref="PlantedDefect"/>.</summary>
    protected virtual TEvent? Kept(TEvent happened) => happened;

    /// <summary>An event is durable. Told before the process is.</summary>
    protected virtual void Durable(TEvent happened)
    {
    }

    /// <summary>The process has made an event part of itself.</summary>
    protected virtual void Applied(TEvent happened)
    {
    }

    /// <summary>Its journal refuses it: it ends.</summary>
    protected abstract void Failed();

    private void Write(IReadOnlyList<TEvent> happened, Action<TEvent> recorded, Action? then)
    {
        // One writer, one after another.
        var at = World.Queue.Now + World.Timing.Journal.Draw(_chance);
        if (at < _lastRecorded) at = _lastRecorded;
        _lastRecorded = at;
        World.Queue.At(at, Label(VirtualEventKind.Recorded), () => WhenAwake(() => WithDatabase(() =>
        {
            if (!_journal.IsOf(this))
            {
                Fail();
                return;
            }
            foreach (var one in happened)
            {
                if (Kept(one) is { } kept) _journal.Append(kept, World.Queue.Now);
            }
            foreach (var one in happened)
            {
                Durable(one);
                recorded(one);
                if (!IsAlive) return;
                Applied(one);
            }
            _journal.Compact(Size, Snapshot);
            then?.Invoke();
        })));
    }

    // A database that takes nothing is waited for, for so long.
    private void WithDatabase(Action what)
    {
        if (!World.Storage.IsStopped)
        {
            what();
            return;
        }
        var patience = World.Queue.After(World.Timing.Lock, Label(VirtualEventKind.Recorded), () => WhenAwake(Fail));
        World.Storage.WhenItGoesOn(() =>
        {
            if (!patience.IsAwaited) return;
            patience.Cancel();
            WhenAwake(what);
        });
    }

    private void WhenAwake(Action what)
    {
        if (!IsAlive) return;
        if (Node.IsPaused) Node.Freeze(() => WhenAwake(what));
        else what();
    }

    private void Fail()
    {
        End();
        Failed();
    }
}
