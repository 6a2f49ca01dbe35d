using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.VirtualTime.Clusters;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>A holder of a persona's cluster-wide duties in virtual time.</summary>
internal sealed class DutyRunner : JournalledRunner<DutyEvent, DutySnapshot, DutyTimer>, IDutyPort, ISingletonRunner
{
    private readonly VirtualDeployment _deployment;
    private readonly DutyHolder _process;
    private readonly PanRunner? _pan;
    private Action? _done;
    private bool _held;

    public DutyRunner(VirtualDeployment deployment, VirtualNode node, Persona persona, PanRunner? pan = null, long? succeeds = null)
        : base(deployment.World, node, ProcessKind.Duties, JournalOf(deployment.World, persona), $"duties-{persona.Role()}")
    {
        _deployment = deployment;
        _pan = pan;
        Persona = persona;
        _process = new DutyHolder(deployment.Charge(persona, node, succeeds), this);
        Recover();
    }

    /// <summary>Whose duties.</summary>
    public Persona Persona { get; }

    /// <summary>What was taken on.</summary>
    public DutyRegister Register => _process.Register;

    /// <summary>Whether it has begun to act, and nobody has taken the duties over since.</summary>
    public bool IsActing => _held && OwnsJournal;

    /// <inheritdoc/>
    protected override int Size => Register.OpenCount + Register.Guests.Count;

    /// <summary>What the holders of a persona's duties have recorded.</summary>
    public static VirtualJournal<DutyEvent, DutySnapshot> JournalOf(VirtualWorld world, Persona persona) => world.Storage.Journal<DutyEvent, DutySnapshot>($"duties-{persona.Role()}", null);

    /// <summary>What was taken on, as the journal tells.</summary>
    public static DutyRegister ByJournal(VirtualWorld world, Persona persona)
    {
        var register = new DutyRegister(persona);
        JournalOf(world, persona).Read(register.Restore, register.Apply);
        return register;
    }

    /// <summary>See <see cref="DutyHolder.Raise"/>.</summary>
    public void Raise(ImmutableArray<Cause> causes, Action<ImmutableArray<MailId>> raised, Action<string> refused) => _process.Raise(causes, raised, refused);

    /// <summary>See <see cref="DutyHolder.RaiseAlarm"/>.</summary>
    public void RaiseAlarm(AlarmSignal signal, Action<AlarmAnswer> answer) => _process.RaiseAlarm(signal, answer);

    /// <summary>See <see cref="DutyHolder.WriteGuests"/>.</summary>
    public void WriteGuests(GuestRequest request, DateTimeOffset notAfter, Action<GuestAnswer> answer) => _process.WriteGuests(request, notAfter, answer);

    /// <summary>Mails have left the outbox of its node.</summary>
    public void Left(ImmutableArray<MailId> mails) => _process.Left(mails);

    /// <summary>See <see cref="DutyHolder.Look"/>.</summary>
    public void Look() => _process.Look();

    /// <inheritdoc/>
    public void StepDown(Action done)
    {
        _done = done;
        _process.StepDown();
    }

    /// <inheritdoc/>
    public void HandOver(ImmutableArray<Mail> mails)
    {
        if (_deployment.OutboxOn(Node) is not { } outbox) return;
        outbox.Tell(() => outbox.Take(mails, (all, delivered) => Tell(() => _process.Confirm(all, delivered))));
    }

    /// <inheritdoc/>
    public void Held(DutyTerm term, DutyTerm? before)
    {
        _held = true;
        _deployment.Book.Held(term);
        _pan?.Tell(() => _pan.Held(term));
    }

    /// <inheritdoc/>
    public void Lost(DutyTerm term) => _pan?.Tell(() => _pan.Lost(term));

    /// <inheritdoc/>
    void IDutyPort.End() => End();

    /// <inheritdoc/>
    public void Say(string what)
    {
    }

    /// <inheritdoc/>
    protected override void Restore(DutySnapshot snapshot) => Register.Restore(snapshot);

    /// <inheritdoc/>
    protected override void Apply(DutyEvent happened) => Register.Apply(happened);

    /// <inheritdoc/>
    protected override void Begin() => _process.Begin();

    /// <inheritdoc/>
    protected override DutySnapshot Snapshot() => Register.Snapshot();

    /// <inheritdoc/>
    protected override void Durable(DutyEvent happened) => World.Trace?.Recorded(Node, happened);

    /// <inheritdoc/>
    protected override void Fire(DutyTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Failed() => _deployment.Failed(this);

    /// <inheritdoc/>
    protected override void Ended()
    {
        _done?.Invoke();
        _done = null;
        _pan?.DutiesEnded(this);
    }
}
