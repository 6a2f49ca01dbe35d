using System.Collections.Immutable;

namespace IseMail.Scenarios.Reports.Records;

/// <summary>
/// Samples of a run of any length in bounded space: when there are too many, every second one goes, and from then on only every
/// second one is kept. Of those that make room for each other the one with more mail waiting stays, so that peaks are not lost.
/// </summary>
/// <param name="most">How many samples are kept at the most; an even number.</param>
public sealed class SampleSeries(int most)
{
    private readonly List<SampleRecord> _kept = [];
    private SampleRecord? _candidate;
    private SampleRecord? _last;
    private int _stride = 1;
    private int _seen;

    /// <summary>The samples, in the order of time.</summary>
    public ImmutableArray<SampleRecord> Samples => [.. _kept, .. new[] { _candidate, _last }.OfType<SampleRecord>()];

    /// <summary>Adds the next sample.</summary>
    public void Add(SampleRecord sample)
    {
        _candidate = _candidate is null ? sample : Higher(_candidate, sample);
        if (++_seen < _stride) return;
        _kept.Add(_candidate);
        _candidate = null;
        _seen = 0;
        if (_kept.Count < most) return;
        var half = _kept.Chunk(2).Select(pair => pair.Aggregate(Higher)).ToList();
        _kept.Clear();
        _kept.AddRange(half);
        _stride *= 2;
    }

    /// <summary>Adds the sample of the run's end, which makes room for none: how it ended is seen as it is.</summary>
    public void End(SampleRecord sample) => _last = sample;

    private static SampleRecord Higher(SampleRecord one, SampleRecord other) => other.Waiting > one.Waiting ? other : one;
}
