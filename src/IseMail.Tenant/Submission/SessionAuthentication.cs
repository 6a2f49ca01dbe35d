using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Faults;

namespace IseMail.Tenant.Submission;

/// <summary>What came of an AUTH command.</summary>
/// <param name="End">How the client's last line ended; anything but whole: the conversation is over.</param>
/// <param name="Mailbox">The mailbox that was opened; <c>null</c>: none was.</param>
/// <param name="Mistake">What the client is told and has done wrong; <c>null</c>: it has been told, or has not done anything wrong.</param>
internal readonly record struct AuthenticationOutcome(LineEnd End, TenantUser? Mailbox, string? Mistake)
{
    /// <summary>The client has made a mistake, or is refused.</summary>
    public static AuthenticationOutcome Wrong(string mistake) => new(LineEnd.Whole, null, mistake);
}

/// <summary>A connection's way to a mailbox: XOAUTH2 with a token, or LOGIN with user and password.</summary>
internal sealed class SessionAuthentication(SessionChannel channel, SessionFaults faults, SessionSurroundings surroundings, long number, Func<string> stamp)
{
    /// <summary>Whether that is a mechanism of Exchange Online's submission.</summary>
    public static bool Knows(string mechanism) => Is(mechanism, "XOAUTH2") || Is(mechanism, "LOGIN");

    /// <summary>Goes through a mechanism; <paramref name="initial"/> is what came with the command, if anything did.</summary>
    public async ValueTask<AuthenticationOutcome> TryAsync(string mechanism, string? initial, CancellationToken stop)
    {
        if (Is(mechanism, "LOGIN")) return await LoginAsync(initial, stop);
        if (initial is not null) return await OpenAsync(initial, stop);
        channel.Reply("334 ");
        var line = await channel.ReadAnswerAsync(surroundings.Bounds.AuthLine, stop);
        return line.End == LineEnd.Whole ? await OpenAsync(line.Text, stop) : new AuthenticationOutcome(line.End, null, null);
    }

    private static bool Is(string mechanism, string name) => mechanism.Equals(name, StringComparison.OrdinalIgnoreCase);

    private async ValueTask<AuthenticationOutcome> OpenAsync(string blob, CancellationToken stop)
    {
        if (!Xoauth2Credentials.TryParse(blob, out var credentials, out var malformed))
            return AuthenticationOutcome.Wrong(blob == "*" ? "501 5.7.0 Authentication cancelled" : SubmissionReplies.InvalidAuthData(malformed));
        if (await faults.MeetAsync(FaultPoint.Auth, stop, credentials.User) is { } told)
        {
            channel.Reply(told);
            return new AuthenticationOutcome(LineEnd.Whole, null, null);
        }
        var view = surroundings.Directory.View;
        var result = SubmissionAuthorisation.Open(view, surroundings.Verify(credentials.Token), credentials.User);
        if (result.Mailbox is null && view.Organization.Refusal == TokenRefusalStyle.Challenge)
        {
            channel.Reply(SubmissionReplies.RefusalChallenge);
            var answer = await channel.ReadAnswerAsync(surroundings.Bounds.AuthLine, stop);
            if (answer.End is LineEnd.Idle or LineEnd.Closed) return new AuthenticationOutcome(answer.End, null, null);
        }
        return Outcome(result);
    }

    private async ValueTask<AuthenticationOutcome> LoginAsync(string? initial, CancellationToken stop)
    {
        var (end, said) = await LoginExchange.AskAsync(channel, initial, surroundings.Bounds.AuthLine, stop);
        if (end != LineEnd.Whole) return new AuthenticationOutcome(end, null, null);
        return said is { } credentials ? Outcome(LoginExchange.Open(surroundings.Directory.View, credentials)) : AuthenticationOutcome.Wrong("501 5.5.2 Cannot decode AUTH LOGIN data");
    }

    private AuthenticationOutcome Outcome(AuthorisationResult result)
    {
        if (result.Mailbox is { } mailbox) return new AuthenticationOutcome(LineEnd.Whole, mailbox, null);
        surroundings.Log.Information("Submission connection {Connection} was refused its mailbox: {Fault}", number, result.Fault);
        return AuthenticationOutcome.Wrong(SubmissionReplies.Refusal(result.Fault!.Value, stamp()));
    }
}
