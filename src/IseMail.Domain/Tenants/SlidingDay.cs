namespace IseMail.Domain.Tenants;

/// <summary>A sum over the last 24 hours. Times given to it must not go back.</summary>
internal sealed class SlidingDay
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Queue<(DateTimeOffset At, int Count)> _counted = new();
    private long _sum;

    /// <summary>The sum of what was counted less than 24 hours before <paramref name="now"/>.</summary>
    public long Sum(DateTimeOffset now)
    {
        while (_counted.TryPeek(out var oldest) && oldest.At + Day <= now) _sum -= _counted.Dequeue().Count;
        return _sum;
    }

    /// <summary>Adds to it.</summary>
    public void Add(DateTimeOffset at, int count)
    {
        _counted.Enqueue((at, count));
        _sum += count;
    }
}
