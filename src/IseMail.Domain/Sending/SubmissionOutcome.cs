namespace IseMail.Domain.Sending;

/// <summary>What became of one submission. Every attempt ends in exactly one of these.</summary>
public abstract record SubmissionOutcome
{
    private SubmissionOutcome(string reason) => Reason = reason;

    /// <summary>The server's reply or what cut the attempt short; one line, no secret in it.</summary>
    public string Reason { get; }

    /// <summary>The server took responsibility (a positive reply to the end of data, RFC 5321, section 6.1).</summary>
    public sealed record Delivered(string Reply) : SubmissionOutcome(Reply);

    /// <summary>Not taken, but may be later: the mail goes back to its outbox's queue.</summary>
    /// <param name="Why">The reply or the fault.</param>
    /// <param name="NotBefore">How long to wait at the least, where the server said or implied it.</param>
    public sealed record Deferred(string Why, TimeSpan? NotBefore = null) : SubmissionOutcome(Why);

    /// <summary>Refused for good: the mail is parked for a person.</summary>
    public sealed record Rejected(string Why) : SubmissionOutcome(Why);

    /// <summary>
    /// The connection was lost after the data and before the reply: delivered or not, nobody can tell (RFC 1047).
    /// </summary>
    public sealed record InDoubt(string Why) : SubmissionOutcome(Why);
}
