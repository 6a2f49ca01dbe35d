using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Processes;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Cluster.Outbox;

/// <summary>The outbox of one node, live: runs <see cref="NodeOutbox"/>, which decides everything.</summary>
public sealed class OutboxActor : ProcessActor<OutboxEvent, OutboxTimer>, IOutboxPort
{
    private readonly NodeName _node;
    private readonly IActorRef _sender;
    private readonly OutboxWitness? _witness;
    private readonly Domain.Outbox.Outbox _outbox;
    private readonly NodeOutbox _process;
    private readonly SnapshotPace _snapshots = new();

    /// <summary>See <see cref="Props"/>.</summary>
    public OutboxActor(OutboxOptions options, IActorRef sender)
        : base(options.Clock, options.Random, $"the outbox of {options.Node}", options.JournalPluginId, options.SnapshotPluginId, keepsRecords: true)
    {
        _node = options.Node;
        _sender = sender;
        _witness = options.Witness;
        _outbox = new Domain.Outbox.Outbox(options.Retry, options.InDoubt, options.Remember);
        _process = new NodeOutbox(_outbox, this);

        Recover<SnapshotOffer>(offer => _outbox.Restore((OutboxSnapshot)offer.Snapshot));
        Recover<OutboxEvent>(happened =>
        {
            _snapshots.Add(Weight(happened));
            _outbox.Apply(happened);
        });
        Recover<RecoveryCompleted>(_ => Context.GetLogger().Debug("outbox of {0} recovered with {1}", _node, _outbox.Census()));

        Command<TakeMails>(Take);
        Command<AskForMail>(Answer);
        Command<SettleMail>(settle => _process.Settle(settle.Epoch, settle.Id, settle.Outcome));
        Command<ReturnMail>(returned => _process.Return(returned.Epoch, returned.Id));
        Command<MeetSender>(sender => _process.MeetSender(sender.Epoch));
        Command<ReplayMail>(replay => _process.Replay([replay.Id], Replayed()));
        Command<ReplayAll>(_ => _process.ReplayAll(Replayed()));
        Command<TellInventory>(_ => Sender.Tell(new OutboxInventory(_node, [.. _outbox.Entries], _outbox.Census())));
        Command<TellCount>(_ => Sender.Tell(new OutboxCount(_node, MailPurposes.All.ToImmutableDictionary(purpose => purpose, _outbox.Census))));
        Command<SettingsInUse>(_ => _process.TryAgain());
    }

    /// <inheritdoc/>
    public override string PersistenceId => PersistenceIdOf(_node);

    /// <summary>What the outbox of <paramref name="node"/> is called in its journal.</summary>
    public static string PersistenceIdOf(NodeName node) => $"outbox-{node}";

    /// <summary>An outbox that offers to <paramref name="sender"/>, which may be a proxy.</summary>
    public static Props Props(OutboxOptions options, IActorRef sender) => Akka.Actor.Props.Create(() => new OutboxActor(options, sender));

    /// <inheritdoc/>
    public void Offer(OutboxOffer offer, long epoch, ImmutableArray<MailId> givenAway) => _sender.Tell(new OutboxOffered(_node, offer, epoch, givenAway));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
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
        Later(_process.Begin);
    }

    /// <inheritdoc/>
    protected override void Fire(OutboxTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Durable(OutboxEvent happened)
    {
        _witness?.Invoke(happened, _outbox);
        MailTraces.Settled(happened, _outbox, _node, Now);
    }

    /// <inheritdoc/>
    protected override void Applied(OutboxEvent happened)
    {
        if (happened is OutboxEvent.MailsAccepted accepted) MailTraces.Accepted(accepted, _node, Now);
        _snapshots.Add(Weight(happened));
        if (_snapshots.IsEarned(_outbox.Entries.Count)) SaveSnapshot(_outbox.Snapshot());
    }

    private void Take(TakeMails take)
    {
        var asker = Sender;
        _process.Take(take.Mails, (all, delivered) => asker.Tell(new MailsTaken(all, delivered)));
    }

    private void Answer(AskForMail ask)
    {
        if (_process.Ask(ask.Epoch) is not { } answer) return;
        if (answer.Mail is not { } mail)
        {
            Sender.Tell(new GrantDeclined(_node, ask.Grant, answer.Offer));
            return;
        }
        MailTraces.Granted(_outbox.Find(mail.Id)!, mail, _node, Now);
        Sender.Tell(new MailSubmitted(_node, ask.Grant, mail, answer.Doubts, answer.Offer));
    }

    private Action<int> Replayed()
    {
        var asker = Sender;
        return mails => asker.Tell(new ReplayDone(mails));
    }

    private static int Weight(OutboxEvent happened) => happened switch
    {
        OutboxEvent.MailsAccepted accepted => accepted.Mails.Length,
        OutboxEvent.MailsDelivered delivered => delivered.Mails.Length,
        _ => 1,
    };
}
