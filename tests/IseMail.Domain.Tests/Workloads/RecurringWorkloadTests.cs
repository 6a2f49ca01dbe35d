using CsCheck;
using IseMail.Domain.Deployments;
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
        var one = Workload.OfDeployment(Persona.Pan, Slot, new NodeName("pan-1"), new Random(1)).Select(CauseIdentity.Of);
        var other = Workload.OfDeployment(Persona.Pan, Slot, new NodeName("pan-2"), new Random(2)).Select(CauseIdentity.Of);
        other.ShouldBe(one);
    }

    [Fact]
    public void Every_purpose_arises_in_each_interval_at_the_persona_whose_duty_it_is()
    {
        var node = new NodeName("ise-1");
        Workload.OfDeployment(Persona.Pan, Slot, node, new Random(1)).Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.GuestExpiry, MailPurpose.PasswordExpiry]);
        Workload.OfDeployment(Persona.Mnt, Slot, node, new Random(1)).Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.Alarm]);
        Workload.OfPortals(Slot, node, new Random(1)).Select(CauseIdentity.Purpose).ShouldBe([MailPurpose.SponsorNotice, MailPurpose.GuestNotice]);
    }

    [Fact]
    public void Two_portals_tell_different_guests() =>
        Workload.OfPortals(Slot, new NodeName("psn-1"), new Random(1)).Select(CauseIdentity.Of)
            .ShouldNotBe(Workload.OfPortals(Slot, new NodeName("psn-2"), new Random(1)).Select(CauseIdentity.Of));
}
