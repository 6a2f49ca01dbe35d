using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Domain.Tests.Failover;

public sealed class HealthCheckTests
{
    private static readonly NodeName Pan = new("pan-1");

    [Fact]
    public void A_dead_primary_is_given_up_after_interval_times_polls_and_at_most_one_interval_later() =>
        Gen.Select(Gen.Int[30, 300], Gen.Int[2, 60], Gen.Double[0, 1]).Sample((interval, failedAttempts, phase) =>
        {
            var check = new HealthCheck(Pan, failedAttempts);
            // It answers every poll until it dies somewhere between two polls, of which the first unanswered one follows.
            check.Poll();
            check.Answered(isPrimary: true);
            var died = interval * phase;
            var at = (double)interval;
            while (!check.Poll()) at += interval;
            (at - died).ShouldBeInRange((double)interval * failedAttempts, interval * (failedAttempts + 1.0));
        });

    [Fact]
    public void Whoever_answers_now_and_then_within_the_polls_is_never_given_up() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int[0, 58].List[1, 50]).Sample((failedAttempts, silences) =>
        {
            var check = new HealthCheck(Pan, failedAttempts);
            foreach (var silence in silences)
            {
                // So many polls unanswered, then one that is answered before the next is due.
                for (var poll = 0; poll < silence % failedAttempts; poll++) check.Poll().ShouldBeFalse();
                check.Poll().ShouldBeFalse();
                check.Answered(isPrimary: true);
            }
        });

    [Fact]
    public void A_PAN_that_was_promoted_and_died_between_two_polls_is_replaced_too()
    {
        var check = new HealthCheck(Pan, 2);
        check.Poll();
        check.Answered(isPrimary: false);
        // Nobody heard it say that it is the primary, so the other PAN is asked, which knows. As long as it is a secondary that is no news.
        Enumerable.Range(0, 4).Select(_ => check.Poll()).ShouldBe([false, false, true, true]);
        check.IsNews.ShouldBeFalse();
    }

    [Fact]
    public void It_asks_for_as_long_as_there_is_no_answer_for_whoever_agreed_may_die_before_it_acts()
    {
        var check = new HealthCheck(Pan, 2);
        check.Poll();
        check.Answered(isPrimary: true);
        Enumerable.Range(0, 6).Select(_ => check.Poll()).ShouldBe([false, false, true, true, true, true]);
        check.IsNews.ShouldBeTrue();
        check.Agreed();
        check.Poll().ShouldBeTrue();
        check.IsNews.ShouldBeFalse();
        // It came back, was promoted by hand, and died again.
        check.Answered(isPrimary: true);
        Enumerable.Range(0, 3).Select(_ => check.Poll()).ShouldBe([false, false, true]);
        check.IsNews.ShouldBeTrue();
    }
}
