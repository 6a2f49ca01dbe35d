using System.Collections.Immutable;
using IseMail.Domain.Ledger;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Reports;

/// <summary>How a run ended.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Runtime"><c>live</c>.</param>
/// <param name="Evidence">What happened.</param>
/// <param name="Actions">What was done to the deployment.</param>
/// <param name="Times">How long things took.</param>
/// <param name="Directory">Where journals, logs and mailboxes lie.</param>
public sealed record RunResult(Scenario Scenario, string Runtime, Evidence Evidence, ImmutableArray<ActionTaken> Actions, RunTimes Times, string Directory)
{
    /// <summary>When every node was up: all times of the scenario count from then.</summary>
    public DateTimeOffset Begin => Evidence.Begin;

    /// <summary>Every mail's story.</summary>
    public DeliveryLedger Ledger => Evidence.Ledger;

    /// <summary>What was seen while it went on.</summary>
    public RunObservations Observations { get; init; } = RunObservations.None;

    /// <summary>Who took over whose duties, the first holders among them.</summary>
    public ImmutableArray<DutyTakeover> Takeovers => Evidence.Takeovers;

    /// <summary>The sum of the ledger.</summary>
    public DeliverySummary Summary { get; } = Evidence.Ledger.Summary();

    /// <summary>The verdict.</summary>
    public Verdict Verdict { get; } = Verdict.Of(Scenario.Expected, Evidence);

    /// <summary>Whether everything that was expected came to pass.</summary>
    public bool Passed => Verdict.Holds;
}

/// <summary>How long things took, each from the beginning of the run.</summary>
/// <param name="AllUp">Until every node was Up.</param>
/// <param name="FirstMail">Until the first mail had arrived; <c>null</c>: none did, or nobody can tell.</param>
/// <param name="End">Until the verdict.</param>
public sealed record RunTimes(TimeSpan AllUp, TimeSpan? FirstMail, TimeSpan End);
