using System.Collections.Concurrent;
using System.Diagnostics;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Telemetry;

/// <summary>Listens to the traces of this process's nodes.</summary>
internal sealed class HeardSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public HeardSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == MailTraces.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All spans.</summary>
    public IEnumerable<Activity> All => _ended;

    /// <summary>The spans of a mail's trace, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Of(MailId mail) => [.. _ended.Where(span => span.TraceId.ToHexString() == mail.ToString()).OrderBy(span => span.StartTimeUtc)];

    public void Dispose() => _listener.Dispose();
}
