using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>What a scenario file says: a deployment, what causes mail in it, and by when all of that must have arrived.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What it is to show, in a sentence.</param>
/// <param name="Topology">The deployment.</param>
/// <param name="TopologyReading">The deployment as it was read, with the places of its keys.</param>
/// <param name="Seed">Where random numbers begin.</param>
/// <param name="Within">How long after the deployment is up everything must have arrived.</param>
/// <param name="Recipients">Domain of everybody who gets mail.</param>
/// <param name="Workload">What causes mail.</param>
public sealed record Scenario(
    string Name,
    string Purpose,
    Topology Topology,
    Reading<Topology> TopologyReading,
    int Seed,
    TimeSpan Within,
    string Recipients,
    ImmutableArray<ScheduledCauses> Workload)
{
    /// <summary>What goes wrong in the tenant.</summary>
    public ImmutableArray<ScheduledFault> Faults { get; init; } = [];

    /// <summary>What is done to the deployment, in the order of the file.</summary>
    public ImmutableArray<ScheduledAction> Actions { get; init; } = [];

    /// <summary>What is expected to come of it.</summary>
    public Expectation Expected { get; init; } = Expectation.Standard;

    /// <summary>The deployment with the faults that are there before it starts.</summary>
    public Topology Begun => Topology.EmbeddedTenant is { } tenant
        ? Topology with { EmbeddedTenant = tenant with { Faults = [.. tenant.Faults, .. Faults.Where(fault => fault.At is null).Select(fault => fault.Fault)] } }
        : Topology;

    /// <summary>How many things happen in it.</summary>
    public int Count => Workload.Sum(scheduled => scheduled.Count);

    /// <summary>Everything that happens, with its time, in the order of time; each is made when it is come to.</summary>
    /// <param name="begin">When the scenario begins.</param>
    public IEnumerable<(TimeSpan At, Happening Happening)> Happenings(DateTimeOffset begin)
    {
        var samples = new ScenarioSamples(Name, Recipients, Topology, Seed, begin);
        // What stands first in the file comes first at the same time.
        var next = new PriorityQueue<(int Entry, int Number), (TimeSpan At, int Entry)>();
        foreach (var (entry, scheduled) in Workload.Index())
        {
            if (scheduled.Count > 0) next.Enqueue((entry, 0), (scheduled.TimeOf(0), entry));
        }
        while (next.TryDequeue(out var one, out var when))
        {
            var scheduled = Workload[one.Entry];
            yield return (when.At, samples.Next(scheduled.Cause, when.At));
            if (one.Number + 1 < scheduled.Count) next.Enqueue(one with { Number = one.Number + 1 }, (scheduled.TimeOf(one.Number + 1), one.Entry));
        }
    }
}

/// <summary>A number of causes of one kind, evenly over a time.</summary>
/// <param name="Cause">What happens.</param>
/// <param name="Count">How often.</param>
/// <param name="At">When the first arises.</param>
/// <param name="Over">The time over which they are spread; zero: all at once.</param>
public sealed record ScheduledCauses(ScenarioCause Cause, int Count, TimeSpan At, TimeSpan Over)
{
    /// <summary>When one of them arises.</summary>
    /// <param name="number">Which, from 0.</param>
    public TimeSpan TimeOf(int number) => At + TimeSpan.FromTicks((long)((Int128)Over.Ticks * number / Count));
}
