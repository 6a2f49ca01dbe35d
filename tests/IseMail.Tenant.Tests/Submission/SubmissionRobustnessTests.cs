using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;

namespace IseMail.Tenant.Tests.Submission;

/// <summary>Clients that are slow, broken or too many, and the others beside them.</summary>
public sealed class SubmissionRobustnessTests
{
    [Fact]
    public async Task A_client_that_trickles_a_command_is_told_and_left_when_the_command_has_taken_too_long()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        await using var client = await fixture.ConnectAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            var waiting = time.TimerSetAsync(TimeSpan.FromMinutes(5 - minute), fixture.Patience.Token);
            await client.SayAsync("N");
            await waiting;
            time.Advance(TimeSpan.FromMinutes(1));
        }
        (await client.ReplyAsync()).ShouldBe("421 4.4.1 Connection timed out");
        (await client.ReplyAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_client_that_trickles_a_message_is_told_and_left_and_nothing_of_it_arrives()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        await using var client = await fixture.OpenAsync();
        await client.SayAsync("MAIL FROM:<ise@example.com>\r\nRCPT TO:<guest@example.org>\r\nDATA\r\n");
        await client.ReplyAsync();
        await client.ReplyAsync();
        (await client.ReplyAsync()).ShouldStartWith("354 ");
        // Silent for no more than 4 minutes at a time; at the end 2 of its 10 are left.
        foreach (var (patience, pause) in new[] { (5, 4), (5, 4), (2, 2) })
        {
            var waiting = time.TimerSetAsync(TimeSpan.FromMinutes(patience), fixture.Patience.Token);
            await client.SayAsync("line\r\n");
            await waiting;
            time.Advance(TimeSpan.FromMinutes(pause));
        }
        (await client.ReplyAsync()).ShouldBe("421 4.4.1 Connection timed out");
        (await client.ReplyAsync()).ShouldBe("");
        fixture.Store.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_never_begins_its_handshake_is_left_after_half_a_minute()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        await using var client = await fixture.ConnectAsync();
        var waiting = time.TimerSetAsync(TimeSpan.FromSeconds(30), fixture.Patience.Token);
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220 ");
        await waiting;
        time.Advance(TimeSpan.FromSeconds(30));
        (await client.ReplyAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_client_that_speaks_no_TLS_or_leaves_in_the_midst_of_its_message_disturbs_nobody()
    {
        await using var fixture = await SubmissionFixture.StartAsync(SubmissionLimits.None with { Connections = 1 });
        await using var plain = await fixture.ConnectAsync();
        (await plain.AskAsync("STARTTLS")).ShouldStartWith("220 ");
        await plain.SayAsync("EHLO this is not a handshake\r\n");
        await plain.EndAsync();

        await using (var gone = await fixture.OpenAsync())
        {
            await gone.SayAsync("MAIL FROM:<ise@example.com>\r\nRCPT TO:<guest@example.org>\r\nDATA\r\n");
            await gone.ReplyAsync();
            await gone.ReplyAsync();
            (await gone.ReplyAsync()).ShouldStartWith("354 ");
            await gone.SayAsync("From: ise@example.com\r\n\r\nhalf a mess");
            gone.Abort();
        }
        await using var next = await fixture.OpenAsync();
        string reply;
        do reply = await next.MailAsync();
        while (reply == SubmissionReplies.SenderThreads); // until the server has noticed that the other one is gone
        reply.ShouldStartWith("250 ");
        fixture.Store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_client_beyond_the_greatest_number_of_connections_is_told_and_the_next_after_one_has_left_is_served()
    {
        await using var fixture = await SubmissionFixture.StartAsync(bounds: new SubmissionBounds { Connections = 2 });
        await using var first = await fixture.OpenAsync();
        await using var second = await fixture.OpenAsync();
        await using (var third = await fixture.DialAsync())
        {
            (await third.ReplyAsync()).ShouldBe("421 4.3.2 Service not active");
            (await third.ReplyAsync()).ShouldBe("");
        }
        (await first.MailAsync()).ShouldStartWith("250 ");
        (await first.AskAsync("QUIT")).ShouldStartWith("221 ");
        string greeting;
        do
        {
            await using var next = await fixture.DialAsync();
            greeting = await next.ReplyAsync();
        }
        while (greeting.StartsWith("421 ", StringComparison.Ordinal)); // until the server has noticed that the other one is gone
        greeting.ShouldStartWith("220 ");
        (await second.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task A_client_that_reads_its_replies_late_gets_each_of_them_whole_and_in_order()
    {
        const int commands = 400_000; // more than the operating system keeps for a client that does not read
        await using var fixture = await SubmissionFixture.StartAsync();
        await using var client = await fixture.OpenAsync();
        var saying = client.SayAsync(string.Concat(Enumerable.Repeat("VRFY <a>\r\nNOOP\r\n", commands / 2)));
        await Task.WhenAny(saying, Task.Delay(TimeSpan.FromSeconds(1)));

        var replies = client.LinesAsync(commands);

        await saying;
        (await replies).Chunk(2).ShouldAllBe(pair => pair[0] == "252 2.1.5 Cannot VRFY user" && pair[1] == "250 2.0.0 OK");
        (await client.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task A_client_that_never_reads_its_replies_is_left_and_disturbs_nobody()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        await using var deaf = await fixture.ConnectAsync();
        var commands = string.Concat(Enumerable.Repeat("VRFY <a>\r\n", 10_000));
        var saying = Task.Run(async () =>
        {
            while (true) await deaf.SayAsync(commands);
        });
        while (!saying.IsCompleted)
        {
            // It always says something, so that nothing but its unread replies can end its connection.
            await Task.WhenAny(saying, Task.Delay(TimeSpan.FromMilliseconds(50), fixture.Patience.Token));
            fixture.Patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMinutes(5));
        }
        await Should.ThrowAsync<IOException>(() => saying);

        await using var next = await fixture.OpenAsync();
        (await next.MailAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Forty_clients_at_once_are_all_served()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            await using var client = await fixture.OpenAsync();
            for (var mail = 0; mail < 5; mail++) (await client.MailAsync()).ShouldStartWith("250 ");
            (await client.AskAsync("QUIT")).ShouldStartWith("221 ");
        })));
        fixture.Store.Count.ShouldBe(200);
    }
}
