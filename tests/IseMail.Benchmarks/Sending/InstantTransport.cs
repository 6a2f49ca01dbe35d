using IseMail.Domain.Sending;

namespace IseMail.Benchmarks.Sending;

/// <summary>A submission server that takes everything at once and costs nothing: what remains is everything but MailKit.</summary>
internal sealed class InstantTransport : ISubmissionTransport
{
    private static readonly SubmissionResult Taken = new(new SubmissionOutcome.Delivered("250 2.0.0 OK"), Usable: true);

    /// <inheritdoc/>
    public Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken) =>
        Task.FromResult<ConnectionAttempt>(new ConnectionAttempt.Opened(new Connection()));

    private sealed class Connection : ISubmissionConnection
    {
        public Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken) => Task.FromResult(Taken);

        public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
