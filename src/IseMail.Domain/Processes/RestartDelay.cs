namespace IseMail.Domain.Processes;

/// <summary>How long a process that had to stop waits before it begins again from its journal: longer each time, until it has been calm for a while.</summary>
public static class RestartDelay
{
    /// <summary>After the first failure.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After many.</summary>
    public static TimeSpan Greatest { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it has to go on without a failure until it counts as never having failed.</summary>
    public static TimeSpan Calm { get; } = TimeSpan.FromSeconds(30);

    /// <summary>By which share the wait may be longer, so that several do not begin at once.</summary>
    public const double Spread = 0.2;

    /// <summary>The wait.</summary>
    /// <param name="failures">Which failure in a row, from 1.</param>
    /// <param name="draw">A random number in [0, 1).</param>
    public static TimeSpan After(int failures, double draw)
    {
        var doubled = Least * Math.Pow(2, Math.Min(failures - 1, 30));
        return (doubled < Greatest ? doubled : Greatest) * (1 + (Spread * draw));
    }
}
