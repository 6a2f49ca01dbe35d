using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Duties;

public sealed class DutyRegisterTests
{
    private static readonly NodeName First = new("pan-1");
    private static readonly NodeName Second = new("pan-2");

    [Theory]
    [InlineData(MailPurpose.GuestExpiry, Persona.Pan, true)]
    [InlineData(MailPurpose.PasswordExpiry, Persona.Pan, true)]
    [InlineData(MailPurpose.Alarm, Persona.Mnt, true)]
    [InlineData(MailPurpose.SponsorNotice, Persona.Psn, false)]
    [InlineData(MailPurpose.GuestNotice, Persona.Psn, false)]
    public void Each_purpose_has_the_owner_that_Cisco_s_table_names(MailPurpose purpose, Persona owner, bool clusterWide)
    {
        Duty.Owner(purpose).ShouldBe(owner);
        Duty.IsClusterWide(purpose).ShouldBe(clusterWide);
    }

    [Fact]
    public void A_cause_heard_of_twice_is_taken_on_once()
    {
        var register = new DutyRegister(Persona.Pan);
        register.Apply(register.Take([Expiring(1), Expiring(2), Expiring(1)], Mails.Start)!);
        register.OpenCount.ShouldBe(2);
        register.Take([Expiring(2)], Mails.Start).ShouldBeNull();
    }

    [Fact]
    public void Another_persona_s_cause_is_refused() =>
        Should.Throw<ArgumentException>(() => new DutyRegister(Persona.Mnt).Take([Expiring(1)], Mails.Start)).Message.ShouldStartWith("guest expiry is not a duty of mnt");

    [Fact]
    public void A_new_holder_knows_what_its_predecessor_promised_and_who_held_when()
    {
        var journal = new List<DutyEvent>();
        var register = new DutyRegister(Persona.Pan);
        Do(register.Hold(First, Mails.Start));
        Do(register.Take([Expiring(1), Expiring(2), Expiring(3)], Mails.Start, 17)!);
        Do(register.Close([CauseIdentity.Of(Expiring(2))], Mails.Start)!);

        var next = new DutyRegister(Persona.Pan);
        foreach (var happened in journal) next.Apply(happened);
        next.Open.ShouldBe([Expiring(1), Expiring(3)]);
        next.LastSlot.ShouldBe(17);
        var held = next.Hold(Second, Mails.Start.AddMinutes(1));
        held.Term.ShouldBe(new DutyTerm(Persona.Pan, 2, Second, Mails.Start.AddMinutes(1)));

        void Do(DutyEvent happened)
        {
            journal.Add(happened);
            register.Apply(happened);
        }
    }

    [Fact]
    public void Whatever_happens_a_snapshot_tells_the_same_as_the_events() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool).Array[0, 60].Sample(steps =>
        {
            var register = new DutyRegister(Persona.Pan);
            foreach (var (number, take) in steps)
            {
                DutyEvent? happened = take
                    ? register.Take([Expiring(number)], Mails.Start, number)
                    : register.Close([CauseIdentity.Of(Expiring(number))], Mails.Start);
                if (happened is not null) register.Apply(happened);
            }
            var restored = new DutyRegister(Persona.Pan);
            restored.Restore(register.Snapshot());
            restored.Open.ShouldBe(register.Open);
            restored.LastSlot.ShouldBe(register.LastSlot);
            restored.OpenCount.ShouldBe(register.Open.Count());
        });

    private static Cause.GuestAccountExpiring Expiring(int number) => new Cause.GuestAccountExpiring(
        new GuestAccount($"guest-{number}", "A", "B", new EmailAddress($"g{number}@visitors.example"), "", Mails.Start, Mails.Start.AddDays(3)), TimeSpan.FromDays(3));
}
