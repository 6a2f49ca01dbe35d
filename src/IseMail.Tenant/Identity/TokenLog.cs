using System.Collections.Immutable;

namespace IseMail.Tenant.Identity;

/// <summary>The newest requests for tokens, in memory: what Entra ID's log of service principal sign-ins is to an administrator. Safe for several threads.</summary>
public sealed class TokenLog
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 500;

    private readonly Lock _gate = new();
    private readonly Queue<TokenLogEntry> _newest = new();
    private long _last;

    /// <summary>Those that are kept, the oldest first.</summary>
    public ImmutableArray<TokenLogEntry> Snapshot()
    {
        lock (_gate) return [.. _newest];
    }

    /// <summary>Adds one, with the next number.</summary>
    internal void Add(TokenLogEntry entry)
    {
        lock (_gate)
        {
            if (_newest.Count == Kept) _newest.Dequeue();
            _newest.Enqueue(entry with { Number = ++_last });
        }
    }
}
