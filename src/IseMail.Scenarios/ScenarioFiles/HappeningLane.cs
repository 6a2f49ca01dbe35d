using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>
/// What happens one after another: the next not before the last was taken on. One for each cluster-wide duty, and one for each portal's
/// purposes, for guests do not all stand at one portal. While nobody holds one duty, what others hold goes on.
/// </summary>
/// <param name="Purpose">The purpose of its mail; where a visit may set off mail of several, one that stands for them.</param>
/// <param name="Portal">Which portal; -1: none.</param>
public readonly record struct HappeningLane(MailPurpose Purpose, int Portal);

/// <summary>What happens at one time in one lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="At">When, counted from the scenario's beginning.</param>
/// <param name="Happenings">What.</param>
/// <param name="Turn">By which a portal is chosen.</param>
public sealed record HappeningMoment(HappeningLane Lane, TimeSpan At, ImmutableArray<Happening> Happenings, int Turn)
{
    /// <summary>All of a scenario's, in the order of time; each is made when it is come to, so that a long scenario takes no more room than a short one.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="begin">When it begins.</param>
    public static IEnumerable<HappeningMoment> In(Scenario scenario, DateTimeOffset begin)
    {
        var portals = scenario.Topology.Deployment.With(Persona.Psn).Count();
        var together = new List<(TimeSpan At, Happening Happening, int Turn)>();
        var number = 0;
        foreach (var (at, happening) in scenario.Happenings(begin))
        {
            if (together.Count > 0 && together[0].At != at)
            {
                foreach (var moment in Apart(together)) yield return moment;
                together.Clear();
            }
            together.Add((at, happening, number++ % portals));
        }
        foreach (var moment in Apart(together)) yield return moment;
    }

    private static List<HappeningMoment> Apart(List<(TimeSpan At, Happening Happening, int Turn)> together) => together
        .GroupBy(one => PurposeOf(one.Happening) is var purpose && Duty.IsClusterWide(purpose) ? new HappeningLane(purpose, -1) : new HappeningLane(purpose, one.Turn))
        .Select(lane => new HappeningMoment(lane.Key, lane.First().At, [.. lane.Select(one => one.Happening)], lane.First().Turn))
        .ToList();

    // Somebody at a portal may set off mail of either of its purposes; until its outbox has said which, this one stands for it.
    private static MailPurpose PurposeOf(Happening happening) => happening switch
    {
        Happening.Caused caused => CauseIdentity.Purpose(caused.Cause),
        Happening.Noticed => MailPurpose.Alarm,
        _ => MailPurpose.GuestNotice,
    };
}
