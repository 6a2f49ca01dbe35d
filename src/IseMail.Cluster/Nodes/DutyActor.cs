using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Processes;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// The holder of the cluster-wide duties of one persona, live: runs <see cref="DutyHolder"/>, which decides everything. On the active
/// MnT a cluster singleton, on the primary PAN a child of <see cref="PanActor"/>.
/// </summary>
public sealed class DutyActor : ProcessActor<DutyEvent, DutyTimer>, IDutyPort
{
    private const int SnapshotEvery = 1_000;

    private readonly DutyOptions _options;
    private readonly IActorRef _outbox;
    private readonly DutyHolder _process;
    private long _sinceSnapshot;

    /// <summary>See <see cref="Props"/>.</summary>
    public DutyActor(DutyOptions options, IActorRef outbox)
        : base(options.Clock, options.Charge.Random, $"the duties of {options.Charge.Persona.Role()}", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _outbox = outbox;
        _process = new DutyHolder(options.Charge with { Succeeds = options.Appointment?.Epoch }, this);

        Recover<SnapshotOffer>(offer => _process.Register.Restore((DutySnapshot)offer.Snapshot));
        Recover<DutyEvent>(happened =>
        {
            _sinceSnapshot++;
            _process.Register.Apply(happened);
        });
        Recover<RecoveryCompleted>(_ => _process.Begin());

        Command<RaiseCauses>(Raise);
        Command<RaiseAlarm>(Raise);
        Command<WriteGuests>(Write);
        Command<MailsTaken>(taken => _process.Confirm(taken.Ids, taken.Delivered));
        Command<MailsNotTaken>(_ => { }); // handed over again
        Command<MailsLeft>(left => _process.Left(left.Mails));
        Command<WorkloadEnded>(_ => _process.EndWorkload());
        Command<SettingsInUse>(inUse => _process.Use(inUse.Version.Settings));
        Command<TellAlarms>(_ => Sender.Tell(new AlarmReport(_process.Register.Alarms.Standings)));
        Command<TellGuests>(_ => Sender.Tell(new GuestsAnswered([.. _process.Register.Guests.All])));
        Command<TellDuties>(_ => Sender.Tell(new DutyReport(Persona, [.. _process.Register.Terms], [.. _process.Register.Open])));
        Command<TakeReading>(reading => reading.Asker.Tell(new DutyReading(Persona, _process.Register.Epoch)));
        Command<StepDown>(_ => _process.StepDown());
    }

    /// <inheritdoc/>
    public override string PersistenceId => PersistenceIdOf(Persona);

    private Persona Persona => _options.Charge.Persona;

    private NodeName Node => _options.Charge.Node;

    /// <summary>What the holders of the duties of <paramref name="persona"/> are called in the deployment's journal.</summary>
    public static string PersistenceIdOf(Persona persona) => $"duties-{persona.Role()}";

    /// <summary>A holder that hands its mail to <paramref name="outbox"/>.</summary>
    public static Props Props(DutyOptions options, IActorRef outbox) => Akka.Actor.Props.Create(() => new DutyActor(options, outbox));

    /// <inheritdoc/>
    public void HandOver(ImmutableArray<Mail> mails) => _outbox.Tell(new TakeMails([.. mails.Select(mail => MailTraces.Caused(mail, Node, Now))]));

    /// <inheritdoc/>
    public void Held(DutyTerm term, DutyTerm? before)
    {
        MailMetrics.CountTakeover(term, before);
        _options.Appointment?.Pan.Tell(new DutiesHeld(term));
        Log.Info("{0} holds the duties of {1}, {2} of them open", Node, Persona.Role(), _process.Register.OpenCount);
        Context.System.EventStream.Subscribe(Self, typeof(MailsLeft));
        Context.System.EventStream.Subscribe(Self, typeof(TakeReading));
        Context.System.EventStream.Subscribe(Self, typeof(WorkloadEnded));
        // The node may have had these before there was a holder on it to be told.
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        _process.Use(_options.InUse());
    }

    /// <inheritdoc/>
    public void Lost(DutyTerm term) => _options.Appointment?.Pan.Tell(new DutiesLost(term));

    /// <inheritdoc/>
    public void End() => Context.Stop(Self);

    /// <inheritdoc/>
    public void Say(string what) => Log.Info("{0}", what);

    /// <inheritdoc/>
    protected override void Fire(DutyTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Applied(DutyEvent happened)
    {
        if (++_sinceSnapshot < SnapshotEvery) return;
        _sinceSnapshot = 0;
        SaveSnapshot(_process.Register.Snapshot());
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Error("the duties of {0} on {1} stop, for their journal refuses them: {2}", Persona, Node, cause.Message);
        Context.System.EventStream.Publish(Conditions.ProcessFailed(Node, PersistenceId, Now));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Raise(RaiseCauses raise)
    {
        var asker = Sender;
        _process.Raise(raise.Causes, mails => asker.Tell(new CausesRaised(mails)), why => asker.Tell(new CausesNotRaised(why)));
    }

    private void Raise(RaiseAlarm raise)
    {
        var asker = Sender;
        _process.RaiseAlarm(raise.Signal, answer => asker.Tell(new AlarmAnswered(raise.Signal, answer.Mails, answer.Suppressed, answer.NotMailed)));
    }

    private void Write(WriteGuests write)
    {
        var asker = Sender;
        _process.WriteGuests(write.Request, write.NotAfter, answer => asker.Tell(answer.Refused is { } why ? new GuestsRefused(why) : new GuestsAnswered(answer.Guests)));
    }
}

/// <summary>What a holder of duties is made of.</summary>
/// <param name="Charge">What it is charged with.</param>
/// <param name="InUse">The settings that its node goes by at the moment.</param>
/// <param name="Clock">The time.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the deployment's shared journal.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the deployment's shared snapshot store.</param>
/// <param name="Appointment">Whom it is to succeed; <c>null</c>: whoever it was, for the cluster sees to it that there is one.</param>
public sealed record DutyOptions(
    DutyCharge Charge,
    Func<SystemSettings> InUse,
    TimeProvider Clock,
    string JournalPluginId,
    string SnapshotPluginId,
    DutyAppointment? Appointment = null);

/// <summary>On whose behalf duties are taken over, and from whom.</summary>
/// <param name="Epoch">The term that ends.</param>
/// <param name="Pan">The PAN it runs on: told <see cref="DutiesHeld"/> or <see cref="DutiesLost"/>.</param>
public sealed record DutyAppointment(long Epoch, IActorRef Pan);
