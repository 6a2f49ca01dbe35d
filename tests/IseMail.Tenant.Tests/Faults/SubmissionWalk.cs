using IseMail.Domain.Faults;
using IseMail.Tenant.Tests.Submission;

namespace IseMail.Tenant.Tests.Faults;

/// <summary>A client that goes a mail's whole way step by step, and tells at each what it heard.</summary>
internal sealed class SubmissionWalk(SubmissionFixture fixture) : IAsyncDisposable
{
    /// <summary>What is heard at each step of a way on which nothing goes wrong.</summary>
    private static readonly (FaultPoint Step, string Heard)[] Steps =
    [
        (FaultPoint.Greeting, "220 "), (FaultPoint.Ehlo, "250-"), (FaultPoint.StartTls, "220 "), (FaultPoint.Handshake, "secure"), (FaultPoint.Auth, "235 "),
        (FaultPoint.Mail, "250 "), (FaultPoint.Rcpt, "250 "), (FaultPoint.Data, "354 "), (FaultPoint.EndOfData, "250 "),
    ];

    private Dialogue? _dialogue;

    public Dialogue Dialogue => _dialogue ?? throw new InvalidOperationException("there is no connection yet");

    /// <summary>The step at which a client hears of what happens at <paramref name="point"/>.</summary>
    public static FaultPoint StepOf(FaultPoint point) => point switch
    {
        FaultPoint.Connect => FaultPoint.Greeting,
        FaultPoint.AfterData => FaultPoint.EndOfData,
        _ => point,
    };

    /// <summary>Goes up to <paramref name="point"/> and not through it.</summary>
    public async Task ApproachAsync(FaultPoint point)
    {
        _dialogue = await fixture.DialAsync();
        foreach (var (step, heard) in Steps.TakeWhile(one => one.Step != StepOf(point))) (await HearAsync(step)).ShouldStartWith(heard, Case.Sensitive, step.Word());
    }

    /// <summary>Goes on from <paramref name="point"/>, whose answer was <paramref name="first"/>, to the end.</summary>
    public async Task GoOnAsync(FaultPoint point, string first)
    {
        var (here, heard) = Steps.First(one => one.Step == StepOf(point));
        first.ShouldStartWith(heard, Case.Sensitive, here.Word());
        foreach (var (step, expected) in Steps.SkipWhile(one => one.Step != here).Skip(1)) (await HearAsync(step)).ShouldStartWith(expected, Case.Sensitive, step.Word());
    }

    /// <summary>Takes one step; what was heard, <c>""</c> where the server has closed.</summary>
    public async Task<string> HearAsync(FaultPoint point)
    {
        switch (StepOf(point))
        {
            case FaultPoint.Greeting:
                return await Dialogue.ReplyAsync();
            case FaultPoint.Handshake:
                await Dialogue.HandshakeAsync();
                await Dialogue.AskAsync("EHLO client");
                return "secure";
        }
        await SayAsync(point);
        return await Dialogue.ReplyAsync();
    }

    /// <summary>Says what a step is begun with, where that is words.</summary>
    public Task SayAsync(FaultPoint point) => StepOf(point) switch
    {
        FaultPoint.Greeting or FaultPoint.Handshake => Task.CompletedTask,
        FaultPoint.Ehlo => Dialogue.SayAsync("EHLO client\r\n"),
        FaultPoint.StartTls => Dialogue.SayAsync("STARTTLS\r\n"),
        FaultPoint.Auth => Dialogue.SayAsync($"AUTH XOAUTH2 {SubmissionFixture.Blob()}\r\n"),
        FaultPoint.Mail => Dialogue.SayAsync($"MAIL FROM:<{SubmissionFixture.Mailbox}>\r\n"),
        FaultPoint.Rcpt => Dialogue.SayAsync("RCPT TO:<guest@example.org>\r\n"),
        FaultPoint.Data => Dialogue.SayAsync("DATA\r\n"),
        FaultPoint.EndOfData => Dialogue.SayAsync($"From: {SubmissionFixture.Mailbox}\r\nMessage-ID: <1@example.com>\r\n\r\ntext\r\n.\r\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(point), point, "no step"),
    };

    public ValueTask DisposeAsync() => _dialogue?.DisposeAsync() ?? ValueTask.CompletedTask;
}
