using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using IseMail.Cluster.Telemetry;

namespace IseMail.Scenarios.Calibrating;

/// <summary>Hears, while it lives, how long the steps of mails' ways take in this process.</summary>
public sealed class StepSamples : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TimeSpan>> _samples = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public StepSamples()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name == MailMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) => _samples.GetOrAdd(instrument.Name, static _ => new()).Enqueue(TimeSpan.FromSeconds(seconds)));
        _listener.Start();
    }

    /// <summary>How long a step took each time.</summary>
    /// <param name="step">One of <see cref="StepTimes"/>.</param>
    public ImmutableArray<TimeSpan> Of(string step) => _samples.TryGetValue(step, out var samples) ? [.. samples] : [];

    /// <summary>Listens no more.</summary>
    public void Dispose() => _listener.Dispose();
}
