using CsCheck;
using IseMail.Domain.Faults;

namespace IseMail.Domain.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    // What an event can be of: the sender that faults ask for or another, and so on.
    private static readonly Gen<FaultContext> Contexts = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool).Select((client, mailbox, from, to) => new FaultContext(
        client ? "127.0.0.1" : "192.0.2.1",
        mailbox ? FaultSamples.Sender.Value.ToUpperInvariant() : "other@contoso.example",
        from ? FaultSamples.Sender.Value : null,
        to ? ["somebody@contoso.example", FaultSamples.Recipient.Value] : []));

    private static readonly Gen<(FaultPoint Point, FaultContext Context)[]> Events =
        Gen.Select(FaultSamples.OneOf<FaultPoint>([.. FaultPoints.Submission, FaultPoint.Token, FaultPoint.TokenConnection]), Contexts).Array[0, 60];

    [Fact]
    public void A_fault_strikes_exactly_those_of_its_events_that_its_conditions_name_and_counts_them() => Gen.Select(FaultSamples.Any, Events).Sample((fault, events) =>
    {
        fault = fault with { For = null, When = fault.When with { Rate = 1 } };
        var plan = FaultPlan.Empty(1).Add(fault, Begin);
        long met = 0, struck = 0;
        foreach (var (point, context) in events)
        {
            var decision = plan.Decide(point, context, Begin);
            plan = decision.Plan;
            var when = fault.When;
            // What the documentation says, counted the plain way.
            var mine = fault.IsAt(point) && (when.Client is null || context.Client == "127.0.0.1") && (when.Mailbox is null || context.Mailbox != "other@contoso.example")
                && (when.From is null || context.From is not null) && (when.To is null || context.To!.Count > 0);
            var happens = mine && met >= when.After && (met - when.After) % when.Every == when.Every - 1 && (when.Count is null || struck < when.Count);
            if (mine) met++;
            if (happens) struck++;
            decision.Struck.Contains(fault).ShouldBe(happens);
            plan.Find(fault.Name).ShouldBe(new FaultRecord(fault, Begin, met, struck));
        }
    });

    [Fact]
    public void The_same_seed_strikes_the_same_events_whatever_happens_to_other_faults_in_between() => Gen.Select(Gen.Int, Gen.Double[0, 1], Gen.Bool.Array[1, 100]).Sample((seed, rate, others) =>
    {
        var chancy = FaultSamples.Of("mail", "stall", FaultConditions.Always with { Rate = rate });
        var other = FaultSamples.Of("rcpt", "stall", FaultConditions.Always with { Rate = 0.5 }, name: "another");
        var alone = FaultPlan.Empty(seed).Add(chancy, Begin);
        var among = FaultPlan.Empty(seed).Add(other, Begin).Add(chancy, Begin);
        foreach (var between in others)
        {
            var first = alone.Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin);
            if (between) among = among.Decide(FaultPoint.Rcpt, new FaultContext("127.0.0.1"), Begin).Plan;
            var second = among.Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin);
            first.Struck.Length.ShouldBe(second.Struck.Length);
            (alone, among) = (first.Plan, second.Plan);
        }
    });

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 850, 1150)]
    [InlineData(0.5, 4750, 5250)]
    [InlineData(1, 10_000, 10_000)]
    public void A_rate_strikes_about_that_share_of_many_events_and_another_seed_strikes_others(double rate, int least, int most)
    {
        var fault = FaultSamples.Of("mail", "stall", FaultConditions.Always with { Rate = rate });
        var first = Strikes(1);
        var second = Strikes(2);
        first.Count(struck => struck).ShouldBeInRange(least, most);
        second.Count(struck => struck).ShouldBeInRange(least, most);
        first.SequenceEqual(second).ShouldBe(rate is 0 or 1);

        List<bool> Strikes(int seed)
        {
            var plan = FaultPlan.Empty(seed).Add(fault, Begin);
            var strikes = new List<bool>();
            for (var i = 0; i < 10_000; i++)
            {
                var decision = plan.Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin);
                plan = decision.Plan;
                strikes.Add(!decision.Struck.IsEmpty);
            }
            return strikes;
        }
    }

    [Fact]
    public void A_fault_ends_by_itself_when_its_time_is_over_and_not_before()
    {
        var plan = FaultPlan.Empty(1).Add(FaultSamples.Of("mail", "disconnect", life: TimeSpan.FromSeconds(30)), Begin);
        plan.Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin.AddSeconds(29.999)).Struck.Length.ShouldBe(1);
        var after = plan.Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin.AddSeconds(30));
        after.Struck.ShouldBeEmpty();
        after.Plan.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Of_several_faults_at_one_event_those_up_to_the_first_that_ends_it_happen_and_the_rest_do_not_hear_of_it()
    {
        var plan = FaultPlan.Empty(1);
        foreach (var (name, what) in new[] { ("first", "stall"), ("second", "oneWay"), ("third", "reset"), ("fourth", "disconnect") }) plan = plan.Add(FaultSamples.Of("any", what, name: name), Begin);
        var decision = plan.Decide(FaultPoint.Rcpt, new FaultContext("127.0.0.1"), Begin);
        decision.Struck.Select(fault => fault.Name).ShouldBe(["first", "second", "third"]);
        decision.Plan.Faults.Select(record => record.Met).ShouldBe([1, 1, 1, 0]);
    }

    [Fact]
    public void A_name_is_given_once_until_its_fault_is_removed_and_a_new_fault_counts_from_the_beginning()
    {
        var fault = FaultSamples.Of("mail", "stall");
        var plan = FaultPlan.Empty(1).Add(fault, Begin).Decide(FaultPoint.Mail, new FaultContext("127.0.0.1"), Begin).Plan;
        Should.Throw<ArgumentException>(() => plan.Add(FaultSamples.Of("rcpt", "reset"), Begin));
        plan.Remove(fault.Name).Add(fault, Begin.AddSeconds(1)).Find(fault.Name).ShouldBe(new FaultRecord(fault, Begin.AddSeconds(1), 0, 0));
    }
}
