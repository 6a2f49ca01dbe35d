using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Workloads;

/// <summary>
/// Which causes arise by themselves while a deployment stays up. Time is cut into intervals; in each, one cause of each
/// purpose arises. An interval that was missed is made good by whoever holds the duty next, with the same identities.
/// </summary>
/// <param name="settings">How often, and who gets the mail.</param>
public sealed class RecurringWorkload(WorkloadSettings settings)
{
    /// <summary>The most missed intervals that are made good at once; older ones are past being told of.</summary>
    public const int MostMissed = 100;

    private readonly SampleCauses _samples = new(settings.Recipients);

    /// <summary>
    /// How many mails arise in an interval, where one person is told of alarms: one of each daily purpose, expiry of a guest and of a password and an alarm for
    /// all of <paramref name="deployment"/>, a sponsor's and a guest's notice at each PSN.
    /// </summary>
    public static int MailsOf(Deployment deployment) =>
        MailPurposes.Daily.Sum(purpose => Duty.IsClusterWide(purpose) ? 1 : deployment.With(Duty.Owner(purpose)).Count());

    /// <summary>The interval that <paramref name="at"/> lies in.</summary>
    public long Slot(DateTimeOffset at) => at.UtcTicks / settings.Every.Ticks;

    /// <summary>When interval <paramref name="slot"/> begins.</summary>
    public DateTimeOffset Begins(long slot) => new(slot * settings.Every.Ticks, TimeSpan.Zero);

    /// <summary>The intervals whose causes are to be raised at <paramref name="now"/>, the oldest first.</summary>
    /// <param name="last">The last one whose causes were raised; <c>null</c>: none, so only the present one is due.</param>
    /// <param name="now">The present.</param>
    public IEnumerable<long> Due(long? last, DateTimeOffset now)
    {
        var present = Slot(now);
        var first = last is { } slot ? Math.Max(slot + 1, present - MostMissed + 1) : present;
        for (var due = first; due <= present; due++) yield return due;
    }

    /// <summary>What arises in an interval among the duties of the primary PAN.</summary>
    public ImmutableArray<Cause> OfPrimary(long slot, Random random) =>
        [.. MailPurposes.Daily.Where(purpose => Duty.Owner(purpose) == Persona.Pan).Select(purpose => Make(purpose, Key(slot), slot, random))];

    /// <summary>The alarm that is noticed in an interval; what becomes of it is the alarm settings' to say.</summary>
    public AlarmSignal OfMonitoring(long slot, NodeName node) => _samples.Alarm(Key(slot), slot, node, Begins(slot));

    /// <summary>What arises in an interval at the portals of the PSN <paramref name="node"/>.</summary>
    public ImmutableArray<Cause> OfPortals(long slot, NodeName node, Random random) =>
        [.. MailPurposes.Daily.Where(purpose => !Duty.IsClusterWide(purpose)).Select(purpose => Make(purpose, $"{node}-{Key(slot)}", slot, random))];

    private Cause Make(MailPurpose purpose, string key, long slot, Random random) => _samples.Of(purpose, key, slot, Begins(slot), random);

    private static string Key(long slot) => slot.ToString(CultureInfo.InvariantCulture);
}
