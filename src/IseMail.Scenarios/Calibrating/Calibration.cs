using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Campaigns;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;
using Serilog;

namespace IseMail.Scenarios.Calibrating;

/// <summary>
/// Measures on live runs how long those things take that virtual time draws: the steps of a mail's way where all nodes share this process,
/// which hears of each; what nodes do as processes of their own, for that is what is started and killed.
/// </summary>
/// <param name="topology">The deployment, with a tenant of its own.</param>
/// <param name="options">Where and how a run is made: its number, and how far apart its nodes are.</param>
/// <param name="log">Hears of the tenant's doings.</param>
public sealed class Calibration(Reading<Topology> topology, Func<int, IsolationKind, LiveOptions> options, ILogger log)
{
    private const int MailsOfPurpose = 30;
    private static readonly TimeSpan MailFor = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);

    private readonly Topology _topology = topology.Value ?? throw new ArgumentException("a topology with problems", nameof(topology));

    /// <summary>Makes the runs.</summary>
    /// <param name="runs">How many of each kind.</param>
    /// <param name="progress">Told what is done; <c>null</c>: nobody looks on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">A deployment cannot be started.</exception>
    public async Task<ImmutableArray<MeasuredTime>> RunAsync(int runs, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using var steps = new StepSamples();
        var results = new List<RunResult>();
        for (var number = 0; number < runs; number++)
        {
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"run {number + 1} of {runs}: mail, all nodes in this process"));
            await RunAsync(number, IsolationKind.InProcess, [], cancellationToken);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"run {number + 1} of {runs}: nodes as processes leave, start and are killed"));
            results.Add(await RunAsync(number, IsolationKind.Processes, Moves(), cancellationToken));
        }

        MeasuredTime?[] measured =
        [
            MeasuredTime.Of("message", steps.Of(StepTimes.Grant), steps: 2),
            MeasuredTime.Of("journal", steps.Of(StepTimes.JournalWrite)),
            MeasuredTime.Of("recovery", steps.Of(StepTimes.JournalRecovery)),
            MeasuredTime.Of("singleton", results.SelectMany(Takeovers)),
            MeasuredTime.Of("leave", results.SelectMany(result => Took(result, NodeDeed.Stop))),
            MeasuredTime.Of("start", results.SelectMany(result => Took(result, NodeDeed.Start))),
            MeasuredTime.Of("token", steps.Of(StepTimes.Token)),
            MeasuredTime.Of("opening", steps.Of(StepTimes.Opening)),
            // MAIL and the end of the data, as virtual time has it; what else is sent goes with them.
            MeasuredTime.Of("command", steps.Of(StepTimes.Submission), steps: 2),
        ];
        return [.. measured.OfType<MeasuredTime>()];
    }

    private async Task<RunResult> RunAsync(int number, IsolationKind isolation, ImmutableArray<ScheduledAction> actions, CancellationToken cancellationToken)
    {
        var scenario = new Scenario(
            string.Create(CultureInfo.InvariantCulture, $"calibration-{number}"), "", _topology, topology, number, Within, "visitors.example",
            [.. MailPurposes.Daily.Select(purpose => new ScheduledCauses(new ScenarioCause.Sample(purpose), MailsOfPurpose, TimeSpan.Zero, MailFor))])
        {
            Actions = actions,
            Expected = CampaignScenarios.Promise,
        };
        return await new ScenarioRun(scenario, options(number, isolation), log).RunAsync(cancellationToken);
    }

    // A PSN leaves and comes back; then the first MnT dies, and comes back when another has certainly taken over.
    private ImmutableArray<ScheduledAction> Moves()
    {
        var psn = _topology.Deployment.With(Persona.Psn).LastOrDefault()?.Name;
        var mnts = _topology.Deployment.With(Persona.Mnt).ToList();
        var moves = ImmutableArray.CreateBuilder<ScheduledAction>();
        if (psn is { } leaving)
        {
            moves.Add(new(new ScenarioAction.ToNodes(NodeDeed.Stop, [leaving]), TimeSpan.FromSeconds(1)));
            moves.Add(new(new ScenarioAction.ToNodes(NodeDeed.Start, [leaving]), TimeSpan.FromSeconds(2)));
        }
        if (mnts.Count > 1)
        {
            var killed = TimeSpan.FromSeconds(6);
            moves.Add(new(new ScenarioAction.ToNodes(NodeDeed.Kill, [mnts[0].Name]), killed));
            moves.Add(new(new ScenarioAction.ToNodes(NodeDeed.Start, [mnts[0].Name]), killed + (2 * _topology.SingletonTakeover)));
        }
        return moves.ToImmutable();
    }

    private static IEnumerable<TimeSpan> Took(RunResult result, NodeDeed deed) =>
        result.Actions.Where(one => one.Why is null && one.Action is ScenarioAction.ToNodes to && to.Deed == deed).Select(one => one.Ended - one.Begun);

    // What is left of a takeover beyond what is configured: virtual time draws heartbeat and resolver by itself.
    private IEnumerable<TimeSpan> Takeovers(RunResult result)
    {
        var standard = new TimingModel();
        var nodes = _topology.Deployment.Nodes.Length;
        var configured = _topology.Failover.SilenceOf(nodes) + _topology.Failover.StableAfterOf(nodes) + Middle(standard.Heartbeat) + Middle(standard.Resolver);
        foreach (var kill in result.Actions.Where(one => one.Action is ScenarioAction.ToNodes { Deed: NodeDeed.Kill }))
        {
            if (result.Takeovers.FirstOrDefault(move => move.Persona == Persona.Mnt && move.At > kill.Begun) is { } taken) yield return taken.At - kill.Begun - configured;
        }
    }

    private static TimeSpan Middle(TimeRange range) => (range.Least + range.Greatest) / 2;
}
