using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace IseMail.Tenant.Transcripts;

/// <summary>The newest sessions of the submission server with what was said in them, in memory. Safe for several threads.</summary>
public sealed class SessionLog
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 200;

    private readonly Lock _gate = new();
    private readonly Queue<SessionTranscript> _newest = new();
    private readonly TimeProvider _time;
    private long _last;

    /// <summary>A log without sessions.</summary>
    /// <param name="time">The clock of what is said.</param>
    /// <param name="last">Number of the last connection of which anything is known; the next has the next number.</param>
    public SessionLog(TimeProvider time, long last = 0)
    {
        _time = time;
        _last = last;
    }

    /// <summary>Number of the newest session; 0: there was none.</summary>
    public long Last
    {
        get
        {
            lock (_gate) return _last;
        }
    }

    /// <summary>What those came to that are kept, the oldest first.</summary>
    public ImmutableArray<SessionSummary> Summaries()
    {
        lock (_gate) return [.. _newest.Select(session => session.Summary)];
    }

    /// <summary>What was said in session <paramref name="number"/> up to now, if it is kept.</summary>
    public bool TryRead(long number, [NotNullWhen(true)] out SessionSummary? summary, out ImmutableArray<TranscriptLine> lines)
    {
        SessionTranscript? found;
        lock (_gate) found = _newest.FirstOrDefault(session => session.Number == number);
        summary = found?.Summary;
        lines = found?.Read() ?? [];
        return found is not null;
    }

    /// <summary>A client has connected. The oldest session is forgotten for it, even if it goes on.</summary>
    internal SessionTranscript Begin()
    {
        lock (_gate)
        {
            if (_newest.Count == Kept) _newest.Dequeue().Forget();
            var session = new SessionTranscript(++_last, _time);
            _newest.Enqueue(session);
            return session;
        }
    }
}
