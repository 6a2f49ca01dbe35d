using System.Collections.Immutable;
using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;

namespace IseMail.Domain.Tests.Failover;

/// <summary>When a PAN takes itself for the primary, and when it lets itself be promoted.</summary>
public sealed class PanViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeName First = new("pan-1");
    private static readonly NodeName Second = new("pan-2");
    private static readonly NodeName PollerOfFirst = new("psn-1");
    private static readonly NodeName PollerOfSecond = new("psn-2");

    private static readonly Deployment Large = new("large", DeploymentModel.Large,
    [
        Node(First, Persona.Pan, true), Node(Second, Persona.Pan, false), Node(new("mnt-1"), Persona.Mnt, true), Node(PollerOfFirst, Persona.Psn, false), Node(PollerOfSecond, Persona.Psn, false),
    ]);

    private static readonly FailoverSettings Automatic = FailoverSettings.Default with
    {
        PanHa = new PanHighAvailability(PollerOfFirst, PollerOfSecond, TimeSpan.FromSeconds(120), 5),
    };

    [Fact]
    public void In_a_new_deployment_the_topology_says_who_is_the_primary_afterwards_whoever_was_last()
    {
        new PanView(First, Large, Automatic).IsPrimary.ShouldBeTrue();
        new PanView(Second, Large, Automatic).IsPrimary.ShouldBeFalse();
        // There is no automatic fall-back: the first PAN starts again and is the secondary.
        var returned = new PanView(First, Large, Automatic);
        returned.Read(new DutyTerm(Persona.Pan, 7, Second, Now));
        returned.IsPrimary.ShouldBeFalse();
    }

    [Fact]
    public void A_health_check_node_that_is_the_configured_one_and_right_has_it_promoted() =>
        new PanView(Second, Large, Automatic).Decide(PollerOfFirst, First, acts: false, Now).ShouldBeOfType<PromotionDecision.Granted>();

    [Theory]
    [InlineData("a node that is not the primary's health-check node")]
    [InlineData("automatic failover is switched off")]
    public void A_health_check_that_nobody_configured_is_invalid(string what)
    {
        var view = new PanView(Second, Large, what.StartsWith("auto", StringComparison.Ordinal) ? FailoverSettings.Default : Automatic);
        var from = what.StartsWith("auto", StringComparison.Ordinal) ? PollerOfFirst : PollerOfSecond;
        view.Decide(from, First, acts: false, Now).ShouldBeOfType<PromotionDecision.Refused>().IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_primary_that_only_its_health_check_node_cannot_reach_stays_the_primary()
    {
        var view = new PanView(Second, Large, Automatic);
        view.Heard(First, 3, Now.AddSeconds(-119));
        view.Decide(PollerOfFirst, First, acts: false, Now).ShouldBeOfType<PromotionDecision.Refused>().IsInvalid.ShouldBeFalse();
        view.Decide(PollerOfFirst, First, acts: false, Now.AddSeconds(2)).ShouldBeOfType<PromotionDecision.Granted>();
    }

    [Fact]
    public void Whoever_is_asked_to_replace_a_PAN_that_is_no_longer_the_primary_refuses()
    {
        var settings = Automatic with { PanHa = new PanHighAvailability(PollerOfFirst, PollerOfFirst, TimeSpan.FromSeconds(30), 2) };
        var second = new PanView(Second, Large, settings);
        second.Read(new DutyTerm(Persona.Pan, 2, Second, Now));
        second.Decide(PollerOfFirst, First, acts: true, Now).ShouldBeOfType<PromotionDecision.AlreadyPrimary>();
        var first = new PanView(First, Large, settings);
        first.Read(new DutyTerm(Persona.Pan, 3, First, Now));
        first.Decide(PollerOfFirst, Second, acts: true, Now).ShouldBeOfType<PromotionDecision.AlreadyPrimary>();
    }

    [Fact]
    public void One_that_stood_down_for_another_which_died_before_it_took_over_is_promoted_again()
    {
        var view = new PanView(First, Large, Automatic);
        view.Read(new DutyTerm(Persona.Pan, 3, First, Now));
        view.Decide(PollerOfSecond, Second, acts: false, Now).ShouldBeOfType<PromotionDecision.Granted>();
    }

    [Fact]
    public void What_is_heard_late_never_brings_an_older_primary_back() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool).List[1, 40].Sample(news =>
        {
            var view = new PanView(Second, Large, Automatic);
            var (newest, primary) = (0L, (NodeName?)null);
            foreach (var (epoch, byFirst) in news)
            {
                // Of one term there is one holder.
                var holder = epoch % 2 == 0 ? First : Second;
                if (byFirst) view.Heard(holder, epoch, Now);
                else view.Read(new DutyTerm(Persona.Pan, epoch, holder, Now));
                if (epoch >= newest) (newest, primary) = (epoch, holder);
                view.Epoch.ShouldBe(newest);
                view.Primary.ShouldBe(primary);
            }
        });

    private static IseNode Node(NodeName name, Persona persona, bool primary) => new(name, [persona], primary ? [persona] : ImmutableSortedSet<Persona>.Empty);
}
