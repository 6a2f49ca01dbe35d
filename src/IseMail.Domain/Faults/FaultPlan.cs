using System.Collections.Immutable;

namespace IseMail.Domain.Faults;

/// <summary>A fault that is there, and what it has done.</summary>
/// <param name="Fault">Which.</param>
/// <param name="AddedAt">Since when.</param>
/// <param name="Met">How many events at its point have had the client, mailbox and addresses it asks for.</param>
/// <param name="Struck">To how many of them it has happened.</param>
public sealed record FaultRecord(Fault Fault, DateTimeOffset AddedAt, long Met, long Struck)
{
    /// <summary>When it ends by itself; <c>null</c>: it does not.</summary>
    public DateTimeOffset? Ends => AddedAt + Fault.For;
}

/// <summary>What happens at one event.</summary>
/// <param name="Plan">The plan after it.</param>
/// <param name="Struck">The faults that happen, in this order; only the last may be final.</param>
public sealed record FaultDecision(FaultPlan Plan, ImmutableArray<Fault> Struck);

/// <summary>
/// The faults that are there, in the order in which they were added, and which of them happen to an event. Of several at
/// one event all happen up to the first that answers or ends it; those behind that one do not hear of the event.
/// </summary>
public sealed record FaultPlan
{
    private readonly int _seed;

    private FaultPlan(int seed, ImmutableArray<FaultRecord> faults)
    {
        _seed = seed;
        Faults = faults;
    }

    /// <summary>What is there.</summary>
    public ImmutableArray<FaultRecord> Faults { get; private init; }

    /// <summary>A plan without faults.</summary>
    /// <param name="seed">Where random numbers begin.</param>
    public static FaultPlan Empty(int seed) => new(seed, []);

    /// <summary>The fault of this name; <c>null</c>: there is none.</summary>
    public FaultRecord? Find(string name) => Faults.FirstOrDefault(record => record.Fault.Name == name);

    /// <summary>The plan with one more.</summary>
    /// <exception cref="ArgumentException">One of that name is there.</exception>
    public FaultPlan Add(Fault fault, DateTimeOffset now) => Find(fault.Name) is null
        ? this with { Faults = Faults.Add(new FaultRecord(fault, now, 0, 0)) }
        : throw new ArgumentException($"there is a fault '{fault.Name}' already", nameof(fault));

    /// <summary>The plan without the fault of this name.</summary>
    public FaultPlan Remove(string name) => this with { Faults = Faults.RemoveAll(record => record.Fault.Name == name) };

    /// <summary>The plan without those that have ended by themselves.</summary>
    public FaultPlan At(DateTimeOffset now) => Faults.Any(record => record.Ends <= now) ? this with { Faults = Faults.RemoveAll(record => record.Ends <= now) } : this;

    /// <summary>What happens to an event.</summary>
    /// <param name="point">Where it is.</param>
    /// <param name="context">What is known of it.</param>
    /// <param name="now">When it is.</param>
    public FaultDecision Decide(FaultPoint point, in FaultContext context, DateTimeOffset now)
    {
        var plan = At(now);
        var faults = plan.Faults;
        ImmutableArray<Fault> struck = [];
        for (var i = 0; i < faults.Length; i++)
        {
            var (fault, _, met, happened) = faults[i];
            if (!fault.IsAt(point) || !fault.When.Match(context)) continue;
            var happens = Happens(fault, met, happened);
            faults = faults.SetItem(i, faults[i] with { Met = met + 1, Struck = happens ? happened + 1 : happened });
            if (!happens) continue;
            struck = struck.Add(fault);
            if (fault.What.IsFinal) break;
        }
        return new FaultDecision(plan with { Faults = faults }, struck);
    }

    /// <summary>Whether a fault happens to its next event.</summary>
    private bool Happens(Fault fault, long met, long struck)
    {
        var when = fault.When;
        if (struck >= when.Count || met < when.After || (met - when.After + 1) % when.Every != 0) return false;
        return when.Rate >= 1 || FaultChance.Draw(_seed, fault.Name, met) < when.Rate;
    }
}
