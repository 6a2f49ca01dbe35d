using System.Collections.Concurrent;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Tests.Outbox;

/// <summary>A way to a tenant that keeps what it was given.</summary>
internal sealed class KeepingTransport : ISubmissionTransport
{
    private int _crashed;

    public ConcurrentQueue<MailId> Sent { get; } = new();

    public bool Refuse { get; set; }

    public bool CrashOnce { get; set; }

    public Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken) => Task.FromResult<ConnectionAttempt>(
        Refuse
            ? new ConnectionAttempt.Failed(new ConnectionFailure(ConnectionStage.Tcp, ConnectionFailureKind.Transient, "refused"))
            : new ConnectionAttempt.Opened(new Connection(this)));

    private sealed class Connection(KeepingTransport transport) : ISubmissionConnection
    {
        public Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            if (transport.CrashOnce && Interlocked.Exchange(ref transport._crashed, 1) == 0)
                return Task.FromException<SubmissionResult>(new InvalidOperationException("a defect in a connection"));
            transport.Sent.Enqueue(mail.Mail.Id);
            return Task.FromResult(new SubmissionResult(new SubmissionOutcome.Delivered("250 2.0.0 OK"), Usable: true));
        }

        public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
