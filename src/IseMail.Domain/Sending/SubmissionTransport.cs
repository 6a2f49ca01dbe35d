using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>The port to the submission server: opens authenticated connections.</summary>
public interface ISubmissionTransport
{
    /// <summary>
    /// Gets ready what does not depend on any mail: a token. The first mail need not wait for it then, and a secret that
    /// is wrong shows before there is one. Nothing is thrown but cancellation.
    /// </summary>
    /// <returns>What went wrong; <c>null</c>: nothing. Opening a connection will find the same, and deal with it.</returns>
    Task<ConnectionFailure?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<ConnectionFailure?>(null);

    /// <summary>
    /// Gets a token where none is valid, connects, secures and authenticates. Faults that the network, the token
    /// service or the server can cause come back as values; nothing is thrown but cancellation.
    /// </summary>
    /// <param name="freshToken">Whether a cached token must be passed over because the server refused it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken);

    /// <summary>
    /// Readies a mail that is likely to be submitted soon, while others are under way, so that whichever connection gets it
    /// has less to do. Nothing of it is sent, and nothing is thrown; what goes wrong shows when it is submitted.
    /// </summary>
    /// <returns>The mail with what was readied of it, which may be nothing. To be submitted once.</returns>
    OutgoingMail Prepare(OutgoingMail mail) => mail;
}

/// <summary>One authenticated SMTP connection. Not for concurrent use.</summary>
public interface ISubmissionConnection : IAsyncDisposable
{
    /// <summary>
    /// Submits one mail. Server refusals and lost connections come back as values; nothing is thrown but cancellation.
    /// </summary>
    Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>Says goodbye (QUIT) and closes; a server that does not answer is not waited for.</summary>
    Task CloseAsync(CancellationToken cancellationToken);
}

/// <summary>A mail as it is handed to a connection. A transport may derive from it what it has readied.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Origin">Name of the node whose duty it was; becomes a header of the message.</param>
public record OutgoingMail(Mail Mail, string Origin);

/// <summary>How an attempt to open a connection ended.</summary>
public abstract record ConnectionAttempt
{
    private ConnectionAttempt() { }

    /// <summary>It is open and authenticated.</summary>
    public sealed record Opened(ISubmissionConnection Connection) : ConnectionAttempt;

    /// <summary>It could not be opened.</summary>
    public sealed record Failed(ConnectionFailure Failure) : ConnectionAttempt;
}

/// <summary>How a submission ended, for the mail and for its connection.</summary>
/// <param name="Outcome">What became of the mail.</param>
/// <param name="Usable">Whether the connection can carry another mail.</param>
/// <param name="TooManyConnections">Whether the server said that the mailbox has too many connections (432).</param>
/// <param name="MailboxPause">
/// How long nothing should be submitted through this mailbox, where the refusal was about the mailbox and not about
/// this mail (a daily quota used up, a full Sent Items folder); <c>null</c> where it was about the mail.
/// </param>
public sealed record SubmissionResult(SubmissionOutcome Outcome, bool Usable, bool TooManyConnections = false, TimeSpan? MailboxPause = null);
