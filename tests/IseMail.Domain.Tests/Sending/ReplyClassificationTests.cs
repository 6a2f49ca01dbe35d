using System.Globalization;
using IseMail.Domain.Sending;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Tests.Sending;

public sealed class ReplyClassificationTests
{
    /// <summary>Rows of stage, reply and what it becomes: of whatever servers say, and of what the embedded tenant says.</summary>
    public static TheoryData<string, string, string> Table()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var cells in DocumentedTables.Rows("| Stage |").Concat(DocumentedTables.Rows("| Name |").Select(cells => cells[1..]))) rows.Add(cells[0], cells[1].Trim('`'), cells[2]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_reply_means_what_the_documented_table_says(string stage, string reply, string becomes) => Become(stage, reply).ShouldBe(becomes);

    [Fact]
    public void Of_every_reply_that_the_tenant_has_it_is_documented_what_becomes_of_the_mail()
    {
        var rows = DocumentedTables.Rows("| Name |");
        rows.Select(cells => cells[0]).ShouldBe(ExchangeReplies.All.Select(reply => reply.Name));
        foreach (var (cells, reply) in rows.Zip(ExchangeReplies.All)) Become(cells[1], reply.Say("[host 2026-11-24T10:00:00.000Z 1]")).ShouldBe(cells[3], reply.Name);
    }

    private static string Become(string stage, string reply)
    {
        var parsed = SmtpReply.Of(int.Parse(reply[..3], CultureInfo.InvariantCulture), reply[4..]);
        return stage switch
        {
            "greeting" or "connection" => Tell(ReplyClassification.OfConnection(ConnectionStage.Greeting, parsed)),
            "TLS" => Tell(ReplyClassification.OfConnection(ConnectionStage.Tls, parsed)),
            "authentication" => Tell(ReplyClassification.OfConnection(ConnectionStage.Authentication, parsed)),
            "sender" or "command" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Sender, parsed, true)),
            "recipient" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Recipient, parsed, true)),
            "data" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Data, parsed, true)),
            "end of data" => Tell(ReplyClassification.OfSubmission(SubmissionStage.EndOfData, parsed, true)),
            _ => throw new InvalidDataException($"there is no stage '{stage}'"),
        };
    }

    [Fact]
    public void A_reply_is_one_line_of_bounded_length_whatever_the_server_says()
    {
        var reply = SmtpReply.Of(550, "5.1.1 no\r\nsuch\u001b[31m\u202euser" + new string('x', 10_000));

        reply.Status.ShouldBe(new EnhancedStatus(5, 1, 1));
        reply.ToString().ShouldStartWith("550 5.1.1 no  such [31m user");
        reply.ToString().Length.ShouldBeLessThan(SmtpReply.MaxTextLength + 20);
    }

    private static string Tell(ConnectionFailure failure) => failure.Kind switch
    {
        ConnectionFailureKind.Transient => "transient",
        ConnectionFailureKind.TooManyConnections => "too many connections",
        ConnectionFailureKind.TokenRefused => "token refused",
        _ => "configuration",
    } + (failure.RetryAfter is { } after ? $", not before {after.TotalMinutes} min" : "");

    private static string Tell(SubmissionResult result) => result switch
    {
        { Outcome: SubmissionOutcome.Delivered } => "delivered",
        { Outcome: SubmissionOutcome.Rejected } => "rejected",
        { Outcome: SubmissionOutcome.InDoubt } => "in doubt",
        { TooManyConnections: true } => "deferred, too many connections",
        { MailboxPause: { } pause } => $"deferred, mailbox rests {pause.TotalMinutes} min",
        { Outcome: SubmissionOutcome.Deferred { NotBefore: { } wait } } => $"deferred, not before {wait.TotalMinutes} min",
        { Usable: false, Outcome.Reason: var why } when !why.StartsWith("not an answer", StringComparison.Ordinal) => "deferred, connection ends",
        _ => "deferred",
    };
}
