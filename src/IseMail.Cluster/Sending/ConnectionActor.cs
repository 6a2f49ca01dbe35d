using Akka.Actor;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>
/// One SMTP connection of the sender. It does one thing at a time and reports how it ended; what to do next is the
/// sender's business. When it crashes it is stopped, not restarted: its connection is in an unknown state.
/// </summary>
internal sealed class ConnectionActor : ReceiveActor, IDisposable
{
    private readonly int _slot;
    private readonly ISubmissionTransport _transport;
    private readonly NodeName _node;
    private readonly CancellationTokenSource _stopping = new();
    private ISubmissionConnection? _connection;

    public ConnectionActor(int slot, ISubmissionTransport transport, NodeName node)
    {
        _node = node;
        _slot = slot;
        _transport = transport;
        Receive<OpenConnection>(Open);
        Receive<ConnectionAttempt.Opened>(opened =>
        {
            _connection = opened.Connection;
            Context.Parent.Tell(new ConnectionOpened(_slot));
        });
        Receive<ConnectionAttempt.Failed>(failed =>
        {
            Context.Parent.Tell(new ConnectionNotOpened(_slot, failed.Failure));
            Context.Stop(Self);
        });
        Receive<SubmitMail>(Submit);
        Receive<SubmissionBroke>(_ => Context.Stop(Self));
        Receive<CloseConnection>(_ => Close());
        Receive<ConnectionClosed>(closed =>
        {
            Context.Parent.Tell(closed);
            Context.Stop(Self);
        });
        Receive<Status.Failure>(failure => throw new InvalidOperationException("a submission connection failed in a way it should have reported", failure.Cause));
    }

    public static Props Props(int slot, ISubmissionTransport transport, NodeName node) => Akka.Actor.Props.Create(() => new ConnectionActor(slot, transport, node));

    public void Dispose() => _stopping.Dispose();

    protected override void PostStop()
    {
        _stopping.Cancel();
        Dispose();
        if (_connection is { } connection) _ = connection.DisposeAsync().AsTask();
    }

    private void Open(OpenConnection open) =>
        _ = _transport.OpenAsync(open.FreshToken, _stopping.Token).PipeTo(Self);

    private void Submit(SubmitMail submit)
    {
        var connection = _connection ?? throw new InvalidOperationException("a mail was given to a connection that is not open");
        _ = SubmitAsync(connection, submit, _slot, _node, Context.Parent, Self, _stopping.Token);
    }

    /// <summary>The sender hears of the end at first hand, since its next mail waits for that; what it must not hear itself is a failure.</summary>
    private static async Task SubmitAsync(
        ISubmissionConnection connection, SubmitMail submit, int slot, NodeName node, IActorRef sender, IActorRef self, CancellationToken stopping)
    {
        try
        {
            var mail = await submit.Mail;
            SubmissionResult result;
            using (var span = MailTraces.Submitting(mail, node))
            {
                var begun = StepTimes.Begin(StepTimes.OfSubmissions);
                result = await connection.SubmitAsync(mail, stopping);
                if (result.Outcome is SubmissionOutcome.Delivered) StepTimes.End(StepTimes.OfSubmissions, begun);
                MailTraces.Submitted(span, result.Outcome);
            }
            sender.Tell(new SubmissionEnded(slot, submit.Id, result), self);
            if (!result.Usable) self.Tell(SubmissionBroke.Instance);
        }
        catch (Exception cause)
        {
            self.Tell(new Status.Failure(cause));
        }
    }

    private sealed class SubmissionBroke
    {
        public static SubmissionBroke Instance { get; } = new();
    }

    private void Close()
    {
        var slot = _slot;
        var closing = _connection?.CloseAsync(_stopping.Token) ?? Task.CompletedTask;
        _ = closing.PipeTo(Self, success: () => new ConnectionClosed(slot));
    }
}
