using IseMail.Domain.Outbox;

namespace IseMail.Benchmarks.Sending;

/// <summary>Counts what an outbox has journalled as delivered, and says at once when it is enough.</summary>
internal sealed class DeliveryCount
{
    private readonly Lock _gate = new();
    private long _delivered;
    private long _awaited;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For an outbox to tell what happens in it.</summary>
    public void Witness(OutboxEvent happened, Domain.Outbox.Outbox before)
    {
        var delivered = happened switch
        {
            OutboxEvent.MailDelivered => 1,
            OutboxEvent.MailsDelivered several => several.Mails.Length,
            _ => 0,
        };
        lock (_gate)
        {
            if (happened is OutboxEvent.MailParked or OutboxEvent.MailHeldInDoubt) _reached.TrySetException(new InvalidOperationException($"not every mail could be delivered: {happened}"));
            _delivered += delivered;
            if (_delivered >= _awaited) _reached.TrySetResult();
        }
    }

    /// <summary>Waits until so many have been delivered in all.</summary>
    /// <exception cref="InvalidOperationException">A mail came to another end.</exception>
    public Task ReachAsync(long mails, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_reached.Task.IsCompletedSuccessfully) _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = mails;
            if (_delivered >= _awaited) _reached.TrySetResult();
            return _reached.Task.WaitAsync(cancellationToken);
        }
    }
}
