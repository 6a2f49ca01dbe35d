using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Outbox;

/// <summary>
/// The outbox of one node, live: journals what the rules say, answers the sender, wakes when something falls due.
/// </summary>
/// <remarks>
/// Accepting is confirmed only after it is journalled. Settlements are gathered for a moment and journalled in groups, but
/// not when nothing else is under way: one that is lost with the process is asked for again and answered from the sender's memory.
/// </remarks>
public sealed class OutboxActor : JournallingActor
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(25);

    private readonly NodeName _node;
    private readonly IActorRef _sender;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly OutboxWitness? _witness;
    private readonly Domain.Outbox.Outbox _outbox;
    private readonly List<OutboxEvent> _unrecorded = [];
    private readonly HashSet<MailId> _settling = [];
    private readonly SnapshotPace _snapshots = new();
    private OutboxOffer _offered;
    private DateTimeOffset? _wakeAt;
    private bool _recording;
    private long _epoch;

    /// <summary>See <see cref="Props"/>.</summary>
    public OutboxActor(OutboxOptions options, IActorRef sender)
        : base($"the outbox of {options.Node}", options.JournalPluginId, options.SnapshotPluginId, keepsRecords: true)
    {
        _node = options.Node;
        _sender = sender;
        _clock = options.Clock;
        _random = options.Random;
        _witness = options.Witness;
        _outbox = new Domain.Outbox.Outbox(options.Retry, options.InDoubt, options.Remember);

        Recover<SnapshotOffer>(offer => _outbox.Restore((OutboxSnapshot)offer.Snapshot));
        Recover<OutboxEvent>(happened =>
        {
            _snapshots.Add(Weight(happened));
            _outbox.Apply(happened);
        });
        Recover<RecoveryCompleted>(_ => Context.GetLogger().Debug("outbox of {0} recovered with {1}", _node, _outbox.Census()));

        Command<TakeMails>(Take);
        Command<AskForMail>(Answer);
        Command<SettleMail>(Settle);
        Command<ReturnMail>(returned =>
        {
            if (returned.Epoch == _epoch && !_settling.Contains(returned.Id)) _outbox.Return(returned.Id);
            Offer();
        });
        Command<MeetSender>(sender =>
        {
            Meet(sender.Epoch);
            Offer();
        });
        Command<ReplayMail>(replay => Replay([replay.Id]));
        Command<ReplayAll>(_ => Replay([.. _outbox.Entries.Where(entry => entry.State is MailState.Parked or MailState.InDoubt).Select(entry => entry.Id)]));
        Command<TellInventory>(_ => Sender.Tell(new OutboxInventory(_node, [.. _outbox.Entries], _outbox.Census())));
        Command<TellCount>(_ => Sender.Tell(new OutboxCount(_node, MailPurposes.All.ToImmutableDictionary(purpose => purpose, _outbox.Census))));
        Command<SettingsInUse>(_ =>
        {
            _outbox.EndBackOffs();
            Offer();
        });
        Command<Beat>(_ => Announce());
        Command<Flush>(_ => Record());
        Command<Wake>(_ =>
        {
            _wakeAt = null;
            foreach (var parked in _outbox.GiveUp(Now)) Gather(parked);
            Offer();
        });
    }

    /// <inheritdoc/>
    public override string PersistenceId => PersistenceIdOf(_node);

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>What the outbox of <paramref name="node"/> is called in its journal.</summary>
    public static string PersistenceIdOf(NodeName node) => $"outbox-{node}";

    /// <summary>An outbox that offers to <paramref name="sender"/>, which may be a proxy.</summary>
    public static Props Props(OutboxOptions options, IActorRef sender) => Akka.Actor.Props.Create(() => new OutboxActor(options, sender));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, Heartbeat);
        base.PreStart();
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Context.System.EventStream.Publish(Conditions.ProcessFailed(_node, "outbox", Now));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        base.OnReplaySuccess();
        Self.Tell(Wake.Instance);
    }

    private void Take(TakeMails take)
    {
        var asker = Sender;
        var taken = new MailsTaken(
            [.. take.Mails.Select(mail => mail.Id)],
            [.. take.Mails.Where(mail => _outbox.Find(mail.Id) is { State: MailState.Delivered }).Select(mail => mail.Id)]);
        if (_outbox.Accept(take.Mails, Now) is not { } accepted)
        {
            asker.Tell(taken);
            return;
        }
        Persist(accepted, happened =>
        {
            Apply(happened);
            MailTraces.Accepted(happened, _node, Now);
            // The sender first: whoever hears that its alarm is accepted may count on its being the next mail out.
            Offer();
            asker.Tell(taken);
        });
    }

    private void Answer(AskForMail ask)
    {
        if (ask.Epoch < _epoch) return;
        Meet(ask.Epoch);
        var mail = _outbox.Take(Now);
        _offered = _outbox.Offer(Now);
        if (mail is null) Sender.Tell(new GrantDeclined(_node, ask.Grant, _offered));
        else
        {
            var entry = _outbox.Find(mail.Id)!;
            MailTraces.Granted(entry, mail, _node, Now);
            Sender.Tell(new MailSubmitted(_node, ask.Grant, mail, entry.Doubts, _offered));
        }
    }

    private void Settle(SettleMail settle)
    {
        // What an earlier sender says is out of date, except that a mail was delivered: that stays true.
        if (settle.Epoch < _epoch && settle.Outcome is not SubmissionOutcome.Delivered) return;
        if (_settling.Contains(settle.Id)) return;
        if (_outbox.Settle(settle.Id, settle.Outcome, Now, _random.NextDouble()) is not { } happened) return;
        _settling.Add(settle.Id);
        Gather(happened);
        // Nothing else is on its way that could share the record.
        if (_outbox.Offer(Now).Total == 0 && _outbox.Out.All(_settling.Contains)) Record();
    }

    private void Replay(ImmutableArray<MailId> ids)
    {
        var events = ids.Select(id => _outbox.Replay(id, Now)).OfType<OutboxEvent>().ToImmutableArray();
        var asker = Sender;
        if (events.IsEmpty)
        {
            asker.Tell(new ReplayDone(0));
            return;
        }
        PersistAll(events, Apply);
        DeferAsync(events.Length, count =>
        {
            asker.Tell(new ReplayDone(count));
            Offer();
        });
    }

    private void Gather(OutboxEvent happened)
    {
        _unrecorded.Add(happened);
        if (!_recording && _unrecorded.Count == 1) Timers.StartSingleTimer(nameof(Flush), Flush.Instance, GatherFor);
    }

    /// <summary>Journals what has been gathered; what comes while it is being written makes up the next group.</summary>
    private void Record()
    {
        if (_recording || _unrecorded.Count == 0) return;
        // Deliveries last: that a mail is delivered stays true whatever else was thought of it meanwhile.
        var delivered = _unrecorded.OfType<OutboxEvent.MailDelivered>().ToImmutableArray();
        var group = _unrecorded.Where(happened => happened is not OutboxEvent.MailDelivered).ToList();
        if (delivered.Length > 0) group.Add(new OutboxEvent.MailsDelivered(delivered));
        _unrecorded.Clear();
        _recording = true;
        var left = group.Count;
        PersistAllAsync(group, happened =>
        {
            Apply(happened);
            if (--left > 0) return;
            _recording = false;
            if (_unrecorded.Count > 0) Timers.StartSingleTimer(nameof(Flush), Flush.Instance, GatherFor);
            Offer();
        });
    }

    private void Apply(OutboxEvent happened)
    {
        _witness?.Invoke(happened, _outbox);
        MailTraces.Settled(happened, _outbox, _node, Now);
        _outbox.Apply(happened);
        foreach (var id in Settled(happened)) _settling.Remove(id);
        _snapshots.Add(Weight(happened));
        if (_snapshots.IsEarned(_outbox.Entries.Count)) SaveSnapshot(_outbox.Snapshot());
    }

    private static int Weight(OutboxEvent happened) => happened switch
    {
        OutboxEvent.MailsAccepted accepted => accepted.Mails.Length,
        OutboxEvent.MailsDelivered delivered => delivered.Mails.Length,
        _ => 1,
    };

    private static ImmutableArray<MailId> Settled(OutboxEvent happened) => happened switch
    {
        OutboxEvent.MailsDelivered delivered => [.. delivered.Mails.Select(mail => mail.Id)],
        OutboxEvent.MailDeferred deferred => [deferred.Id],
        OutboxEvent.MailParked parked => [parked.Id],
        OutboxEvent.MailHeldInDoubt held => [held.Id],
        _ => [],
    };

    private void Meet(long epoch)
    {
        if (epoch <= _epoch) return;
        _epoch = epoch;
        // A new sender: what the last one had in hand is offered again; the new one knows what became of it.
        foreach (var id in _outbox.Out.Where(id => !_settling.Contains(id)).ToList()) _outbox.Return(id);
    }

    /// <summary>Tells the sender what is ready when that goes from nothing to something, or becomes more urgent.</summary>
    private void Offer()
    {
        var offer = _outbox.Offer(Now);
        var tell = offer.MostUrgent is { } urgency && (_offered.MostUrgent is not { } before || urgency < before);
        if (tell || (offer.Total > 0 && _offered.Total == 0)) Tell(offer, []);
        ScheduleWake();
    }

    private void Announce()
    {
        Tell(_outbox.Offer(Now), [.. _outbox.Out.Where(id => !_settling.Contains(id))]);
        ScheduleWake();
    }

    private void Tell(OutboxOffer offer, ImmutableArray<MailId> outMails)
    {
        _offered = offer;
        _sender.Tell(new OutboxOffered(_node, offer, _epoch, outMails));
    }

    private void ScheduleWake()
    {
        if (_outbox.NextWake() is not { } at || _wakeAt <= at) return;
        _wakeAt = at;
        var delay = at - Now;
        Timers.StartSingleTimer(nameof(Wake), Wake.Instance, delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(10));
    }

    private sealed class Beat
    {
        public static Beat Instance { get; } = new();
    }

    private sealed class Flush
    {
        public static Flush Instance { get; } = new();
    }

    private sealed class Wake
    {
        public static Wake Instance { get; } = new();
    }
}
