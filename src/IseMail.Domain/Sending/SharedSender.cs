using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Sending;

/// <summary>
/// Decides for one mailbox: which outbox may submit next, on which connection, and when. It pulls: outboxes say what
/// they have, the sender asks one of them for its most urgent mail when a connection is free and the budget has a place,
/// and no mail waits in the sender. What it must know after its own loss is in its <see cref="SenderMemory"/>.
/// </summary>
/// <remarks>
/// Most urgent first; among equals the outbox that was served least recently. A connection is opened only when there is
/// something to send, and failing to open one costs no mail an attempt.
/// <para>
/// Where no budget limits it, it may ask for one mail ahead for each busy connection. Such a mail has not begun, so losing
/// the sender puts it in no doubt, and it is given back when something more urgent is offered.
/// </para>
/// </remarks>
public sealed class SharedSender
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly SenderSettings _settings;
    private readonly SenderMemory _memory;
    private readonly SendingPace _pace;
    private readonly OpeningBackOff _opening = new();
    private readonly SenderSlots _slots;
    private readonly OfferedMail _offered = new();
    private readonly PendingGrants _grants = new();
    private readonly HashSet<MailId> _active = [];
    private readonly bool _asksAhead;
    private readonly ConnectionAllowance _allowance;

    /// <summary>A sender that begins with what its predecessors left.</summary>
    /// <param name="settings">Connections, budget, what to do in doubt.</param>
    /// <param name="memory">Recovered; from here on changed only through <see cref="SenderMemory.Apply"/>.</param>
    /// <param name="pace">The budget with what earlier senders used of it.</param>
    /// <param name="asksAhead">Whether whoever runs it holds mails for it; only without a budget, for with one it is places that are waited for.</param>
    public SharedSender(SenderSettings settings, SenderMemory memory, SendingPace pace, bool asksAhead = false)
    {
        _asksAhead = asksAhead && settings.Budget is { Messages: 0, RecipientsPerDay: 0 };
        _settings = settings;
        _memory = memory;
        _pace = pace;
        _slots = new SenderSlots(settings.Connections);
        _allowance = new ConnectionAllowance(settings.Connections);
    }

    /// <summary>How many mails this sender delivered.</summary>
    public long Delivered { get; private set; }

    /// <summary>Whether some outbox has been asked and has not answered: what is to be recorded may soon be more.</summary>
    public bool AwaitsAnswer => _grants.Count > 0;

    /// <summary>A word on it for whoever asks.</summary>
    public SenderStatus Status => new(
        _memory.Epoch,
        _slots.Open,
        _active.Count,
        _offered.Waiting,
        Delivered,
        _opening.Last?.Reason);

    /// <summary>An outbox said what it has ready.</summary>
    public void Offered(NodeName node, OutboxOffer offer) => _offered.Offer(node, offer);

    /// <summary>
    /// Other settings are in use: connections opened by the former ones end when their mail has, and what was put off because
    /// of failures is tried at once.
    /// </summary>
    public void Renew()
    {
        _opening.Reset();
        _pace.Resume();
        _allowance.Reset();
        for (var slot = 0; slot < _slots.Count; slot++) _slots[slot].Outdate();
    }

    /// <summary>A node is gone: nothing is asked of its outbox until it offers again.</summary>
    public void Withdrawn(NodeName node)
    {
        _offered.Withdraw(node);
        Forget(node);
    }

    /// <summary>A node's outbox has forgotten what it gave away: what is held of it is let go, for it will be given again.</summary>
    public void Forget(NodeName node)
    {
        foreach (var slot in _slots.HoldingOf(node)) LetGo(slot);
    }

    /// <summary>Whether the sender has that mail in hand, so that its outbox must go on waiting for it.</summary>
    public bool Holds(MailId id) => _active.Contains(id) || _slots.Holding(id) is not null;

    /// <summary>All that is to be done now. Each action is taken to be under way from here on.</summary>
    public ImmutableArray<SenderAction> Next(DateTimeOffset now)
    {
        var actions = ImmutableArray.CreateBuilder<SenderAction>();
        ExpireGrants(now);
        UseHeld(actions, now);
        while (_offered.First() is var (node, urgency) && _pace.Earliest(urgency, _offered.Waiting, now) <= now)
        {
            if (_slots.Free() is not { } slot)
            {
                OpenMore(actions, now);
                break;
            }
            actions.Add(Ask(slot, node, urgency, now));
        }
        AskAhead(actions, now);
        CloseIdle(actions, now);
        return actions.ToImmutable();
    }

    /// <summary>When <see cref="Next"/> should be asked again even if nothing happens; <c>null</c> if only something that happens can change its answer.</summary>
    public DateTimeOffset? NextWake(DateTimeOffset now)
    {
        var wake = _grants.FirstDeadline();
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot].State == SlotState.Idle) wake = Min(wake, _slots[slot].Since + _settings.IdleTimeout);
        }
        if (_offered.First() is var (_, urgency))
        {
            var earliest = _pace.Earliest(urgency, _offered.Waiting, now);
            if (earliest > now) wake = Min(wake, earliest);
            else if (_opening.NotBefore > now) wake = Min(wake, _opening.NotBefore);
            else if (_allowance.FewerUntil > now) wake = Min(wake, _allowance.FewerUntil);
        }
        return wake == DateTimeOffset.MaxValue ? null : wake;
    }

    /// <summary>An outbox answered a grant with a mail.</summary>
    /// <param name="grant">Which grant.</param>
    /// <param name="node">Whose.</param>
    /// <param name="id">The mail.</param>
    /// <param name="doubts">How many doubtful submissions of this mail its outbox knows of.</param>
    /// <param name="now">The present.</param>
    public SenderAnswer Submitted(long grant, NodeName node, MailId id, int doubts, DateTimeOffset now)
    {
        if (!_grants.TryTake(grant, out var pending)) return new SenderAnswer.Return();
        var slot = _slots[pending.Slot];
        if (slot.Grant != grant)
        {
            // The connection it was asked for has been lost meanwhile.
            _pace.Cancel();
            return new SenderAnswer.Return();
        }
        if (_memory.DeliveredAt(id) is { } at)
        {
            Release(grant, pending, now);
            return new SenderAnswer.Known(new SubmissionOutcome.Delivered($"already delivered at {at:yyyy-MM-dd HH:mm:ss}Z; not sent again"));
        }
        // Until its end is recorded it is under way: an outbox that has forgotten giving it away must not have it sent again.
        if (_active.Contains(id) || _memory.IsBegun(id))
        {
            Release(grant, pending, now);
            return new SenderAnswer.Known(new SubmissionOutcome.Deferred("the same mail is under way already", AskAgainAfter));
        }
        if (_memory.Doubts(id) > doubts)
        {
            Release(grant, pending, now);
            return new SenderAnswer.Known(new SubmissionOutcome.InDoubt("the sender or its connection was lost before the server's reply was recorded"));
        }
        // If it is held, its outbox gave it away before and has forgotten that.
        if (_slots.Holding(id) is { } holding) LetGo(holding);
        slot.Grant = 0;
        // It waits for its connection, or for something more urgent that is on its way.
        if (slot.State == SlotState.Busy || (_asksAhead && _grants.AsksAbove(pending.Urgency)))
        {
            slot.Held = new HeldMail(id, node, pending.Urgency);
            if (slot.State == SlotState.Asked) slot.Become(SlotState.Idle, now);
            return new SenderAnswer.Hold(pending.Slot);
        }
        slot.Become(SlotState.Busy, now);
        _active.Add(id);
        return new SenderAnswer.Begin(pending.Slot, new MailBegun(id, node, now));
    }

    /// <summary>An outbox answered a grant with nothing.</summary>
    public void Declined(long grant, DateTimeOffset now)
    {
        if (_grants.TryTake(grant, out var pending)) Release(grant, pending, now);
    }

    /// <summary>A slot's connection is open and authenticated.</summary>
    public void Opened(int slot, DateTimeOffset now)
    {
        _opening.Reset();
        _slots[slot].Become(SlotState.Idle, now);
    }

    /// <summary>A slot's connection could not be opened.</summary>
    public void OpenFailed(int slot, ConnectionFailure failure, DateTimeOffset now, double draw)
    {
        var outdated = _slots[slot].Outdated;
        _slots[slot].Become(SlotState.Closed, now);
        if (outdated) return;
        if (failure.Kind == ConnectionFailureKind.TooManyConnections) _allowance.Refused(_slots.Open, now);
        _opening.Failed(failure, now, draw);
    }

    /// <summary>A submission ended.</summary>
    /// <returns>What is to be recorded of it.</returns>
    public MailSettled Finished(int slot, MailId id, SubmissionResult result, DateTimeOffset now)
    {
        var ending = result.Outcome switch
        {
            SubmissionOutcome.Delivered => SubmissionEnding.Delivered,
            SubmissionOutcome.InDoubt => SubmissionEnding.InDoubt,
            _ => SubmissionEnding.NotDelivered,
        };
        _active.Remove(id);
        // A mail asked for ahead that has not come yet is from here on what the connection waits for.
        _slots[slot].Become(!result.Usable ? SlotState.Closed : _slots[slot].Grant != 0 ? SlotState.Asked : SlotState.Idle, now);
        if (!result.Usable) _slots[slot].Grant = 0;
        _pace.End(now, ending);
        if (ending == SubmissionEnding.Delivered) Delivered++;
        if (result.MailboxPause is { } pause) _pace.Pause(now + pause);
        if (result.TooManyConnections) _allowance.Refused(_slots.Open, now);
        return new MailSettled(id, ending, now);
    }

    /// <summary>A slot's connection is closed.</summary>
    public void Closed(int slot, DateTimeOffset now)
    {
        _slots[slot].Become(SlotState.Closed, now);
        _slots[slot].Grant = 0;
    }

    private SenderAction.Ask Ask(int slot, NodeName node, Urgency urgency, DateTimeOffset now)
    {
        var grant = _grants.Add(slot, node, urgency, now);
        _slots[slot].Grant = grant;
        if (_slots[slot].State == SlotState.Idle) _slots[slot].Become(SlotState.Asked, now);
        _pace.Begin(now);
        _offered.Serve(node, urgency);
        return new SenderAction.Ask(grant, node);
    }

    /// <summary>Begins what is held as connections become free, and gives back what something more urgent has come before.</summary>
    private void UseHeld(ImmutableArray<SenderAction>.Builder actions, DateTimeOffset now)
    {
        var offered = _offered.First()?.Urgency;
        for (var number = 0; number < _slots.Count; number++)
        {
            var slot = _slots[number];
            if (slot.Held is not { } held) continue;
            var stays = slot.State is SlotState.Idle or SlotState.Busy && !(slot is { State: SlotState.Idle, Outdated: true }) && _memory.DeliveredAt(held.Id) is null && !_active.Contains(held.Id) && !_memory.IsBegun(held.Id);
            if (stays && !(offered < held.Urgency)) continue;
            LetGo(slot);
            actions.Add(new SenderAction.GiveBack(held.Node, held.Id));
        }
        for (var number = 0; number < _slots.Count; number++)
        {
            var slot = _slots[number];
            if (slot.State is not (SlotState.Idle or SlotState.Asked) || slot.Outdated) continue;
            if (_slots.MostUrgentHeld(slot) is not { Held: { } held } from || _grants.AsksAbove(held.Urgency)) continue;
            if (slot.State == SlotState.Asked && _grants.UrgencyOf(slot.Grant) <= held.Urgency) continue;
            from.Held = null;
            slot.Become(SlotState.Busy, now);
            _active.Add(held.Id);
            actions.Add(new SenderAction.Begin(number, new MailBegun(held.Id, held.Node, now)));
        }
    }

    private void AskAhead(ImmutableArray<SenderAction>.Builder actions, DateTimeOffset now)
    {
        if (!_asksAhead) return;
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot] is not { State: SlotState.Busy, Grant: 0, Held: null, Outdated: false } || _offered.First() is not var (node, urgency)) continue;
            if (_pace.Earliest(urgency, _offered.Waiting, now) <= now) actions.Add(Ask(slot, node, urgency, now));
        }
    }

    private void LetGo(SenderSlot slot)
    {
        slot.Held = null;
        _pace.Cancel();
    }

    private void OpenMore(ImmutableArray<SenderAction>.Builder actions, DateTimeOffset now)
    {
        if (_opening.NotBefore > now) return;
        var opening = _slots.In(SlotState.Opening);
        var wanted = Math.Min(_allowance.At(now) - (_slots.Count - _slots.In(SlotState.Closed)), _offered.Waiting - opening);
        // While it is unsure whether a connection can be had at all, one attempt at a time finds out.
        if (_opening.Last is not null) wanted = Math.Min(wanted, 1 - opening);
        for (var slot = 0; slot < _slots.Count && wanted > 0; slot++)
        {
            if (_slots[slot].State != SlotState.Closed) continue;
            _slots[slot].Become(SlotState.Opening, now);
            actions.Add(new SenderAction.Open(slot, _opening.FreshToken));
            wanted--;
        }
    }

    private void CloseIdle(ImmutableArray<SenderAction>.Builder actions, DateTimeOffset now)
    {
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot] is not { State: SlotState.Idle, Held: null } idle || (!idle.Outdated && idle.Since + _settings.IdleTimeout > now)) continue;
            _slots[slot].Become(SlotState.Closing, now);
            actions.Add(new SenderAction.Close(slot));
        }
    }

    private void ExpireGrants(DateTimeOffset now)
    {
        foreach (var (number, grant) in _grants.TakeExpired(now))
        {
            // An outbox that does not answer is asked again when it offers again.
            _offered.Withdraw(grant.Node);
            Release(number, grant, now);
        }
    }

    private void Release(long number, PendingGrant grant, DateTimeOffset now)
    {
        _pace.Cancel();
        var slot = _slots[grant.Slot];
        if (slot.Grant != number) return;
        slot.Grant = 0;
        if (slot.State == SlotState.Asked) slot.Become(SlotState.Idle, now);
    }

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
