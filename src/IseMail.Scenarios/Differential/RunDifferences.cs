using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Reports;

namespace IseMail.Scenarios.Differential;

/// <summary>Something that one scenario came to live and not in virtual time.</summary>
/// <param name="What">What is compared.</param>
/// <param name="Live">What it was live.</param>
/// <param name="Virtual">What it was in virtual time.</param>
/// <param name="Mails">The mails that make the difference, a line for each; empty: it is not about mails.</param>
public sealed record RunDifference(string What, string Live, string Virtual, ImmutableArray<string> Mails)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}: live {Live}, virtual {Virtual}{string.Concat(Mails.Select(mail => $"\n    {mail}"))}";
}

/// <summary>
/// Compares what one scenario came to in both runtimes: the verdict with each of its findings, the counts of each purpose, who owned and
/// sent it, who took duties over.
/// </summary>
public static class RunDifferences
{
    private const int MostMails = 20;

    /// <summary>All of them; empty: both came to the same.</summary>
    /// <param name="live">The live run.</param>
    /// <param name="virtually">The one in virtual time, with every mail kept.</param>
    public static ImmutableArray<RunDifference> Between(RunResult live, RunResult virtually)
    {
        var differences = ImmutableArray.CreateBuilder<RunDifference>();
        foreach (var (one, other) in live.Verdict.Findings.Zip(virtually.Verdict.Findings, (one, other) => (One: one, Other: other)).Where(pair => pair.One.Holds != pair.Other.Holds))
            differences.Add(new RunDifference($"verdict on {one.What}, expected {one.Expected}", one.Found, other.Found, []));
        foreach (var purpose in MailPurposes.All)
        {
            var (here, there) = (live.Summary.ByPurpose[purpose], virtually.Summary.ByPurpose[purpose]);
            var mails = MailPairs.Of(purpose, live, virtually);
            Compare("taken on", one => one.Accepted);
            Compare("delivered", one => one.Delivered);
            Compare("parked", one => one.Parked);
            Compare("queued", one => one.Queued);
            Compare("lost", one => one.Lost);
            Compare("sent by another than its owner", one => one.WrongOwner);
            var (owners, others) = (Owners(here, live), Owners(there, virtually));
            if (owners != others)
                differences.Add(new RunDifference($"{purpose.Title()}, owners", owners, others, [.. mails.Where(pair => pair.Sender(live: true) != pair.Sender(live: false)).Take(MostMails).Select(pair => pair.ToString())]));

            void Compare(string what, Func<PurposeSummary, int> count)
            {
                if (count(here) == count(there)) return;
                differences.Add(new RunDifference(
                    $"{purpose.Title()}, {what}", count(here).ToString(CultureInfo.InvariantCulture), count(there).ToString(CultureInfo.InvariantCulture), [.. mails.Where(pair => pair.Differs).Take(MostMails).Select(pair => pair.ToString())]));
            }

            // A PSN's mail is its own portal's: which portal people came to when theirs was gone is no rule of the deployment. Nor is which
            // node is the oldest where all of a persona are started at once.
            string Owners(PurposeSummary summary, RunResult result) => Duty.IsClusterWide(purpose) && !StartedAtOnce(result, Duty.Owner(purpose))
                ? string.Join(", ", summary.ByNode.Keys)
                : string.Join(", ", summary.ByNode.Keys.Select(node => result.Scenario.Topology.Deployment.Nodes.FirstOrDefault(one => one.Name.Value == node) is { } known ? string.Join("/", known.Personas.Order()) : node).Distinct().Order(StringComparer.Ordinal));
        }
        var (moved, movedVirtually) = (Takeovers(live), Takeovers(virtually));
        if (moved != movedVirtually) differences.Add(new RunDifference("duties were taken over", moved, movedVirtually, []));
        return differences.ToImmutable();
    }

    // A holder that begins anew on its own node has taken nothing over.
    private static string Takeovers(RunResult result)
    {
        var moves = result.Takeovers.Where(move => !StartedAtOnce(result, move.Persona)).GroupBy(move => move.Persona).OrderBy(moves => moves.Key).SelectMany(moves => moves.OrderBy(move => move.Epoch).Select(move => $"{move.Persona.Holder()} {move.Node}").Aggregate(
            ImmutableArray<string>.Empty, static (distinct, move) => distinct is [.., var last] && last == move ? distinct : distinct.Add(move)));
        return string.Join(", ", moves) is { Length: > 0 } told ? told : "by nobody";
    }

    private static bool StartedAtOnce(RunResult result, Persona persona) => result.Scenario.Actions.Any(one => one.Action is ScenarioAction.ToNodes { Deed: NodeDeed.Start } start
        && result.Scenario.Topology.Deployment.With(persona).Count() > 1 && result.Scenario.Topology.Deployment.With(persona).All(node => start.Nodes.Contains(node.Name)));
}
