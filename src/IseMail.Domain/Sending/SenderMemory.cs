using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>
/// What the shared sender remembers beyond its own life: which mails it delivered, which it had begun, which are in
/// doubt. The sum of its events; <see cref="Apply"/> alone changes it.
/// </summary>
public sealed class SenderMemory
{
    private readonly TimeSpan _remember;
    private readonly Dictionary<MailId, DateTimeOffset> _delivered = [];
    private readonly Queue<(MailId Id, DateTimeOffset At)> _inOrder = new();
    private readonly Dictionary<MailId, MailBegun> _begun = [];
    private readonly Dictionary<MailId, MailDoubt> _doubts = [];

    /// <summary>An empty memory.</summary>
    /// <param name="remember">How long a delivered mail's identity is kept.</param>
    public SenderMemory(TimeSpan remember) => _remember = remember;

    /// <summary>How many senders there have been; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Delivered identities still remembered.</summary>
    public int DeliveredCount => _delivered.Count;

    /// <summary>Mails that have begun and not been settled.</summary>
    public IReadOnlyCollection<MailBegun> Begun => _begun.Values;

    /// <summary>When the tenant took the mail of that identity; <c>null</c> if it did not, or too long ago to remember.</summary>
    public DateTimeOffset? DeliveredAt(MailId id) => _delivered.TryGetValue(id, out var at) ? at : null;

    /// <summary>Whether a submission of that mail has begun and not ended.</summary>
    public bool IsBegun(MailId id) => _begun.ContainsKey(id);

    /// <summary>How many submissions of that mail ended with nobody knowing whether it was delivered.</summary>
    public int Doubts(MailId id) => _doubts.TryGetValue(id, out var doubt) ? doubt.Times : 0;

    /// <summary>What starting a sender on this memory records.</summary>
    public SenderEvent.SenderStarted Start(DateTimeOffset now) => new(Epoch + 1, now);

    /// <summary>Makes <paramref name="happened"/> part of the memory.</summary>
    public void Apply(SenderEvent happened)
    {
        switch (happened)
        {
            case SenderEvent.SenderStarted started:
                Epoch = started.Epoch;
                foreach (var begun in _begun.Values) Doubt(begun.Id, started.At);
                _begun.Clear();
                Forget(started.At);
                break;
            case SenderEvent.SenderTurn turn:
                foreach (var settled in turn.Settled) Settle(settled);
                foreach (var begun in turn.Begun) _begun[begun.Id] = begun;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        }
    }

    /// <summary>All of it.</summary>
    public SenderSnapshot Snapshot() => new(
        Epoch,
        [.. _inOrder.Select(entry => new RememberedDelivery(entry.Id, entry.At))],
        [.. _begun.Values],
        [.. _doubts.Values]);

    /// <summary>Makes an empty memory what <paramref name="snapshot"/> says.</summary>
    public void Restore(SenderSnapshot snapshot)
    {
        Epoch = snapshot.Epoch;
        foreach (var (id, at) in snapshot.Delivered)
        {
            _delivered[id] = at;
            _inOrder.Enqueue((id, at));
        }
        foreach (var begun in snapshot.Begun) _begun[begun.Id] = begun;
        foreach (var doubt in snapshot.Doubts) _doubts[doubt.Id] = doubt;
    }

    private void Settle(MailSettled settled)
    {
        _begun.Remove(settled.Id);
        if (settled.Ending == SubmissionEnding.InDoubt) Doubt(settled.Id, settled.At);
        if (settled.Ending == SubmissionEnding.Delivered && _delivered.TryAdd(settled.Id, settled.At))
            _inOrder.Enqueue((settled.Id, settled.At));
        Forget(settled.At);
    }

    private void Doubt(MailId id, DateTimeOffset at) => _doubts[id] = new MailDoubt(id, Doubts(id) + 1, at);

    private void Forget(DateTimeOffset now)
    {
        while (_inOrder.TryPeek(out var oldest) && oldest.At + _remember < now)
        {
            _inOrder.Dequeue();
            _delivered.Remove(oldest.Id);
        }
        if (_doubts.Count == 0) return;
        foreach (var old in _doubts.Values.Where(doubt => doubt.At + _remember < now).ToList()) _doubts.Remove(old.Id);
    }
}

/// <summary>How often a mail's submission ended without anybody knowing how, and when last.</summary>
public sealed record MailDoubt(MailId Id, int Times, DateTimeOffset At);

/// <summary>A delivered mail's identity and when the tenant took it.</summary>
public sealed record RememberedDelivery(MailId Id, DateTimeOffset At);

/// <summary>All of a sender's memory.</summary>
public sealed record SenderSnapshot(
    long Epoch,
    ImmutableArray<RememberedDelivery> Delivered,
    ImmutableArray<MailBegun> Begun,
    ImmutableArray<MailDoubt> Doubts);
