using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Outbox;

/// <summary>
/// The accepted mail of one node. Questions answer with events and change nothing; <see cref="Apply"/> alone changes
/// what is durable, so the sum of the applied events is the outbox. Beside that it keeps, in memory only, which mail is
/// out with the sender: after a crash that is forgotten and the mail is offered again, which is safe because the sender
/// remembers what it delivered.
/// </summary>
/// <remarks>
/// Every operation costs at most the logarithm of the number of queued mails. Always true: accepted = delivered +
/// parked + in doubt + queued, for each purpose.
/// </remarks>
public sealed class Outbox
{
    private readonly RetryPolicy _retry;
    private readonly InDoubtPolicy _inDoubt;
    private readonly TimeSpan _remember;
    private readonly Action<OutboxEntry>? _forgotten;
    private readonly Dictionary<MailId, OutboxEntry> _entries = [];
    private readonly HashSet<MailId> _out = [];
    private readonly ReadyMail _ready = new();
    private readonly PriorityQueue<MailId, DateTimeOffset> _backingOff = new();
    private readonly PriorityQueue<MailId, DateTimeOffset> _aging = new();
    private readonly Queue<(MailId Id, DateTimeOffset At)> _delivered = new();
    private readonly Dictionary<MailPurpose, MailCensus> _census = [];
    private long _sequence;

    /// <summary>An empty outbox that follows these rules.</summary>
    /// <param name="retry">When mail is tried again and when it is given up.</param>
    /// <param name="inDoubt">What is done with mail that may have been delivered.</param>
    /// <param name="remember">How long a delivered mail's identity is known; the same mail asked for again within it is not a second mail.</param>
    /// <param name="forgotten">Told of each delivered mail that it knows no more; <c>null</c>: nobody is.</param>
    public Outbox(RetryPolicy retry, InDoubtPolicy inDoubt, TimeSpan remember, Action<OutboxEntry>? forgotten = null)
    {
        _forgotten = forgotten;
        _retry = retry;
        _inDoubt = inDoubt;
        _remember = remember;
    }

    /// <summary>Every mail it knows, in no particular order.</summary>
    public IReadOnlyCollection<OutboxEntry> Entries => _entries.Values;

    /// <summary>Mails that are out with the sender.</summary>
    public IReadOnlyCollection<MailId> Out => _out;

    /// <summary>The counts for <paramref name="purpose"/> since the outbox's beginning.</summary>
    public MailCensus Census(MailPurpose purpose) => _census.GetValueOrDefault(purpose);

    /// <summary>The counts for all purposes.</summary>
    public MailCensus Census() => _census.Values.Aggregate(default(MailCensus), static (sum, one) => sum + one);

    /// <summary>The mail of that identity, or <c>null</c>.</summary>
    public OutboxEntry? Find(MailId id) => _entries.GetValueOrDefault(id);

    /// <summary>What accepting <paramref name="mails"/> would record: those not known yet, each once; <c>null</c> if all are known.</summary>
    public OutboxEvent.MailsAccepted? Accept(IEnumerable<Mail> mails, DateTimeOffset now)
    {
        var unknown = mails.Where(mail => !_entries.ContainsKey(mail.Id)).DistinctBy(mail => mail.Id).ToImmutableArray();
        return unknown.IsEmpty ? null : new OutboxEvent.MailsAccepted(unknown, now);
    }

    /// <summary>
    /// What the end of a submission means for its mail; <c>null</c> if the outbox is not waiting for it any more.
    /// </summary>
    /// <param name="id">Which mail.</param>
    /// <param name="outcome">How its submission ended.</param>
    /// <param name="now">The present.</param>
    /// <param name="draw">A random number in [0, 1) for the back-off's jitter.</param>
    public OutboxEvent? Settle(MailId id, SubmissionOutcome outcome, DateTimeOffset now, double draw)
    {
        if (Find(id) is not { } entry || entry.State == MailState.Delivered) return null;
        if (outcome is SubmissionOutcome.Delivered delivered) return new OutboxEvent.MailDelivered(id, now, delivered.Reply);
        if (entry.State != MailState.Queued) return null;
        return outcome switch
        {
            SubmissionOutcome.Rejected rejected => new OutboxEvent.MailParked(id, now, rejected.Why),
            SubmissionOutcome.InDoubt doubt when _inDoubt == InDoubtPolicy.Hold => new OutboxEvent.MailHeldInDoubt(id, now, doubt.Why),
            SubmissionOutcome.InDoubt doubt => Later(entry, doubt.Why, null, true),
            SubmissionOutcome.Deferred deferred => Later(entry, deferred.Why, deferred.NotBefore, false),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
        };

        OutboxEvent.MailDeferred Later(OutboxEntry mail, string why, TimeSpan? notBefore, bool doubtful)
        {
            var delay = _retry.DelayAfter(mail.Attempts + 1, draw);
            if (notBefore > delay) delay = notBefore.Value;
            return new OutboxEvent.MailDeferred(mail.Id, now, now + delay, why, doubtful);
        }
    }

    /// <summary>What giving up the mails older than the policy's greatest age would record. Mail that is out is waited for.</summary>
    public ImmutableArray<OutboxEvent> GiveUp(DateTimeOffset now)
    {
        var parked = ImmutableArray.CreateBuilder<OutboxEvent>();
        while (_aging.TryPeek(out var id, out var at) && at <= now)
        {
            _aging.Dequeue();
            if (Find(id) is not { State: MailState.Queued } entry || entry.AgesFrom + _retry.GreatestAge != at) continue;
            if (_out.Contains(id))
            {
                _aging.Enqueue(id, at);
                break;
            }
            parked.Add(new OutboxEvent.MailParked(id, now, $"not delivered within {_retry.GreatestAge}; last: {entry.LastReason ?? "never tried"}"));
        }
        return parked.ToImmutable();
    }

    /// <summary>What putting a parked or held mail back into the queue would record; <c>null</c> if it is neither.</summary>
    public OutboxEvent.MailReplayed? Replay(MailId id, DateTimeOffset now) =>
        Find(id) is { State: MailState.Parked or MailState.InDoubt } ? new OutboxEvent.MailReplayed(id, now) : null;

    /// <summary>What is ready now.</summary>
    public OutboxOffer Offer(DateTimeOffset now)
    {
        EndBackOffs(now);
        return _ready.Offer;
    }

    /// <summary>
    /// Takes out the most urgent mail that is ready, the oldest first among equals; <c>null</c> if none is. It counts as
    /// out until it is settled or <see cref="Return"/>ed.
    /// </summary>
    public Mail? Take(DateTimeOffset now)
    {
        EndBackOffs(now);
        if (_ready.Take() is not { } id) return null;
        _out.Add(id);
        return _entries[id].Mail;
    }

    /// <summary>Puts back a mail that the sender did not use: it is ready again, and no attempt was made.</summary>
    public void Return(MailId id)
    {
        if (_out.Remove(id) && Find(id) is { State: MailState.Queued } entry) Enqueue(entry);
    }

    /// <summary>
    /// There is reason to believe that what failed may work now: what waits for its back-off to end is ready at once. Nothing
    /// is recorded of it, for a mail that is tried sooner has lost nothing.
    /// </summary>
    public void EndBackOffs()
    {
        while (_backingOff.TryDequeue(out var id, out var due))
        {
            if (Find(id) is { State: MailState.Queued } entry && entry.DueAt == due && !_out.Contains(id)) _ready.Add(entry);
        }
    }

    /// <summary>When something will be due by itself: a back-off ends or a mail grows too old; <c>null</c> if nothing will.</summary>
    public DateTimeOffset? NextWake()
    {
        DateTimeOffset? next = _backingOff.TryPeek(out _, out var due) ? due : null;
        return _aging.TryPeek(out _, out var aged) && !(next <= aged) ? aged : next;
    }

    /// <summary>Makes <paramref name="happened"/> part of the outbox.</summary>
    public void Apply(OutboxEvent happened)
    {
        switch (happened)
        {
            case OutboxEvent.MailsAccepted accepted:
                foreach (var mail in accepted.Mails) Add(mail, accepted.At);
                break;
            case OutboxEvent.MailDelivered delivered:
                Change(delivered.Id, entry => entry with
                {
                    State = MailState.Delivered,
                    Mail = null,
                    Attempts = entry.Attempts + 1,
                    SettledAt = delivered.At,
                    LastReason = delivered.Reply,
                });
                _delivered.Enqueue((delivered.Id, delivered.At));
                Forget(delivered.At);
                break;
            case OutboxEvent.MailsDelivered several:
                foreach (var delivered in several.Mails) Apply(delivered);
                break;
            case OutboxEvent.MailDeferred deferred:
                Change(deferred.Id, entry => entry.With(deferred.Doubtful ? MailStepKind.Doubtful : MailStepKind.Deferred, deferred.At, deferred.Reason, deferred.DueAt) with
                {
                    DueAt = deferred.DueAt,
                    Attempts = entry.Attempts + 1,
                    Doubts = entry.Doubts + (deferred.Doubtful ? 1 : 0),
                    LastReason = deferred.Reason,
                });
                break;
            case OutboxEvent.MailParked parked:
                Change(parked.Id, entry => entry.With(MailStepKind.Parked, parked.At, parked.Reason) with { State = MailState.Parked, SettledAt = parked.At, LastReason = parked.Reason });
                break;
            case OutboxEvent.MailHeldInDoubt held:
                Change(held.Id, entry => entry.With(MailStepKind.Held, held.At, held.Reason) with
                {
                    State = MailState.InDoubt,
                    SettledAt = held.At,
                    Attempts = entry.Attempts + 1,
                    Doubts = entry.Doubts + 1,
                    LastReason = held.Reason,
                });
                break;
            case OutboxEvent.MailReplayed replayed:
                Change(replayed.Id, entry => entry.With(MailStepKind.Replayed, replayed.At, "") with
                {
                    State = MailState.Queued,
                    DueAt = replayed.At,
                    AgesFrom = replayed.At,
                    Attempts = 0,
                    SettledAt = null,
                });
                _aging.Enqueue(replayed.Id, replayed.At + _retry.GreatestAge);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        }
    }

    /// <summary>Everything durable, as of now; see <see cref="OutboxSnapshot"/>.</summary>
    public OutboxSnapshot Snapshot() => new([.. _entries.Values.OrderBy(entry => entry.Sequence)], _sequence, _census.ToImmutableDictionary());

    /// <summary>Makes an empty outbox what <paramref name="snapshot"/> says.</summary>
    public void Restore(OutboxSnapshot snapshot)
    {
        foreach (var entry in snapshot.Entries)
        {
            _entries.Add(entry.Id, entry);
            if (entry.State == MailState.Queued)
            {
                Enqueue(entry);
                _aging.Enqueue(entry.Id, entry.AgesFrom + _retry.GreatestAge);
            }
        }
        foreach (var entry in snapshot.Entries.Where(entry => entry.State == MailState.Delivered).OrderBy(entry => entry.SettledAt))
            _delivered.Enqueue((entry.Id, entry.SettledAt ?? entry.AcceptedAt));
        foreach (var (purpose, census) in snapshot.Census) _census[purpose] = census;
        _sequence = snapshot.Sequence;
    }

    private void Add(Mail mail, DateTimeOffset at)
    {
        var entry = new OutboxEntry
        {
            Id = mail.Id,
            Purpose = mail.Purpose,
            To = mail.To,
            Mail = mail,
            Sequence = ++_sequence,
            AcceptedAt = at,
            Term = mail.Term,
            AgesFrom = at,
            DueAt = at,
        };
        _entries.Add(mail.Id, entry);
        Count(mail.Purpose, new MailCensus(1, 0, 0, 0, 1));
        _ready.Add(entry);
        _aging.Enqueue(mail.Id, at + _retry.GreatestAge);
    }

    private void Change(MailId id, Func<OutboxEntry, OutboxEntry> change)
    {
        var before = _entries[id];
        var after = change(before);
        _entries[id] = after;
        if (before.State == MailState.Queued && !_out.Remove(id)) _ready.Remove(before);
        if (after.State == MailState.Queued) Enqueue(after);
        if (before.State != after.State) Count(before.Purpose, One(after.State) - One(before.State));
    }

    private void Enqueue(OutboxEntry entry)
    {
        // Whether its back-off is over is asked again whenever something is offered or taken, so no clock is needed here.
        if (entry.Attempts == 0) _ready.Add(entry);
        else _backingOff.Enqueue(entry.Id, entry.DueAt);
    }

    private void EndBackOffs(DateTimeOffset now)
    {
        while (_backingOff.TryPeek(out var id, out var due) && due <= now)
        {
            _backingOff.Dequeue();
            if (Find(id) is { State: MailState.Queued } entry && entry.DueAt == due && !_out.Contains(id)) _ready.Add(entry);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_delivered.TryPeek(out var oldest) && oldest.At + _remember < now)
        {
            _delivered.Dequeue();
            if (_entries.Remove(oldest.Id, out var entry)) _forgotten?.Invoke(entry);
        }
    }

    private void Count(MailPurpose purpose, MailCensus change) => _census[purpose] = _census.GetValueOrDefault(purpose) + change;

    private static MailCensus One(MailState state) => state switch
    {
        MailState.Delivered => new MailCensus(0, 1, 0, 0, 0),
        MailState.Parked => new MailCensus(0, 0, 1, 0, 0),
        MailState.InDoubt => new MailCensus(0, 0, 0, 1, 0),
        _ => new MailCensus(0, 0, 0, 0, 1),
    };
}

/// <summary>All of an outbox that is durable: what its events sum up to.</summary>
public sealed record OutboxSnapshot(
    ImmutableArray<OutboxEntry> Entries,
    long Sequence,
    ImmutableDictionary<MailPurpose, MailCensus> Census);
