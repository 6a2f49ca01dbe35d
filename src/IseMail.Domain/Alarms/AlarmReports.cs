using IseMail.Domain.Processes;

namespace IseMail.Domain.Alarms;

/// <summary>
/// Tells the active MnT of whatever is noticed on one node. Each signal is told again until
/// it is answered, so it outlasts a failover of the MnT, though not an end of this node.
/// </summary>
/// <param name="port">Whoever runs it.</param>
public sealed class AlarmReports(IAlarmReportPort port)
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly Queue<AlarmSignal> _waiting = new();
    private readonly HashSet<AlarmSignal> _answered = [];
    private bool _awaiting;

    /// <summary>Something was noticed.</summary>
    public void Noticed(AlarmSignal signal)
    {
        if (_waiting.Count == MostWaiting) port.Say($"the alarm '{_waiting.Dequeue().Alarm}' is given up: nobody takes alarms");
        _waiting.Enqueue(signal);
        port.Tell(signal);
        Await();
    }

    /// <summary>The active MnT has decided what becomes of a signal.</summary>
    public void Answered(AlarmSignal signal)
    {
        _answered.Add(signal);
        while (_waiting.TryPeek(out var oldest) && _answered.Remove(oldest)) _waiting.Dequeue();
    }

    /// <summary>It is time to tell again.</summary>
    public void Fire()
    {
        _awaiting = false;
        foreach (var signal in _waiting)
        {
            if (!_answered.Contains(signal)) port.Tell(signal);
        }
        Await();
    }

    private void Await()
    {
        if (_awaiting || _waiting.Count == 0) return;
        _awaiting = true;
        port.Set(AlarmReportTimer.Again, Again);
    }
}

/// <summary>What the reports of a node ask of whoever runs them.</summary>
public interface IAlarmReportPort : IProcessPort<AlarmReportTimer>
{
    /// <summary>Tells the active MnT; answered by <see cref="AlarmReports.Answered"/> or not at all.</summary>
    void Tell(AlarmSignal signal);

    /// <summary>Something a person who reads the log may want to know.</summary>
    void Say(string what);
}

/// <summary>What reports set timers for.</summary>
public enum AlarmReportTimer
{
    /// <summary>To tell again of what is unanswered.</summary>
    Again,
}
