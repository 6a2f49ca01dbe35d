using System.Collections.Immutable;
using IseMail.Domain.Ledger;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Reports;

/// <summary>How a run ended.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Runtime"><c>live</c>.</param>
/// <param name="Ledger">Every mail's story.</param>
/// <param name="Caused">How many mails the workload caused; what it did not come to counts as one each.</param>
/// <param name="Times">How long things took.</param>
/// <param name="Directory">Where journals, logs and mailboxes lie.</param>
public sealed record RunResult(Scenario Scenario, string Runtime, DeliveryLedger Ledger, int Caused, RunTimes Times, string Directory)
{
    /// <summary>When every node was up: all times of the scenario count from then.</summary>
    public DateTimeOffset Begin { get; init; }

    /// <summary>What was done to the deployment.</summary>
    public ImmutableArray<ActionTaken> Actions { get; init; } = [];

    /// <summary>What was seen while it went on.</summary>
    public RunObservations Observations { get; init; } = RunObservations.None;

    /// <summary>Who took over whose duties, the first holders among them.</summary>
    public ImmutableArray<DutyTakeover> Takeovers { get; } = DutyTakeover.In(Ledger);

    /// <summary>The sum of the ledger.</summary>
    public DeliverySummary Summary { get; } = Ledger.Summary();

    /// <summary>
    /// Whether every mail that was caused, and each that a condition of the deployment caused beside them, arrived from the
    /// node whose duty it was, and none a second time beyond what the scenario allows.
    /// </summary>
    public bool Passed => Summary.Total.Accepted >= Caused && (Summary.EachArrivedOnce
        || (Scenario.Copies == AllowedCopies.InDoubt && Summary.EachArrived && Ledger.Mails.All(mail => mail.SurplusCopies <= mail.Doubts)));
}

/// <summary>How long things took, each from the beginning of the run.</summary>
/// <param name="AllUp">Until every node was Up.</param>
/// <param name="FirstMail">Until the first mail had arrived; <c>null</c>: none did, or nobody can tell.</param>
/// <param name="End">Until the verdict.</param>
public sealed record RunTimes(TimeSpan AllUp, TimeSpan? FirstMail, TimeSpan End);
