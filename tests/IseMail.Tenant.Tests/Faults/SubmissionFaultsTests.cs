using System.Diagnostics;
using System.Net.Sockets;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Submission;

namespace IseMail.Tenant.Tests.Faults;

/// <summary>Each kind of fault at each point of a submission, on real sockets.</summary>
public sealed class SubmissionFaultsTests
{
    private const string Busy = "451 4.7.0 Temporary server error. Please try again later. PRX4";

    public static TheoryData<string> Replies => Words(new FaultEffect.Reply(Busy));

    public static TheoryData<string> Everywhere => Words(new FaultEffect.Disconnect());

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_reply_is_said_in_place_of_what_was_asked_and_after_it_the_next_mail_goes_through(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Reply(Busy), count: 1);
        await using (var walk = new SubmissionWalk(fixture))
        {
            await walk.ApproachAsync(point);
            (await walk.HearAsync(point)).ShouldBe(Busy);
            // A server that greets with a refusal serves nobody on that connection.
            if (point == FaultPoint.Greeting) (await walk.Dialogue.ReplyAsync()).ShouldBe("");
            else (await walk.Dialogue.AskAsync("RSET")).ShouldBe("250 2.0.0 Resetting");
        }
        fixture.Store.Count.ShouldBe(0);
        await using var next = await fixture.OpenAsync();
        (await next.MailAsync()).ShouldStartWith("250 ");
        Struck(fixture).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task After_421_the_server_closes_wherever_it_says_so(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Reply("421 4.3.2 Service not active"));
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        (await walk.HearAsync(point)).ShouldBe("421 4.3.2 Service not active");
        (await walk.Dialogue.ReplyAsync()).ShouldBe("");
        fixture.Store.Count.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_disconnection_closes_in_order_and_a_mail_is_kept_only_where_it_came_after_the_data(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Disconnect());
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        if (point == FaultPoint.Handshake) (await Should.ThrowAsync<IOException>(() => walk.HearAsync(point))).InnerException.ShouldBeNull();
        else (await walk.HearAsync(point)).ShouldBe("");
        fixture.Store.Count.ShouldBe(point == FaultPoint.AfterData ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_reset_tears_the_connection_and_a_mail_is_kept_only_where_it_came_after_the_data(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Reset());
        await using var walk = new SubmissionWalk(fixture);
        if (point != FaultPoint.Connect) await walk.ApproachAsync(point);
        var torn = await Should.ThrowAsync<Exception>(async () =>
        {
            // One that is torn as soon as it is there may be torn before the client has it.
            if (point == FaultPoint.Connect) await walk.ApproachAsync(point);
            await walk.HearAsync(point);
        });
        (torn.GetBaseException() as SocketException)?.SocketErrorCode.ShouldBeOneOf(SocketError.ConnectionReset, SocketError.Shutdown);
        torn.GetBaseException().ShouldBeOfType<SocketException>();
        fixture.Store.Count.ShouldBe(point == FaultPoint.AfterData ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_stalled_conversation_goes_on_where_it_was_when_the_fault_is_removed(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Stall(), count: 1);
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        var hearing = walk.HearAsync(point);
        await StruckAsync(fixture);
        hearing.IsCompleted.ShouldBeFalse();
        fixture.Store.Count.ShouldBe(point == FaultPoint.AfterData ? 1 : 0);

        fixture.Faults.Remove("fault").ShouldBeTrue();
        await walk.GoOnAsync(point, await hearing);
        fixture.Store.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_delay_lasts_as_long_as_it_says(string where)
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        var point = Add(fixture, where, new FaultEffect.Delay(TimeSpan.FromSeconds(7)), count: 1);
        await using var walk = new SubmissionWalk(fixture);
        var waiting = time.TimerSetAsync(TimeSpan.FromSeconds(7), fixture.Patience.Token);
        await walk.ApproachAsync(point);
        var hearing = walk.HearAsync(point);
        await waiting;
        time.Advance(TimeSpan.FromSeconds(6.9));
        hearing.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));
        await walk.GoOnAsync(point, await hearing);
        fixture.Store.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task On_a_one_way_connection_what_the_client_says_is_acted_on_and_it_hears_nothing(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync(bounds: new SubmissionBounds { Handshake = TimeSpan.FromSeconds(1) });
        var point = Add(fixture, where, new FaultEffect.OneWay());
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        if (point == FaultPoint.Handshake)
        {
            // The server's half of the handshake does not arrive, and it gives up before the client does.
            await Should.ThrowAsync<IOException>(() => walk.HearAsync(point));
            return;
        }
        await walk.SayAsync(point);
        foreach (var step in new[] { FaultPoint.Mail, FaultPoint.Rcpt, FaultPoint.Data, FaultPoint.EndOfData }.SkipWhile(step => step <= SubmissionWalk.StepOf(point)))
        {
            if (point >= FaultPoint.Auth) await walk.SayAsync(step);
        }
        // Over a connection whose TLS has not come about there is nothing left to say.
        if (point != FaultPoint.StartTls) await walk.Dialogue.SayAsync("QUIT\r\n");
        (await walk.Dialogue.ReplyAsync()).ShouldBe("");
        fixture.Store.Count.ShouldBe(point >= FaultPoint.Auth ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_slow_connection_carries_no_more_than_its_bytes_a_second_and_the_mail_arrives(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var point = Add(fixture, where, new FaultEffect.Slow(20_000));
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        await walk.GoOnAsync(point, await walk.HearAsync(point));
        // Whatever was left of the way has gone; now something that can be timed.
        var watch = Stopwatch.StartNew();
        var mail = walk.Dialogue.MailAsync(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 200)));
        (await mail).ShouldStartWith("250 ");
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.8));
        fixture.Store.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_slow_connection_is_as_fast_as_ever_when_the_fault_is_removed()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        // At this speed the greeting alone would take minutes longer than the test has.
        Add(fixture, "connect", new FaultEffect.Slow(1));
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(FaultPoint.Connect);
        var hearing = walk.HearAsync(FaultPoint.Connect);
        await StruckAsync(fixture);
        fixture.Faults.Remove("fault");
        await walk.GoOnAsync(FaultPoint.Connect, await hearing);
        fixture.Store.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_client_that_gives_up_on_a_stalled_connection_frees_it(string where)
    {
        await using var fixture = await SubmissionFixture.StartAsync(bounds: new SubmissionBounds { Connections = 1 });
        var point = Add(fixture, where, new FaultEffect.Stall(), count: 1);
        var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(point);
        var hearing = walk.HearAsync(point);
        await StruckAsync(fixture);
        walk.Dialogue.Abort();
        await Should.ThrowAsync<Exception>(() => hearing);
        await NextAsync(fixture);
    }

    [Fact]
    public async Task A_stalled_connection_counts_as_one_and_ends_with_the_server()
    {
        var fixture = await SubmissionFixture.StartAsync(limits: SubmissionLimits.ExchangeOnline with { Connections = 1 });
        Add(fixture, "endOfData", new FaultEffect.Stall(), count: 1);
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(FaultPoint.EndOfData);
        var hearing = walk.HearAsync(FaultPoint.EndOfData);
        await StruckAsync(fixture);

        await using (var second = await fixture.OpenAsync()) (await second.MailAsync()).ShouldBe("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded");
        await fixture.DisposeAsync();
        (await hearing).ShouldBe("");
        fixture.Store.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_stall_that_ends_by_itself_lets_the_mail_through()
    {
        var time = new ManualTime();
        await using var fixture = await SubmissionFixture.StartAsync(time: time);
        fixture.Faults.TryAdd(new Fault("fault", FaultPoint.Mail, new FaultEffect.Stall(), FaultConditions.Always, TimeSpan.FromSeconds(30))).ShouldBeTrue();
        await using var walk = new SubmissionWalk(fixture);
        await walk.ApproachAsync(FaultPoint.Mail);
        var hearing = walk.HearAsync(FaultPoint.Mail);
        await StruckAsync(fixture);
        time.Advance(TimeSpan.FromSeconds(30));
        await walk.GoOnAsync(FaultPoint.Mail, await hearing);
        fixture.Faults.List().ShouldBeEmpty();
        fixture.Faults.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_client_pipelined_before_a_fault_is_answered_and_what_it_sent_behind_a_stall_is_not_lost()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        Add(fixture, "rcpt", new FaultEffect.Stall(), count: 1);
        await using var dialogue = await fixture.OpenAsync();
        await dialogue.SayAsync($"MAIL FROM:<{SubmissionFixture.Mailbox}>\r\nRCPT TO:<a@example.org>\r\n");
        (await dialogue.ReplyAsync()).ShouldBe("250 2.1.0 Sender OK");
        await StruckAsync(fixture);
        await dialogue.SayAsync($"RCPT TO:<b@example.org>\r\nDATA\r\nFrom: {SubmissionFixture.Mailbox}\r\n\r\ntext\r\n.\r\n");
        fixture.Faults.Remove("fault");
        (await dialogue.LinesAsync(4)).Select(line => line[..3]).ShouldBe(["250", "250", "354", "250"]);
        fixture.Store.Snapshot().Single().Recipients.ShouldBe(["a@example.org", "b@example.org"]);
    }

    [Fact]
    public async Task A_fault_strikes_only_the_mailbox_sender_recipient_and_client_it_names()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        var other = new EmailAddress("other@example.com");
        var own = new EmailAddress(SubmissionFixture.Mailbox);
        var conditions = new[]
        {
            FaultConditions.Always with { Mailbox = other }, FaultConditions.Always with { From = other }, FaultConditions.Always with { To = other }, FaultConditions.Always with { Client = "192.0.2.1" },
        };
        foreach (var (number, when) in conditions.Index()) fixture.Faults.TryAdd(new Fault($"other-{number}", FaultPoint.EndOfData, new FaultEffect.Reply(Busy), when, null));
        await using var dialogue = await fixture.OpenAsync();
        (await dialogue.MailAsync()).ShouldStartWith("250 ");

        var all = new FaultConditions(null, 1, 0, 1, own, new EmailAddress("guest1@example.org"), "127.0.0.1", own);
        fixture.Faults.TryAdd(new Fault("own", FaultPoint.EndOfData, new FaultEffect.Reply(Busy), all, null));
        (await dialogue.MailAsync(recipients: 1)).ShouldStartWith("250 ");
        (await dialogue.MailAsync(recipients: 2)).ShouldBe(Busy);
        fixture.Faults.List().Select(record => record.Struck).ShouldBe([0, 0, 0, 0, 1]);
    }

    [Fact]
    public async Task A_refused_chunk_is_read_to_its_end_and_the_next_command_is_understood()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        Add(fixture, "data", new FaultEffect.Reply(Busy), count: 1);
        await using var dialogue = await fixture.OpenAsync();
        await dialogue.AskAsync($"MAIL FROM:<{SubmissionFixture.Mailbox}>");
        await dialogue.AskAsync("RCPT TO:<a@example.org>");
        (await dialogue.AskAsync("BDAT 11 LAST\r\nQUIT\r\nfoo")).ShouldBe(Busy);
        (await dialogue.MailAsync()).ShouldStartWith("250 ");
    }

    private static TheoryData<string> Words(FaultEffect effect) => [.. FaultPoints.Submission.Where(effect.Suits).Select(point => point.Word())];

    private static FaultPoint Add(SubmissionFixture fixture, string where, FaultEffect what, long? count = null)
    {
        var point = FaultPoints.Words.First(one => one.Word == where).Point;
        fixture.Faults.TryAdd(new Fault("fault", point, what, FaultConditions.Always with { Count = count }, null)).ShouldBeTrue();
        return point;
    }

    private static long Struck(SubmissionFixture fixture) => fixture.Faults.List().Single().Struck;

    private static async Task StruckAsync(SubmissionFixture fixture)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Struck(fixture) == 0) await pulse.WaitForNextTickAsync(fixture.Patience.Token);
    }

    // There is room for one connection: until the other is gone, the server says so and closes.
    private static async Task NextAsync(SubmissionFixture fixture)
    {
        while (true)
        {
            fixture.Patience.Token.ThrowIfCancellationRequested();
            await using var dialogue = await fixture.DialAsync();
            if ((await dialogue.ReplyAsync()).StartsWith("220 ", StringComparison.Ordinal)) return;
        }
    }
}
