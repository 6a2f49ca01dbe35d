using System.Globalization;
using System.Runtime.CompilerServices;
using IseMail.Domain.Sending;

namespace IseMail.Domain.Tests.Sending;

public sealed class ReplyClassificationTests
{
    public static TheoryData<string, string, string> Table()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/replies.md")))
        {
            var cells = line.Split('|');
            if (cells.Length == 7 && cells[2].Trim().StartsWith('`')) rows.Add(cells[1].Trim(), cells[2].Trim(' ', '`'), cells[3].Trim());
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_reply_means_what_the_documented_table_says(string stage, string reply, string becomes)
    {
        var parsed = SmtpReply.Of(int.Parse(reply[..3], CultureInfo.InvariantCulture), reply[4..]);

        (stage switch
        {
            "greeting" => Tell(ReplyClassification.OfConnection(ConnectionStage.Greeting, parsed)),
            "TLS" => Tell(ReplyClassification.OfConnection(ConnectionStage.Tls, parsed)),
            "authentication" => Tell(ReplyClassification.OfConnection(ConnectionStage.Authentication, parsed)),
            "sender" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Sender, parsed, true)),
            "recipient" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Recipient, parsed, true)),
            "data" => Tell(ReplyClassification.OfSubmission(SubmissionStage.Data, parsed, true)),
            _ => Tell(ReplyClassification.OfSubmission(SubmissionStage.EndOfData, parsed, true)),
        }).ShouldBe(becomes);
    }

    [Fact]
    public void The_documented_table_is_found() => Table().Count.ShouldBeGreaterThan(40);

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

    private static string Here([CallerFilePath] string path = "") => path;
}
