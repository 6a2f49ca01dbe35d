using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>What happens one after another: the next not before the last was taken on. While nobody holds one duty, what others hold goes on.</summary>
/// <param name="Purpose">The purpose of its mail; where a visit may set off mail of several, one that stands for them.</param>
/// <param name="Moments">What happens at a time, and the turn by which a portal is chosen, in the order of time.</param>
public sealed record HappeningLane(MailPurpose Purpose, ImmutableArray<HappeningMoment> Moments)
{
    /// <summary>The lanes of a scenario: one for each cluster-wide duty, and one for each portal's purposes, for guests do not all stand at one portal.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="begin">When it begins.</param>
    public static ImmutableArray<HappeningLane> Of(Scenario scenario, DateTimeOffset begin)
    {
        var portals = scenario.Topology.Deployment.With(Persona.Psn).Count();
        return
        [
            .. scenario.Happenings(begin).Select((one, i) => (one.At, one.Happening, Turn: i % portals))
                .GroupBy(one => (Purpose: PurposeOf(one.Happening), Portal: Duty.IsClusterWide(PurposeOf(one.Happening)) ? -1 : one.Turn))
                .Select(lane => new HappeningLane(
                    lane.Key.Purpose, [.. lane.GroupBy(one => one.At).Select(moment => new HappeningMoment(moment.Key, [.. moment.Select(one => one.Happening)], moment.First().Turn))])),
        ];
    }

    // Somebody at a portal may set off mail of either of its purposes; until its outbox has said which, this one stands for it.
    private static MailPurpose PurposeOf(Happening happening) => happening switch
    {
        Happening.Caused caused => CauseIdentity.Purpose(caused.Cause),
        Happening.Noticed => MailPurpose.Alarm,
        _ => MailPurpose.GuestNotice,
    };
}

/// <summary>What happens at one time.</summary>
/// <param name="At">When, counted from the scenario's beginning.</param>
/// <param name="Happenings">What.</param>
/// <param name="Turn">By which a portal is chosen.</param>
public sealed record HappeningMoment(TimeSpan At, ImmutableArray<Happening> Happenings, int Turn);
