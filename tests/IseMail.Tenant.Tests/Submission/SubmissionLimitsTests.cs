using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Tests.Submission;

/// <summary>Exchange Online's limits to a mailbox in their own figures, by a clock that the test moves.</summary>
public sealed class SubmissionLimitsTests
{
    private static readonly SubmissionLimits Limits = SubmissionLimits.ExchangeOnline;

    [Fact]
    public async Task Thirty_mails_a_minute_go_through_and_the_next_is_held_back_until_the_minute_slides_on()
    {
        var time = new ManualTime();
        var start = time.Now;
        await using var fixture = await SubmissionFixture.StartAsync(Limits, time: time);
        await using var client = await fixture.OpenAsync();
        for (var i = 0; i < 15; i++) (await client.MailAsync()).ShouldStartWith("250 ");
        time.Advance(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 15; i++) (await client.MailAsync()).ShouldStartWith("250 ");
        time.Advance(TimeSpan.FromSeconds(10));

        var held = time.TimerSetAsync(TimeSpan.FromSeconds(30), fixture.Patience.Token);
        var reply = client.MailAsync();
        await held;
        time.Advance(TimeSpan.FromSeconds(29));
        reply.IsCompleted.ShouldBeFalse();
        fixture.Store.Count.ShouldBe(30);
        time.Advance(TimeSpan.FromSeconds(1));
        (await reply).ShouldStartWith("250 2.0.0 OK");

        fixture.Store.Snapshot()[30].ReceivedAt.ShouldBe(start + TimeSpan.FromSeconds(60));
        fixture.Server.Counters(SubmissionFixture.Mailbox).ShouldBe(new MailboxCounters(31, 1, 0, 1));
        (await client.MailAsync()).ShouldStartWith("250 ", customMessage: "the minute that slid on has room for more of its oldest mails");
    }

    [Fact]
    public async Task A_mail_held_back_arrives_even_if_its_client_loses_patience()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(Limits with { Messages = 1 }, time: time);
        await using var client = await fixture.OpenAsync();
        (await client.MailAsync()).ShouldStartWith("250 ");
        var held = time.TimerSetAsync(TimeSpan.FromMinutes(1), fixture.Patience.Token);
        var reply = client.MailAsync();
        await held;
        client.Abort();
        await Should.ThrowAsync<Exception>(reply);
        time.Advance(TimeSpan.FromMinutes(1));
        await fixture.Store.WaitForAsync(arrived => arrived.Count == 2, fixture.Patience.Token);
    }

    [Fact]
    public async Task A_refusing_tenant_tells_the_thirty_first_mail_of_a_minute_at_once_and_takes_it_a_minute_later()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(Limits with { Excess = ExcessMessages.Refuse }, time: time);
        await using var client = await fixture.OpenAsync();
        for (var i = 0; i < 30; i++) (await client.MailAsync()).ShouldStartWith("250 ");
        (await client.MailAsync()).ShouldBe("451 4.7.0 Submission rate limit exceeded. Please try again later.");
        fixture.Store.Count.ShouldBe(30);
        time.Advance(TimeSpan.FromMinutes(1));
        (await client.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task A_fourth_connection_makes_every_connection_of_the_mailbox_hear_432_until_one_has_gone()
    {
        await using var fixture = await SubmissionFixture.StartAsync(Limits);
        await using var first = await fixture.OpenAsync();
        await using var second = await fixture.OpenAsync();
        await using var third = await fixture.OpenAsync();
        foreach (var client in new[] { first, second, third }) (await client.MailAsync()).ShouldStartWith("250 ");
        // Begun while there were three: it is told at its end.
        await first.AskAsync("MAIL FROM:<ise@example.com>");
        await first.AskAsync("RCPT TO:<guest@example.org>");

        await using var fourth = await fixture.OpenAsync();
        foreach (var client in new[] { second, third, fourth }) (await client.MailAsync()).ShouldBe("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded");
        (await first.AskAsync("DATA")).ShouldStartWith("354 ");
        (await first.AskAsync("From: ise@example.com\r\n\r\ntext\r\n.")).ShouldBe("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded");
        fixture.Store.Count.ShouldBe(3);
        fixture.Server.Counters(SubmissionFixture.Mailbox).GreatestConnections.ShouldBe(4);

        (await fourth.AskAsync("QUIT")).ShouldStartWith("221 ");
        (await fourth.ReplyAsync()).ShouldBe("");
        foreach (var client in new[] { first, second, third }) (await client.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task A_client_that_pipelines_may_try_again_as_often_as_it_likes_while_its_mailbox_has_too_many_connections()
    {
        await using var fixture = await SubmissionFixture.StartAsync(Limits with { Connections = 1 });
        await using var first = await fixture.OpenAsync();
        await using var second = await fixture.OpenAsync();
        for (var attempt = 0; attempt < 30; attempt++) (await second.MailAsync()).ShouldBe(SubmissionReplies.SenderThreads);
        (await first.AskAsync("QUIT")).ShouldStartWith("221 ");
        (await first.ReplyAsync()).ShouldBe("");
        (await second.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task The_10001st_recipient_of_24_hours_is_refused_and_welcome_when_the_day_has_slid_on()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(Limits, time: time);
        await using (var client = await fixture.OpenAsync())
        {
            for (var i = 0; i < 20; i++) (await client.MailAsync(recipients: 500)).ShouldStartWith("250 ");
            (await client.MailAsync()).ShouldBe("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException");
        }
        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        await using (var client = await fixture.OpenAsync()) (await client.MailAsync()).ShouldStartWith("554 5.2.0 ");
        time.Advance(TimeSpan.FromTicks(1));
        await using (var client = await fixture.OpenAsync()) (await client.MailAsync()).ShouldStartWith("250 ");
        fixture.Store.Snapshot().Sum(mail => mail.Recipients.Length).ShouldBe(10_001);
    }
}
