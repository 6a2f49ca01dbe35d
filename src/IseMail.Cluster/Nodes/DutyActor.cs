using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// Holds the cluster-wide duties of one persona: on the primary PAN guest and password expiry, on the active MnT alarms.
/// One for the deployment: on the active MnT a cluster singleton, on the primary PAN a child of <see cref="PanActor"/>. What
/// it takes on is journalled where every node of the persona can read it, then handed to the outbox of the node it runs on.
/// </summary>
/// <remarks>
/// A second holder, were there ever one, would find the journal refusing its records and stop: what is not journalled
/// has no consequence.
/// </remarks>
public sealed partial class DutyActor : JournallingActor
{
    private const int SnapshotEvery = 1_000;
    private const int MailsAtOnce = 500;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StepDownWithin = TimeSpan.FromSeconds(5);

    private readonly DutyOptions _options;
    private readonly IActorRef _outbox;
    private readonly DutyRegister _register;
    private readonly Dictionary<MailId, Cause> _handing = [];
    private readonly List<MailId> _left = [];
    private long _sinceSnapshot;
    private long _term;
    private long? _worked;
    private bool _steppingDown;
    private bool _working = true;

    /// <summary>See <see cref="Props"/>.</summary>
    public DutyActor(DutyOptions options, IActorRef outbox)
        : base($"the duties of {options.Persona.Role()}", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _outbox = outbox;
        _register = new DutyRegister(options.Persona);

        Recover<SnapshotOffer>(offer => _register.Restore((DutySnapshot)offer.Snapshot));
        Recover<DutyEvent>(happened =>
        {
            _sinceSnapshot++;
            _register.Apply(happened);
        });
        Recover<RecoveryCompleted>(_ => Hold());

        Command<RaiseCauses>(Raise);
        Command<RaiseAlarm>(raise => RaiseAlarm(raise.Signal, Sender));
        Command<AlarmArose>(arose => RaiseAlarm(arose.Signal, ActorRefs.Nobody, arose.Slot));
        Command<WriteGuests>(WriteGuests);
        Command<MailsTaken>(Confirm);
        Command<MailsNotTaken>(_ => { }); // handed over again at the next pulse
        Command<MailsLeft>(left => _left.AddRange(left.Mails));
        Command<WorkloadEnded>(_ => _working = false);
        Command<PulseTick>(_ => Beat());
        Command<TellAlarms>(_ => Sender.Tell(new AlarmReport(_register.Alarms.Standings)));
        Command<TellGuests>(_ => Sender.Tell(new GuestsAnswered([.. _register.Guests.All])));
        Command<TellDuties>(_ => Sender.Tell(new DutyReport(_options.Persona, [.. _register.Terms], [.. _register.Open])));
        Command<TakeReading>(reading => reading.Asker.Tell(new DutyReading(_options.Persona, _register.Epoch)));
        Command<StepDown>(_ => Leave());
        Command<StepDownNow>(_ => Context.Stop(Self));
    }

    /// <inheritdoc/>
    public override string PersistenceId => PersistenceIdOf(_options.Persona);

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>What the holders of the duties of <paramref name="persona"/> are called in the deployment's journal.</summary>
    public static string PersistenceIdOf(Persona persona) => $"duties-{persona.Role()}";

    /// <summary>A holder that hands its mail to <paramref name="outbox"/>.</summary>
    public static Props Props(DutyOptions options, IActorRef outbox) => Akka.Actor.Props.Create(() => new DutyActor(options, outbox));

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Error("the duties of {0} on {1} stop, for their journal refuses them: {2}", _options.Persona, _options.Node, cause.Message);
        Context.System.EventStream.Publish(Conditions.ProcessFailed(_options.Node, PersistenceId, Now));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Hold()
    {
        if (_options.Appointment is { } appointment && !_register.MaySucceed(_options.Node, appointment.Epoch))
        {
            appointment.Pan.Tell(new DutiesLost(_register.Terms[^1]));
            Context.Stop(Self);
        }
        else
        {
            Persist(_register.Hold(_options.Node, Now), Begin);
        }
    }

    private void Begin(DutyEvent.DutyHeld held)
    {
        MailMetrics.CountTakeover(held.Term, _register.Terms is [.., var last] ? last : null);
        _register.Apply(held);
        _term = held.Term.Epoch;
        _options.Appointment?.Pan.Tell(new DutiesHeld(held.Term));
        Log.Info("{0} holds the duties of {1}, {2} of them open", _options.Node, _options.Persona.Role(), _register.OpenCount);
        Context.System.EventStream.Subscribe(Self, typeof(MailsLeft));
        Context.System.EventStream.Subscribe(Self, typeof(TakeReading));
        Context.System.EventStream.Subscribe(Self, typeof(WorkloadEnded));
        Timers.StartPeriodicTimer(nameof(PulseTick), PulseTick.Instance, Pulse);
        HandOver(_register.Open);
        Work();
    }

    private void Raise(RaiseCauses raise)
    {
        var asker = Sender;
        if (_steppingDown)
        {
            asker.Tell(new CausesNotRaised($"{_options.Node} is handing its duties over"));
            return;
        }
        var raised = new CausesRaised([.. raise.Causes.Select(CauseIdentity.Of)]);
        DutyEvent.CausesTaken? taken;
        try
        {
            taken = _register.Take(raise.Causes, Now);
        }
        catch (ArgumentException wrong)
        {
            asker.Tell(new CausesNotRaised(wrong.Message));
            return;
        }
        if (taken is null) asker.Tell(raised);
        else Take(taken, () => asker.Tell(raised));
    }

    private void Take(DutyEvent.CausesTaken taken, Action? then) => Persist(taken, happened =>
    {
        Apply(happened);
        then?.Invoke();
        HandOver(happened.Causes);
    });

    private void HandOver(IEnumerable<Cause> causes)
    {
        foreach (var batch in causes.Chunk(MailsAtOnce))
        {
            foreach (var cause in batch) _handing[CauseIdentity.Of(cause)] = cause;
            _outbox.Tell(new TakeMails([.. batch.Select(cause => MailTraces.Caused(_options.Composer.Compose(cause, Now) with { Term = _term }, _options.Node, Now))]));
        }
    }

    private void Confirm(MailsTaken taken)
    {
        foreach (var id in taken.Ids) _handing.Remove(id);
        _left.AddRange(taken.Delivered);
        if (_steppingDown && _handing.Count == 0) Context.Stop(Self);
    }

    private void Beat()
    {
        // Taking mail twice is taking it once, so whatever was not confirmed is simply handed over again.
        if (_handing.Count > 0) HandOver([.. _handing.Values]);
        if (_register.Close(_left, Now) is { } closed) Persist(closed, Apply);
        _left.Clear();
        Work();
        if (_options.Persona == Persona.Pan && !_steppingDown) KeepGuests();
    }

    private void Work()
    {
        if (_options.Workload is not { } workload || _steppingDown || !_working) return;
        foreach (var slot in workload.Due(_worked ?? _register.LastSlot, Now))
        {
            _worked = slot;
            if (_options.Persona == Persona.Mnt) Self.Tell(new AlarmArose(workload.OfMonitoring(slot, _options.Node), slot));
            else if (_register.Take(workload.OfPrimary(slot, _options.Random), Now, slot) is { } taken) Take(taken, null);
        }
    }

    private void Leave()
    {
        _steppingDown = true;
        if (_register.Close(_left, Now) is { } closed) Persist(closed, Apply);
        _left.Clear();
        // A message to itself comes after the records that are being written.
        if (_handing.Count == 0) DeferAsync(StepDownNow.Instance, _ => Context.Stop(Self));
        else Timers.StartSingleTimer(nameof(StepDownNow), StepDownNow.Instance, StepDownWithin);
    }

    private void Apply(DutyEvent happened)
    {
        _register.Apply(happened);
        if (++_sinceSnapshot < SnapshotEvery) return;
        _sinceSnapshot = 0;
        SaveSnapshot(_register.Snapshot());
    }

    private sealed class PulseTick
    {
        public static PulseTick Instance { get; } = new();
    }

    /// <summary>To itself, one at a time: each alarm is decided on when those before it are journalled.</summary>
    private sealed record AlarmArose(AlarmSignal Signal, long Slot) : INoSerializationVerificationNeeded;

    private sealed class StepDownNow
    {
        public static StepDownNow Instance { get; } = new();
    }
}

/// <summary>What a holder of duties is made of.</summary>
/// <param name="Persona">Whose duties.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Notices">What is mailed and why.</param>
/// <param name="Composer">Makes mails.</param>
/// <param name="Seal">Seals guests' passwords.</param>
/// <param name="Workload">What arises by itself; <c>null</c>: nothing.</param>
/// <param name="Clock">The time.</param>
/// <param name="Random">For the workload; used by this holder alone.</param>
/// <param name="JournalPluginId">Akka.Persistence's name of the deployment's shared journal.</param>
/// <param name="SnapshotPluginId">Akka.Persistence's name of the deployment's shared snapshot store.</param>
/// <param name="Appointment">Whom it is to succeed; <c>null</c>: whoever it was, for the cluster sees to it that there is one.</param>
public sealed record DutyOptions(
    Persona Persona,
    NodeName Node,
    NoticeSettings Notices,
    NoticeComposer Composer,
    ITextSeal Seal,
    RecurringWorkload? Workload,
    TimeProvider Clock,
    Random Random,
    string JournalPluginId,
    string SnapshotPluginId,
    DutyAppointment? Appointment = null);

/// <summary>On whose behalf duties are taken over, and from whom.</summary>
/// <param name="Epoch">The term that ends.</param>
/// <param name="Pan">The PAN it runs on: told <see cref="DutiesHeld"/> or <see cref="DutiesLost"/>.</param>
public sealed record DutyAppointment(long Epoch, IActorRef Pan);
