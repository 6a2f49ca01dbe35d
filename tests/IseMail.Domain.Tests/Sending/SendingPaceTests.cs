using CsCheck;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Sending;

public class SendingPaceTests
{
    private static readonly SendingBudget Budget = SendingBudget.ExchangeOnline;

    [Fact]
    public void No_window_of_a_minute_ever_holds_more_mails_than_the_tenant_allows_whatever_the_links_delays()
    {
        // Delays in milliseconds: until the tenant counts the mail, and from there until its reply is here.
        Gen.Select(Gen.Int[0, 4000], Gen.Int[0, 4000], Gen.Bool).Array[40, 200].Sample(mails =>
        {
            var counted = Drain([.. mails.Select(mail => (mail.Item1, mail.Item2, mail.Item3 ? Urgency.Alarm : Urgency.Portal))]);
            foreach (var (index, at) in counted.Index())
            {
                if (index >= Budget.Messages) (at - counted[index - Budget.Messages]).ShouldBeGreaterThanOrEqualTo(Budget.Per);
            }
        });
    }

    [Fact]
    public void A_backlog_of_300_mails_drains_at_99_percent_of_the_allowed_rate_or_more()
    {
        var counted = Drain([.. Enumerable.Repeat((40, 40, Urgency.Portal), 300)]);
        var perMinute = 300 / (counted[^1] - counted[0]).TotalMinutes;
        perMinute.ShouldBeGreaterThanOrEqualTo(0.99 * Budget.Messages);
    }

    [Fact]
    public void What_fits_into_the_budget_goes_at_once()
    {
        var counted = Drain([.. Enumerable.Repeat((40, 40, Urgency.Portal), Budget.Messages)]);
        (counted[^1] - counted[0]).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void An_alarm_behind_a_great_backlog_waits_for_one_place_not_for_the_rest_of_a_minute()
    {
        var pace = new SendingPace(Budget);
        var now = Mails.Start;
        for (var sent = 0; sent < 200; sent++)
        {
            var at = pace.Earliest(Urgency.Portal, 10_000, now);
            now = at;
            pace.Begin(now);
            pace.End(now, SubmissionEnding.Delivered);
        }
        (pace.Earliest(Urgency.Alarm, 10_000, now) - now).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Ten_thousand_recipients_in_a_day_are_the_end_of_that_day_also_for_the_next_sender()
    {
        var pace = new SendingPace(new SendingBudget(0, TimeSpan.FromMinutes(1), 10_000));
        var earlier = Enumerable.Range(0, 10_000).Select(number => new MailSettled(new MailId((UInt128)number), SubmissionEnding.Delivered, Mails.Start));
        pace.Recover(new SenderEvent.SenderTurn([.. earlier], []), new SenderMemory(TimeSpan.FromDays(1)));
        pace.Earliest(Urgency.Alarm, 1, Mails.Start + TimeSpan.FromHours(1)).ShouldBe(Mails.Start + TimeSpan.FromHours(24));
    }

    /// <summary>Sends all of a backlog over three connections in virtual time; answers when the tenant counted each, in order.</summary>
    private static List<DateTimeOffset> Drain((int ToTenant, int Back, Urgency Urgency)[] mails)
    {
        var pace = new SendingPace(Budget);
        var now = Mails.Start;
        var ends = new PriorityQueue<DateTimeOffset, DateTimeOffset>();
        var counted = new List<DateTimeOffset>();
        var next = 0;
        while (next < mails.Length || ends.Count > 0)
        {
            while (ends.TryPeek(out var end, out _) && end <= now) pace.End(ends.Dequeue(), SubmissionEnding.Delivered);
            var earliest = next < mails.Length && ends.Count < 3
                ? pace.Earliest(mails[next].Urgency, mails.Length - next, now)
                : DateTimeOffset.MaxValue;
            if (earliest <= now)
            {
                var (toTenant, back, _) = mails[next++];
                pace.Begin(now);
                counted.Add(now + TimeSpan.FromMilliseconds(toTenant));
                var ended = now + TimeSpan.FromMilliseconds(toTenant + back);
                ends.Enqueue(ended, ended);
                continue;
            }
            var wake = ends.TryPeek(out var first, out _) && first < earliest ? first : earliest;
            if (wake < DateTimeOffset.MaxValue) now = wake;
        }
        counted.Sort();
        return counted;
    }
}
