namespace IseMail.Domain.Sending;

/// <summary>
/// How many connections may be open: as many as configured, and for a minute after the tenant refused one, as many as it
/// let stand. Somebody else may be using the mailbox.
/// </summary>
/// <param name="configured">How many are configured.</param>
internal sealed class ConnectionAllowance(int configured)
{
    private static readonly TimeSpan FewerFor = TimeSpan.FromMinutes(1);

    private int? _fewer;

    /// <summary>Until when there are fewer.</summary>
    public DateTimeOffset FewerUntil { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>How many may be open now.</summary>
    public int At(DateTimeOffset now)
    {
        if (FewerUntil <= now) _fewer = null;
        return _fewer ?? configured;
    }

    /// <summary>The tenant refused one while <paramref name="open"/> were open.</summary>
    public void Refused(int open, DateTimeOffset now)
    {
        _fewer = Math.Max(1, open);
        FewerUntil = now + FewerFor;
    }

    /// <summary>What was refused says nothing any more.</summary>
    public void Reset() => FewerUntil = DateTimeOffset.MinValue;
}
