using System.Collections.Immutable;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Calibrating;

/// <summary>One of the times that virtual time is made of, as live runs had it.</summary>
/// <param name="Key">Its name in a timing file.</param>
/// <param name="Range">From the 5th to the 95th of a hundred measurements.</param>
/// <param name="Samples">How many measurements there were.</param>
public sealed record MeasuredTime(string Key, TimeRange Range, int Samples)
{
    private const double Low = 0.05;
    private const double High = 0.95;

    /// <summary>What measurements come to; <c>null</c>: there are none.</summary>
    /// <param name="key">The time's name.</param>
    /// <param name="samples">The measurements.</param>
    /// <param name="steps">How many of these times each of them holds.</param>
    public static MeasuredTime? Of(string key, IEnumerable<TimeSpan> samples, int steps = 1)
    {
        var sorted = samples.Select(sample => sample < TimeSpan.Zero ? TimeSpan.Zero : sample / steps).Order().ToImmutableArray();
        return sorted.IsEmpty ? null : new MeasuredTime(key, new TimeRange(At(Low), At(High)), sorted.Length);

        TimeSpan At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}

/// <summary>The times that a timing file has, and where they stand in a model. What the deployment is set to (heartbeats, the look of the resolver) is not measured.</summary>
public static class TimingKeys
{
    /// <summary>All, in the order of a file.</summary>
    public static ImmutableArray<(string Key, string What, Func<TimingModel, TimeRange> Read, Func<TimingModel, TimeRange, TimingModel> With)> All { get; } =
    [
        ("message", "a message from one node to another", model => model.Message, (model, range) => model with { Message = range }),
        ("journal", "a record made durable by a journal", model => model.Journal, (model, range) => model with { Journal = range }),
        ("recovery", "a process that begins has read its journal", model => model.Recovery, (model, range) => model with { Recovery = range }),
        ("singleton", "what there is only once begins on another node, once its node is given up", model => model.Singleton, (model, range) => model with { Singleton = range }),
        ("leave", "a node that is shut down in order has handed over and left", model => model.Leave, (model, range) => model with { Leave = range }),
        ("start", "a node that starts is Up", model => model.Start, (model, range) => model with { Start = range }),
        ("token", "a token fetched", model => model.Token, (model, range) => model with { Token = range }),
        ("opening", "a connection to the submission server opened", model => model.Opening, (model, range) => model with { Opening = range }),
        ("command", "a command to the submission server and its reply", model => model.Command, (model, range) => model with { Command = range }),
    ];

    /// <summary>A model with what was measured; the rest is as it was.</summary>
    public static TimingModel With(this TimingModel model, IEnumerable<MeasuredTime> measured) =>
        measured.Aggregate(model, (with, one) => All.First(key => key.Key == one.Key).With(with, one.Range));
}
