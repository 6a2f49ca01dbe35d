using System.Security.Cryptography;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Tests.Sending;

public sealed class SubmissionOutcomeTests : SubmissionTests
{
    [Fact]
    public async Task One_connection_carries_many_mails_and_ends_with_a_goodbye()
    {
        await using var server = Server();
        using var transport = Transport(server);
        var connection = await transport.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            var result = await connection.SubmitAsync(Submissions.Mail(stage: $"{i}"), CancellationToken.None);
            result.Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>().Reply.ShouldBe("250 2.0.0 OK <id> [Hostname=scripted]");
            result.Usable.ShouldBeTrue();
        }
        await connection.CloseAsync(CancellationToken.None);

        await server.Reached("QUIT").WaitAsync(Submissions.Patience);
        server.Connections.ShouldBe(1);
        server.Messages.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("body")]
    public async Task A_connection_cut_before_the_end_of_data_defers_the_mail(string point)
    {
        await using var server = Server((at, _) => at == point ? ScriptedSubmission.Cut : null);
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        // More than the sockets' buffers hold, so that the cut meets a client that is still writing.
        var result = await connection.SubmitAsync(Submissions.Mail(body: Large), CancellationToken.None);

        result.Outcome.ShouldBeOfType<SubmissionOutcome.Deferred>();
        result.Usable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_cut_between_the_end_of_data_and_the_reply_leaves_the_mail_in_doubt()
    {
        await using var server = Server((at, _) => at == "dot" ? ScriptedSubmission.Cut : null);
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        var result = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);

        result.Outcome.ShouldBeOfType<SubmissionOutcome.InDoubt>().Reason.ShouldContain("before the reply to the end of data");
        result.Usable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_reply_to_the_end_of_data_counts_even_when_the_connection_is_lost_right_after_it()
    {
        await using var server = Server((at, _) => at switch
        {
            "dot" => "554 5.2.252 SendAsDenied; a@x not allowed to send as b@x",
            "RSET" => ScriptedSubmission.Cut,
            _ => null,
        });
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        var result = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);

        result.Outcome.ShouldBeOfType<SubmissionOutcome.Rejected>();
        result.Usable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("250")]
    [InlineData("gibberish")]
    public async Task An_answer_to_the_end_of_data_that_is_none_leaves_the_mail_in_doubt_unless_its_digits_say_yes(string answer)
    {
        await using var server = Server((at, _) => at == "dot" ? answer : null);
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        var result = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);

        if (answer == "250") result.Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
        else result.Outcome.ShouldBeOfType<SubmissionOutcome.InDoubt>();
    }

    [Fact]
    public async Task A_server_that_is_silent_before_the_data_defers_and_one_that_is_silent_after_it_leaves_in_doubt()
    {
        foreach (var point in new[] { "MAIL", "DATA", "dot" })
        {
            await using var server = Server((at, _) => at == point ? ScriptedSubmission.Silence : null);
            using var transport = Submissions.Transport(
                Submissions.Settings(server.Port, Tokens.Authority, TimeSpan.FromSeconds(3)), Submissions.Path(Authority), finalReply: TimeSpan.FromSeconds(3));
            await using var connection = await transport.OpenAsync();
            var result = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);

            if (point == "dot") result.Outcome.ShouldBeOfType<SubmissionOutcome.InDoubt>();
            else result.Outcome.ShouldBeOfType<SubmissionOutcome.Deferred>();
        }
    }

    [Fact]
    public async Task Mail_that_Exchange_holds_back_longer_than_the_connection_timeout_is_delivered_once()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedSubmission(Authority.Certificate(), hold: at => at == "dot" ? released.Task : Task.CompletedTask);
        using var transport = Submissions.Transport(Submissions.Settings(server.Port, Tokens.Authority, TimeSpan.FromSeconds(2)), Submissions.Path(Authority));
        await using var connection = await transport.OpenAsync();
        var submission = connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);
        // Well past the step's two seconds.
        await Should.ThrowAsync<TimeoutException>(() => submission.WaitAsync(TimeSpan.FromSeconds(4)));
        released.SetResult();

        (await submission.WaitAsync(Submissions.Patience)).Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
    }

    [Fact]
    public async Task Cancelling_throws_only_while_the_mail_is_certainly_unsent()
    {
        foreach (var point in new[] { "DATA", "dot" })
        {
            await using var server = Server((at, _) => at == point ? ScriptedSubmission.Silence : null);
            using var transport = Transport(server);
            await using var connection = await transport.OpenAsync();
            using var cancel = new CancellationTokenSource();
            var submission = connection.SubmitAsync(Submissions.Mail(), cancel.Token);
            await server.Reached(point).WaitAsync(Submissions.Patience);
            await cancel.CancelAsync();

            if (point == "dot") (await submission).Outcome.ShouldBeOfType<SubmissionOutcome.InDoubt>();
            else await Should.ThrowAsync<OperationCanceledException>(() => submission);
        }
    }

    [Fact]
    public async Task A_refused_mail_leaves_the_connection_to_the_next_one()
    {
        var first = true;
        await using var server = Server((at, _) =>
        {
            if (at != "RCPT" || !first) return null;
            first = false;
            return "550 5.1.1 no such user";
        });
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        var refused = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);
        var next = await connection.SubmitAsync(Submissions.Mail(stage: "2"), CancellationToken.None);

        refused.Outcome.ShouldBeOfType<SubmissionOutcome.Rejected>().Reason.ShouldBe("550 5.1.1 no such user");
        refused.Usable.ShouldBeTrue();
        next.Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_closing_server_s_last_words_are_heard()
    {
        await using var server = Server((at, _) => at == "MAIL" ? "421 4.4.1 Connection timed out" : null);
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();
        var result = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);

        result.Outcome.ShouldBeOfType<SubmissionOutcome.Deferred>().Reason.ShouldBe("421 4.4.1 Connection timed out");
        result.Usable.ShouldBeFalse();
    }

    [Fact]
    public async Task Mail_to_somebody_who_is_not_allowed_never_reaches_the_server()
    {
        await using var server = Server();
        using var transport = Submissions.Transport(Submissions.Settings(server.Port, Tokens.Authority), Submissions.Path(Authority), RecipientAllowList.Only(["@friends.example"]));
        await using var connection = await transport.OpenAsync();
        var stranger = await connection.SubmitAsync(Submissions.Mail(), CancellationToken.None);
        var friend = await connection.SubmitAsync(Submissions.Mail(to: "anna@friends.example", stage: "2"), CancellationToken.None);

        stranger.Outcome.ShouldBeOfType<SubmissionOutcome.Rejected>().Reason.ShouldContain("mail.allowedRecipients");
        stranger.Usable.ShouldBeTrue();
        friend.Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
        server.Heard.ShouldNotContain(line => line.Contains("visitor.example"));
    }

    [Fact]
    public async Task A_mail_readied_beforehand_is_the_same_message_on_whichever_connection()
    {
        await using var server = Server();
        using var transport = Transport(server);
        await using var first = await transport.OpenAsync();
        await using var second = await transport.OpenAsync();
        var mail = Submissions.Mail("Dots:\n.\nand umlauts: äöü");
        await first.SubmitAsync(mail, CancellationToken.None);
        var readied = transport.Prepare(mail);
        var result = await second.SubmitAsync(readied, CancellationToken.None);

        readied.ShouldNotBe(mail);
        result.Outcome.ShouldBeOfType<SubmissionOutcome.Delivered>();
        var messages = server.Messages.ToArray();
        messages.Length.ShouldBe(2);
        messages[1].ShouldBe(messages[0]);
    }

    [Fact]
    public async Task A_mail_whose_text_cannot_be_opened_is_rejected_when_it_is_submitted_and_not_before()
    {
        await using var server = Server();
        using var transport = MailKitTransport.To(
            Submissions.Settings(server.Port, Tokens.Authority), Submissions.Path(Authority), Submissions.Fixed(), new LostKey(), RecipientAllowList.Everybody, TimeProvider.System);
        await using var connection = await transport.OpenAsync();
        var result = await connection.SubmitAsync(transport.Prepare(Submissions.Mail()), CancellationToken.None);

        result.Outcome.ShouldBeOfType<SubmissionOutcome.Rejected>().Reason.ShouldContain("a key that this deployment no longer has");
        result.Usable.ShouldBeTrue();
        server.Messages.ShouldBeEmpty();
    }

    private sealed class LostKey : ITextSeal
    {
        public SealedText Seal(string text) => throw new NotSupportedException("only opened here");

        public string Open(SealedText text) => throw new CryptographicException("the key was not found in the key ring");
    }

    private static string Large { get; } = string.Concat(Enumerable.Repeat(new string('x', 70) + "\n", 500_000));
}
