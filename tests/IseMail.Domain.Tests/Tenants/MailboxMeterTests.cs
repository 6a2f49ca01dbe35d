using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Tests.Tenants;

public sealed class MailboxMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TenantUser Mailbox = new(new EmailAddress("ise-mail@contoso.example"), "ISE") { Quota = 1000 };

    [Fact]
    public void Sent_Items_fills_the_mailbox_until_it_is_emptied()
    {
        var meter = new MailboxMeter(stored: 700);
        Decision(Mailbox, 300).ShouldBe(SubmissionDecision.Accepted);
        Decision(Mailbox, 1).ShouldBe(SubmissionDecision.MailboxFull);
        Decision(Mailbox with { Quota = 2000 }, 1).ShouldBe(SubmissionDecision.Accepted);
        Decision(Mailbox with { SentItemsClearedAt = Start }, 1000).ShouldBe(SubmissionDecision.Accepted);
        Decision(Mailbox with { SentItemsClearedAt = Start }, 1).ShouldBe(SubmissionDecision.MailboxFull);

        SubmissionDecision Decision(TenantUser mailbox, long size) => meter.Submit(Start, new SubmittedMessage(1, size), mailbox, SubmissionLimits.None).Decision;
    }

    [Fact]
    public void A_limit_that_is_lowered_while_mail_flows_holds_from_the_next_mail_on()
    {
        var meter = new MailboxMeter();
        var limits = SubmissionLimits.ExchangeOnline with { Excess = ExcessMessages.Refuse };
        for (var i = 0; i < 20; i++) Decision(limits, 0).ShouldBe(SubmissionDecision.Accepted);
        Decision(limits with { Messages = 5 }, 0).ShouldBe(SubmissionDecision.TooManyMessages);
        Decision(limits with { Messages = 5 }, 60).ShouldBe(SubmissionDecision.Accepted);

        SubmissionDecision Decision(SubmissionLimits now, int seconds) => meter.Submit(Start.AddSeconds(seconds), new SubmittedMessage(1, 1), Mailbox, now).Decision;
    }

    [Fact]
    public void A_hundred_outsiders_a_day_hear_from_an_onmicrosoft_address_and_others_do_not_count()
    {
        var meter = new OrganizationMeter();
        var limits = SubmissionLimits.ExchangeOnline;
        meter.Refusal(Start, 100, onMicrosoft: true, limits).ShouldBeNull();
        meter.Count(Start, 100, onMicrosoft: true);
        meter.Refusal(Start.AddHours(23), 1, onMicrosoft: true, limits).ShouldBe(SubmissionDecision.TooManyFromOnMicrosoft);
        meter.Refusal(Start.AddHours(23), 1000, onMicrosoft: false, limits).ShouldBeNull();
        meter.Refusal(Start.AddHours(24), 100, onMicrosoft: true, limits).ShouldBeNull();
        meter.Refusal(Start, 1, onMicrosoft: false, limits with { ExternalRecipientsPerDay = 100 }).ShouldBe(SubmissionDecision.TooManyExternal);
        meter.Refusal(Start, 1, onMicrosoft: false, limits with { ExternalRecipientsPerDay = 100, Trial = true }).ShouldBe(SubmissionDecision.TooManyExternalOfTrial);
    }
}
