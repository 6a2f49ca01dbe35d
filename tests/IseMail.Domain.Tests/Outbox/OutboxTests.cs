using System.Collections.Immutable;
using CsCheck;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Outbox;

public class OutboxTests
{
    private static readonly RetryPolicy Retry = new(TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(1), 0.2, TimeSpan.FromMinutes(30));

    [Fact]
    public void Accepted_is_always_delivered_plus_parked_plus_in_doubt_plus_queued_whatever_happens()
    {
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 11], Gen.Int[0, 900]).Array[0, 120].Sample(steps =>
        {
            var recorded = new List<OutboxEvent>();
            var outbox = New(InDoubtPolicy.Hold);
            var now = Mails.Start;
            foreach (var (kind, number, seconds) in steps)
            {
                now += TimeSpan.FromSeconds(seconds);
                foreach (var happened in Step(outbox, kind, number, now))
                {
                    outbox.Apply(happened);
                    recorded.Add(happened);
                }
                foreach (var purpose in MailPurposes.All) Balanced(outbox.Census(purpose));
                var all = outbox.Census();
                Balanced(all);
                all.Queued.ShouldBe(outbox.Entries.Count(entry => entry.State == MailState.Queued));
            }

            // Deliveries recorded together are the same as one by one.
            var together = New(InDoubtPolicy.Hold);
            foreach (var happened in recorded)
                together.Apply(happened is OutboxEvent.MailDelivered delivered ? new OutboxEvent.MailsDelivered([delivered]) : happened);
            Same(together, outbox);

            // The journal alone, and a snapshot with what came after it, make the same outbox.
            var replayed = New(InDoubtPolicy.Hold);
            foreach (var happened in recorded) replayed.Apply(happened);
            Same(replayed, outbox);
            var half = recorded.Count / 2;
            var first = New(InDoubtPolicy.Hold);
            foreach (var happened in recorded.Take(half)) first.Apply(happened);
            var restored = New(InDoubtPolicy.Hold);
            restored.Restore(first.Snapshot());
            foreach (var happened in recorded.Skip(half)) restored.Apply(happened);
            Same(restored, outbox);
        });
    }

    [Fact]
    public void A_mail_s_story_tells_every_attempt_the_newest_sixteen_of_many()
    {
        var outbox = New(InDoubtPolicy.Hold);
        var mail = Mails.Many(MailPurpose.Alarm, 1)[0];
        outbox.Apply(outbox.Accept([mail], Mails.Start)!);
        for (var i = 1; i <= 20; i++) outbox.Apply(outbox.Settle(mail.Id, new SubmissionOutcome.Deferred($"451 {i}"), Mails.Start.AddSeconds(i), 0.5)!);
        outbox.Apply(outbox.Settle(mail.Id, new SubmissionOutcome.InDoubt("cut"), Mails.Start.AddSeconds(21), 0.5)!);
        outbox.Apply(outbox.Replay(mail.Id, Mails.Start.AddSeconds(22))!);
        outbox.Apply(outbox.Settle(mail.Id, new SubmissionOutcome.Delivered("250"), Mails.Start.AddSeconds(23), 0.5)!);

        var steps = outbox.Find(mail.Id)!.Steps;
        steps.Length.ShouldBe(MailStep.Kept);
        steps[0].Reason.ShouldBe("451 7");
        steps[0].DueAt.ShouldNotBeNull().ShouldBeGreaterThan(steps[0].At);
        steps[^2].ShouldBe(new MailStep(MailStepKind.Held, Mails.Start.AddSeconds(21), "cut"));
        steps[^1].ShouldBe(new MailStep(MailStepKind.Replayed, Mails.Start.AddSeconds(22), ""));
    }

    [Fact]
    public void An_alarm_is_taken_before_ten_thousand_mails_that_came_earlier()
    {
        var outbox = New(InDoubtPolicy.Resend);
        outbox.Apply(outbox.Accept(Mails.Many(MailPurpose.GuestNotice, 10_000), Mails.Start)!);
        outbox.Apply(outbox.Accept([Mails.Of(MailPurpose.Alarm, 1)], Mails.Start)!);

        outbox.Take(Mails.Start)!.Purpose.ShouldBe(MailPurpose.Alarm);
        outbox.Take(Mails.Start)!.ShouldBe(Mails.Of(MailPurpose.GuestNotice, 0));
    }

    [Fact]
    public void The_same_notice_asked_for_again_is_one_mail_even_after_its_delivery()
    {
        var outbox = New(InDoubtPolicy.Resend);
        var mail = Mails.Of(MailPurpose.GuestExpiry, 1);
        outbox.Apply(outbox.Accept([mail, mail], Mails.Start)!);
        outbox.Take(Mails.Start);
        outbox.Apply(outbox.Settle(mail.Id, new SubmissionOutcome.Delivered("250"), Mails.Start, 0)!);

        outbox.Accept([mail], Mails.Start + TimeSpan.FromMinutes(1)).ShouldBeNull();
        outbox.Census().Accepted.ShouldBe(1);
    }

    [Fact]
    public void A_mail_that_cannot_be_delivered_is_tried_at_growing_intervals_then_parked_and_a_person_can_replay_it()
    {
        var outbox = New(InDoubtPolicy.Resend);
        var mail = Mails.Of(MailPurpose.Alarm, 1);
        var now = Mails.Start;
        outbox.Apply(outbox.Accept([mail], now)!);
        var waits = new List<TimeSpan>();
        while (outbox.Find(mail.Id)!.State == MailState.Queued)
        {
            if (outbox.Take(now) is null)
            {
                var wake = outbox.NextWake()!.Value;
                waits.Add(wake - now);
                now = wake;
                foreach (var parked in outbox.GiveUp(now)) outbox.Apply(parked);
                continue;
            }
            outbox.Apply(outbox.Settle(mail.Id, new SubmissionOutcome.Deferred("421 4.3.2 Service not active"), now, 0.5)!);
        }

        waits.Take(5).Select(wait => wait.TotalSeconds).ShouldBe([5, 10, 20, 40, 60]);
        outbox.Find(mail.Id)!.State.ShouldBe(MailState.Parked);
        outbox.Find(mail.Id)!.LastReason!.ShouldContain("421 4.3.2 Service not active");
        outbox.Apply(outbox.Replay(mail.Id, now)!);
        outbox.Take(now)!.Id.ShouldBe(mail.Id);
    }

    private static ImmutableArray<OutboxEvent> Step(Domain.Outbox.Outbox outbox, int kind, int number, DateTimeOffset now)
    {
        var purpose = MailPurposes.All[number % MailPurposes.All.Length];
        var mail = Mails.Of(purpose, number);
        switch (kind)
        {
            case 0 or 1: return outbox.Accept([mail], now) is { } accepted ? [accepted] : [];
            case 2: return outbox.GiveUp(now);
            case 3: return outbox.Replay(mail.Id, now) is { } replayed ? [replayed] : [];
            default:
                if (outbox.Take(now) is not { } taken) return [];
                if (kind == 4)
                {
                    outbox.Return(taken.Id);
                    return [];
                }
                SubmissionOutcome outcome = (kind, number % 3) switch
                {
                    (5, _) => new SubmissionOutcome.Delivered("250"),
                    (6, 0) => new SubmissionOutcome.Rejected("554"),
                    (6, _) => new SubmissionOutcome.Deferred("451"),
                    _ => new SubmissionOutcome.InDoubt("lost"),
                };
                return outbox.Settle(taken.Id, outcome, now, 0.3) is { } settled ? [settled] : [];
        }
    }

    private static Domain.Outbox.Outbox New(InDoubtPolicy inDoubt) => new(Retry, inDoubt, TimeSpan.FromHours(1));

    private static void Balanced(MailCensus census) =>
        census.Accepted.ShouldBe(census.Delivered + census.Parked + census.InDoubt + census.Queued);

    private static void Same(Domain.Outbox.Outbox one, Domain.Outbox.Outbox other)
    {
        one.Census().ShouldBe(other.Census());
        one.Entries.OrderBy(entry => entry.Sequence).Select(WithoutSteps).ShouldBe(other.Entries.OrderBy(entry => entry.Sequence).Select(WithoutSteps));
        // A mail's steps are compared by what they say, not by the array that holds them.
        foreach (var entry in one.Entries) entry.Steps.ShouldBe(other.Find(entry.Id)!.Steps, ignoreOrder: false);

        static OutboxEntry WithoutSteps(OutboxEntry entry) => entry with { Steps = [] };
    }
}
