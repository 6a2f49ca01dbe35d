using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Domain.Duties;

/// <summary>
/// Holds the cluster-wide duties of one persona: on the primary PAN guest and password expiry, on the active MnT alarms. What it takes
/// on is recorded where every node of the persona can read it, then handed to the outbox of the node it is on.
/// </summary>
/// <remarks>
/// A second holder, were there ever one, would find its records refused and end: what is not recorded has no consequence.
/// </remarks>
public sealed partial class DutyHolder
{
    private const int MailsAtOnce = 500;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StepDownWithin = TimeSpan.FromSeconds(5);

    private readonly DutyCharge _charge;
    private readonly IDutyPort _port;
    private readonly Dictionary<MailId, Cause> _handing = [];
    private readonly List<MailId> _left = [];
    private NoticeSettings _notices;
    private NoticeComposer _composer;
    private ReminderCalendar _calendar;
    private DateTimeOffset? _beatAt;
    private long _term;
    private long? _worked;
    private bool _acting;
    private bool _steppingDown;
    private bool _working = true;

    /// <summary>A holder that knows nothing yet of what its predecessors took on.</summary>
    /// <param name="charge">What it is charged with.</param>
    /// <param name="port">Whoever runs it.</param>
    public DutyHolder(DutyCharge charge, IDutyPort port)
    {
        _charge = charge;
        _port = port;
        Register = new DutyRegister(charge.Persona);
        _notices = charge.Notices;
        _composer = charge.Composer;
        _calendar = new ReminderCalendar(_notices);
    }

    /// <summary>What was taken on.</summary>
    public DutyRegister Register { get; }

    /// <summary>Begins to act, once it has learned what was taken on before it; or ends, where it comes too late.</summary>
    public void Begin()
    {
        if (_charge.Succeeds is { } epoch && !Register.MaySucceed(_charge.Node, epoch))
        {
            _port.Lost(Register.Terms[^1]);
            _port.End();
            return;
        }
        _port.RecordFirst([Register.Hold(_charge.Node, _port.Now)], happened =>
        {
            var before = Register.Terms is [.., var last] ? last : null;
            Register.Apply(happened);
            var term = ((DutyEvent.DutyHeld)happened).Term;
            _term = term.Epoch;
            _acting = true;
            _calendar.Learn(Register.Guests.All);
            _port.Held(term, before);
            HandOver(Register.Open);
            Beat();
        });
    }

    /// <summary>Causes arose.</summary>
    /// <param name="causes">Of this persona's duties.</param>
    /// <param name="raised">Called once each is certain to be told of by a mail, with the mails.</param>
    /// <param name="refused">Called if nothing was taken on, with why.</param>
    public void Raise(ImmutableArray<Cause> causes, Action<ImmutableArray<MailId>> raised, Action<string> refused)
    {
        if (_steppingDown)
        {
            refused($"{_charge.Node} is handing its duties over");
            return;
        }
        DutyEvent.CausesTaken? taken;
        try
        {
            taken = Register.Take(causes, _port.Now);
        }
        catch (ArgumentException wrong)
        {
            refused(wrong.Message);
            return;
        }
        ImmutableArray<MailId> mails = [.. causes.Select(CauseIdentity.Of)];
        if (taken is null) raised(mails);
        else Take(taken, () => raised(mails));
    }

    /// <summary>The node's outbox has recorded mails that were handed to it.</summary>
    /// <param name="mails">Which.</param>
    /// <param name="delivered">Those of them that were delivered already.</param>
    public void Confirm(ImmutableArray<MailId> mails, ImmutableArray<MailId> delivered)
    {
        foreach (var id in mails) _handing.Remove(id);
        Left(delivered);
        if (_steppingDown && _handing.Count == 0) _port.End();
    }

    /// <summary>Mails have left the node's outbox, delivered.</summary>
    public void Left(ImmutableArray<MailId> mails)
    {
        _left.AddRange(mails);
        ScheduleBeat();
    }

    /// <summary>Nothing arises by itself any more.</summary>
    public void EndWorkload() => _working = false;

    /// <summary>Takes nothing on any more, and ends when what it has taken on is handed over.</summary>
    public void StepDown()
    {
        if (_steppingDown) return;
        _steppingDown = true;
        Close();
        // What is being recorded comes first.
        if (_handing.Count == 0) _port.Later(_port.End);
        else _port.Set(DutyTimer.StepDown, StepDownWithin);
    }

    /// <summary>
    /// Other settings are in use on its node, whose clock is one of them: what arises from now on is mailed as they say. What was taken on
    /// before is mailed as well.
    /// </summary>
    public void Use(SystemSettings settings)
    {
        _notices = settings.Notices.On(_charge.Notices);
        _composer = _charge.Composer.From(settings.Notices.On(_charge.Composer.Senders));
        _calendar = new ReminderCalendar(_notices);
        Look();
    }

    /// <summary>The node's clock may have been set: whatever is due by it now is taken on.</summary>
    public void Look()
    {
        if (!_acting) return;
        _calendar.Learn(Register.Guests.All);
        Beat();
    }

    /// <summary>A timer is due.</summary>
    public void Fire(DutyTimer timer)
    {
        if (timer == DutyTimer.StepDown)
        {
            _port.End();
            return;
        }
        _beatAt = null;
        Beat();
    }

    private void Take(DutyEvent.CausesTaken taken, Action? then) => _port.RecordFirst([taken], happened =>
    {
        Register.Apply(happened);
        then?.Invoke();
        HandOver(taken.Causes);
    });

    private void HandOver(IEnumerable<Cause> causes)
    {
        foreach (var batch in causes.Chunk(MailsAtOnce))
        {
            foreach (var cause in batch) _handing[CauseIdentity.Of(cause)] = cause;
            _port.HandOver([.. batch.Select(cause => _composer.Compose(cause, _port.Now) with { Term = _term })]);
        }
        ScheduleBeat();
    }

    private void Beat()
    {
        // Taking mail twice is taking it once, so whatever was not confirmed is simply handed over again.
        if (_handing.Count > 0) HandOver([.. _handing.Values]);
        Close();
        Work();
        if (_charge.Persona == Persona.Pan && !_steppingDown) KeepGuests();
        ScheduleBeat();
    }

    private void Close()
    {
        var closed = Register.Close(_left, _port.Now);
        _left.Clear();
        if (closed is not null) _port.RecordFirst([closed], Register.Apply);
    }

    private void Work()
    {
        if (_charge.Workload is not { } workload || _steppingDown || !_working) return;
        foreach (var slot in workload.Due(_worked ?? Register.LastSlot, _port.Now))
        {
            _worked = slot;
            // Each alarm is decided on when those before it are recorded.
            if (_charge.Persona == Persona.Mnt) _port.Later(() => RaiseAlarm(workload.OfMonitoring(slot, _charge.Node), static _ => { }, slot));
            else if (Register.Take(workload.OfPrimary(slot, _charge.Random), _port.Now, slot) is { } taken) Take(taken, null);
        }
    }

    private void ScheduleBeat()
    {
        if (!_acting || NextBeat() is not { } at || _beatAt <= at) return;
        _beatAt = at;
        _port.Set(DutyTimer.Beat, at - _port.Now);
    }

    private DateTimeOffset? NextBeat()
    {
        if (_handing.Count > 0 || _left.Count > 0) return _port.Now + Again;
        if (_steppingDown) return null;
        DateTimeOffset? next = _charge.Persona == Persona.Pan ? _calendar.Next(_port.Now) : null;
        if (_charge.Workload is { } workload && _working)
        {
            var slot = workload.Begins((_worked ?? workload.Slot(_port.Now)) + 1);
            if (!(next <= slot)) next = slot;
        }
        return next;
    }
}

/// <summary>What a holder of duties is charged with.</summary>
/// <param name="Persona">Whose duties.</param>
/// <param name="Node">Where it is.</param>
/// <param name="Notices">What is mailed and why.</param>
/// <param name="Composer">Makes mails.</param>
/// <param name="Seal">Seals guests' passwords.</param>
/// <param name="Workload">What arises by itself; <c>null</c>: nothing.</param>
/// <param name="Random">For the workload and for guests' passwords; used by this holder alone.</param>
/// <param name="Succeeds">The term that it is to end; <c>null</c>: whichever it is, for somebody else sees to it that there is one holder.</param>
public sealed record DutyCharge(
    Persona Persona, NodeName Node, NoticeSettings Notices, NoticeComposer Composer, ITextSeal Seal, RecurringWorkload? Workload, Random Random, long? Succeeds = null);
