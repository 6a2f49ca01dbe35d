using System.Diagnostics;

namespace IseMail.Scenarios.Campaigns;

/// <summary>
/// Notices when the machine itself stands still, as a virtual machine does that its host suspends: times measured meanwhile say nothing of
/// the deployment. A thread of its own sleeps for a moment again and again; what a sleep lasts too long is the machine's.
/// </summary>
public sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<(long Until, TimeSpan Lasted)> _stalls = [];
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;

    /// <summary>Begins to watch.</summary>
    public StallWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "stall watch" };
        _thread.Start();
    }

    /// <summary>From when on a sleep that lasts too long is one: a busy machine is late by less.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that the machine has stood still since then; zero: it has not.</summary>
    /// <param name="timestamp">A <see cref="Stopwatch"/>'s.</param>
    public TimeSpan LongestSince(long timestamp)
    {
        lock (_gate) return _stalls.Where(stall => stall.Until >= timestamp).Select(stall => stall.Lasted).DefaultIfEmpty().Max();
    }

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Watch()
    {
        var before = Stopwatch.GetTimestamp();
        while (!_end.Wait(Moment))
        {
            var now = Stopwatch.GetTimestamp();
            var late = Stopwatch.GetElapsedTime(before, now) - Moment;
            before = now;
            if (late < Least) continue;
            lock (_gate) _stalls.Add((now, late));
        }
    }
}
