using CsCheck;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Domain.Tests.Workloads;

public sealed class RecurringWorkloadTests
{
    private static readonly RecurringWorkload Workload = new(new WorkloadSettings(TimeSpan.FromSeconds(5), "visitors.example"));
    private static readonly long Slot = Workload.Slot(Mails.Start);

    [Fact]
    public void Whenever_holders_change_and_however_late_each_interval_is_made_good_once() =>
        Gen.Int[0, 120].Array[1, 40].Sample(gaps =>
        {
            long? last = null;
            var raised = new List<long>();
            var now = Mails.Start;
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromSeconds(gap);
                foreach (var slot in Workload.Due(last, now))
                {
                    raised.Add(slot);
                    last = slot;
                }
            }
            raised.ShouldBe(Enumerable.Range(0, raised.Count).Select(i => raised[0] + i));
            raised[^1].ShouldBe(Workload.Slot(now));
        });

    [Fact]
    public void After_a_long_absence_only_the_newest_intervals_are_made_good() =>
        Workload.Due(Workload.Slot(Mails.Start), Mails.Start.AddDays(1)).Count().ShouldBe(RecurringWorkload.MostMissed);

    [Fact]
    public void Two_nodes_make_the_same_expiry_notices_of_one_interval()
    {
        var one = Workload.OfPrimary(Slot, new Random(1)).Select(CauseIdentity.Of);
        var other = Workload.OfPrimary(Slot, new Random(2)).Select(CauseIdentity.Of);
        other.ShouldBe(one);
    }

    [Fact]
    public void Every_purpose_arises_in_each_interval_at_the_persona_whose_duty_it_is()
    {
        var node = new NodeName("ise-1");
        Workload.OfPrimary(Slot, new Random(1)).Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.GuestExpiry, MailPurpose.PasswordExpiry]);
        Workload.OfMonitoring(Slot, node).ShouldSatisfyAllConditions(signal => signal.Node.ShouldBe(node), signal => signal.At.ShouldBe(Workload.Begins(Slot)));
        Workload.OfPortals(Slot, node, new Random(1)).Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.SponsorNotice, MailPurpose.GuestNotice]);
    }

    [Fact]
    public void An_alarm_that_arises_by_itself_is_suppressed_like_any_other_and_told_to_a_sample_only_where_nobody_is_named()
    {
        var settings = AlarmSettings.Default with { Suppress = TimeSpan.FromHours(1) };
        var ann = new EmailAddress("ann@contoso.example");
        var register = new DutyRegister(Persona.Mnt);
        var signal = Workload.OfMonitoring(Slot, new NodeName("ise-1"));
        register.Alarms.Decide(signal, settings, [ann], Mails.Start).ShouldBeOfType<AlarmDecision.Mailed>().Causes.Select(cause => cause.Recipient).ShouldBe([ann]);
        var mailed = register.Alarms.Decide(signal, settings, [], Mails.Start).ShouldBeOfType<AlarmDecision.Mailed>();
        mailed.Causes.ShouldHaveSingleItem().Recipient.Domain.ShouldBe("visitors.example");

        register.Apply(new DutyEvent.AlarmMailed(mailed.Key, mailed.Occurrence, [.. mailed.Causes], Mails.Start, Slot));
        register.LastSlot.ShouldBe(Slot);
        // The same alarm of the catalogue comes round again.
        var round = Slot + AlarmCatalogue.All.Length;
        var repeat = Workload.OfMonitoring(round, new NodeName("ise-1"));
        repeat.Alarm.ShouldBe(signal.Alarm);
        register.Alarms.Decide(repeat, settings, [], Workload.Begins(round)).ShouldBeOfType<AlarmDecision.Suppressed>();
    }

    [Fact]
    public void Two_portals_tell_different_guests() =>
        Workload.OfPortals(Slot, new NodeName("psn-1"), new Random(1)).Select(CauseIdentity.Of)
            .ShouldNotBe(Workload.OfPortals(Slot, new NodeName("psn-2"), new Random(1)).Select(CauseIdentity.Of));
}
