using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using Serilog;

namespace IseMail.Scenarios.Campaigns;

/// <summary>One run of a campaign that has ended.</summary>
/// <param name="Number">Which, counted from 0.</param>
/// <param name="Result">How it ended; <c>null</c>: it could not be carried out.</param>
/// <param name="Fault">Why not.</param>
/// <param name="Stall">The longest time for which the machine itself stood still meanwhile; zero: it did not.</param>
public sealed record CampaignRun(int Number, RunResult? Result, string? Fault, TimeSpan Stall = default)
{
    /// <summary>Whether the promise held.</summary>
    public bool Holds => Result?.Passed == true;

    /// <summary>
    /// From what was done to a node until the first mail of another that took over what it had held: one for each time that
    /// duties moved to another node.
    /// </summary>
    public IEnumerable<(Persona Persona, TimeSpan Took)> FirstMails =>
        from move in Result?.Takeovers ?? []
        let before = Result!.Takeovers.FirstOrDefault(other => other.Persona == move.Persona && other.Epoch == move.Epoch - 1)
        where before is not null && before.Node != move.Node && move.FirstMailAt is not null
        let done = Result!.Actions.Where(one => one.Begun <= move.At && DoneTo(one.Action, before.Node)).Select(one => (DateTimeOffset?)one.Begun).Max()
        where done is not null
        select (move.Persona, move.FirstMailAt!.Value - done.Value);

    private static bool DoneTo(ScenarioAction action, NodeName holder) => action switch
    {
        ScenarioAction.ToNodes { Deed: NodeDeed.Promote } => true,
        ScenarioAction.ToNodes { Deed: not NodeDeed.Start } deed => deed.Nodes.Contains(holder),
        ScenarioAction.Partition or ScenarioAction.Isolate or ScenarioAction.Degrade => true,
        _ => false,
    };
}

/// <summary>What came of a campaign.</summary>
/// <param name="Runs">Its runs, in their order.</param>
public sealed record CampaignCounts(ImmutableArray<CampaignRun> Runs)
{
    private IEnumerable<RunResult> Results => Runs.Select(run => run.Result).OfType<RunResult>();

    /// <summary>Runs in which the promise held.</summary>
    public int Held => Runs.Count(run => run.Holds);

    /// <summary>Mails taken on, over all runs.</summary>
    public int Accepted => Results.Sum(result => result.Summary.Total.Accepted);

    /// <summary>Mails delivered.</summary>
    public int Delivered => Results.Sum(result => result.Summary.Total.Delivered);

    /// <summary>Mails lost.</summary>
    public int Lost => Results.Sum(result => result.Summary.Total.Lost);

    /// <summary>Second copies.</summary>
    public int Copies => Results.Sum(result => result.Summary.Total.Duplicated);

    /// <summary>Second copies that no submission in doubt explains.</summary>
    public int Unexplained => Results.Sum(result => result.Ledger.Mails.Sum(mail => Math.Max(0, mail.SurplusCopies - mail.Doubts)));

    /// <summary>Signs of two owners of one duty.</summary>
    public int TwoOwners => Results.Sum(result => result.Ledger.TwoOwners.Terms.Length + result.Ledger.TwoOwners.Mails.Length);

    /// <summary>Duties that moved.</summary>
    public int Takeovers => Results.Sum(result => result.Takeovers.Count(move => move.At > result.Begin));
}

/// <summary>Runs scenario after scenario, some at the same time, and counts.</summary>
/// <param name="scenarios">What is run.</param>
/// <param name="from">The number of the first.</param>
/// <param name="runs">How many.</param>
/// <param name="parallel">How many at the same time.</param>
/// <param name="options">Makes the options of a run.</param>
/// <param name="log">Hears of the tenants' doings.</param>
public sealed class Campaign(CampaignScenarios scenarios, int from, int runs, int parallel, Func<int, LiveOptions> options, ILogger log)
{
    /// <summary>Runs all of it.</summary>
    /// <param name="progress">Told of each run that has ended.</param>
    /// <param name="cancellationToken">Gives up; what has ended counts.</param>
    public async Task<CampaignCounts> RunAsync(IProgress<CampaignRun> progress, CancellationToken cancellationToken)
    {
        var ended = ImmutableList<CampaignRun>.Empty;
        using var stalls = new StallWatch();
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(from, runs),
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                async (number, cancellation) =>
                {
                    var begun = Stopwatch.GetTimestamp();
                    var run = (await RunAsync(number, cancellation)) with { Stall = stalls.LongestSince(begun) };
                    ImmutableInterlocked.Update(ref ended, static (list, run) => list.Add(run), run);
                    progress.Report(run);
                });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !ended.IsEmpty)
        {
            // What has been counted up to here is told.
        }
        return new CampaignCounts([.. ended.OrderBy(run => run.Number)]);
    }

    private async Task<CampaignRun> RunAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            return new CampaignRun(number, await new ScenarioRun(scenarios.Of(number), options(number), log).RunAsync(cancellationToken), null);
        }
        catch (IOException fault)
        {
            return new CampaignRun(number, null, fault.Message);
        }
    }
}
