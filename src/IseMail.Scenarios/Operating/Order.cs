using IseMail.Domain.Faults;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Operating;

/// <summary>What an operator has done to a deployment that runs: the same that a scenario file says, one entry at a time.</summary>
public abstract record Order
{
    private Order() { }

    /// <summary>The list of the scenario file that it stands in.</summary>
    public abstract string List { get; }

    /// <summary>It as one entry of that list.</summary>
    /// <param name="at">When, counted from the beginning.</param>
    public abstract string Line(TimeSpan at);

    /// <summary>Something is done to nodes, links, tenant, settings, database or sender.</summary>
    /// <param name="Action">What.</param>
    public sealed record Act(ScenarioAction Action) : Order
    {
        /// <inheritdoc/>
        public override string List => ActionsSection.Key;

        /// <inheritdoc/>
        public override string Line(TimeSpan at) => ActionText.Write(new ScheduledAction(Action, at));

        /// <inheritdoc/>
        public override string ToString() => Action.ToString();
    }

    /// <summary>Something goes wrong in the tenant.</summary>
    /// <param name="Fault">What.</param>
    public sealed record Break(Fault Fault) : Order
    {
        /// <inheritdoc/>
        public override string List => FaultSection.Key;

        /// <inheritdoc/>
        public override string Line(TimeSpan at) => FaultSection.Write(new ScheduledFault(Fault, at));

        /// <inheritdoc/>
        public override string ToString() => $"fault {Fault.Name}: {FaultText.Line(Fault)}";
    }

    /// <summary>Something causes mail.</summary>
    /// <param name="Causes">What, how often, over which time.</param>
    public sealed record Load(ScheduledCauses Causes) : Order
    {
        /// <inheritdoc/>
        public override string List => WorkloadSection.Key;

        /// <inheritdoc/>
        public override string Line(TimeSpan at) => WorkloadText.Write(Causes with { At = at });

        /// <inheritdoc/>
        public override string ToString() => $"{Causes.Count} × {WorkloadText.Word(Causes.Cause)}{(Causes.Over > TimeSpan.Zero ? $" over {DurationText.Of(Causes.Over)}" : "")}";
    }
}

/// <summary>An order and what became of it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Order">What was ordered.</param>
/// <param name="At">When, counted from the beginning, in whole milliseconds.</param>
/// <param name="Ended">When it was carried out; <c>null</c>: it is under way.</param>
/// <param name="Why">Why it could not be carried out; <c>null</c>: it was, or is under way.</param>
public sealed record OrderTaken(int Number, Order Order, TimeSpan At, TimeSpan? Ended, string? Why)
{
    /// <summary>It as an entry of a scenario file.</summary>
    public string Line => Order.Line(At);
}
