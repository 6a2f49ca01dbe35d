using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Duties;

/// <summary>
/// What the holders of one persona's cluster-wide duties have taken on and not yet seen delivered, and who held them
/// when. The sum of its events; <see cref="Apply"/> alone changes it.
/// </summary>
/// <remarks>
/// A new holder asks its own outbox for the mail of everything still open, because its predecessor's outbox may be gone
/// for good. That makes no second mail: the identity follows from the cause, and the sender knows what it delivered.
/// </remarks>
/// <param name="persona">Whose duties.</param>
public sealed class DutyRegister(Persona persona)
{
    private const int MostTerms = 1000;

    private readonly Dictionary<MailId, (long Sequence, Cause Cause)> _open = [];
    private readonly List<DutyTerm> _terms = [];
    private long _sequence;

    /// <summary>Causes whose mails are not known to be delivered, the oldest first.</summary>
    public IEnumerable<Cause> Open => _open.Values.OrderBy(entry => entry.Sequence).Select(entry => entry.Cause);

    /// <summary>How many there are.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Who held the duties since when, the oldest of the newest thousand first.</summary>
    public IReadOnlyList<DutyTerm> Terms => _terms;

    /// <summary>What the active MnT knows of the alarms it mailed.</summary>
    public AlarmBoard Alarms { get; } = new();

    /// <summary>The guests' accounts, which the primary PAN keeps.</summary>
    public GuestRegister Guests { get; } = new();

    /// <summary>Which reminders the primary PAN has taken on.</summary>
    public ReminderMemory Reminders { get; } = new();

    /// <summary>The last interval of the workload whose causes were taken on; <c>null</c>: none yet.</summary>
    public long? LastSlot { get; private set; }

    /// <summary>The present holder's number; 0 before the first.</summary>
    public long Epoch => _terms.Count == 0 ? 0 : _terms[^1].Epoch;

    /// <summary>
    /// Whether <paramref name="node"/>, that was to succeed the holder of <paramref name="epoch"/>, may hold the duties:
    /// nobody else has taken them over since. A holder that starts anew after a failure is its own successor.
    /// </summary>
    public bool MaySucceed(NodeName node, long epoch) => Epoch == epoch || (Epoch > epoch && _terms[^1].Node == node);

    /// <summary>What taking the duties over would record.</summary>
    public DutyEvent.DutyHeld Hold(NodeName node, DateTimeOffset now) => new(new DutyTerm(persona, Epoch + 1, node, now));

    /// <summary>What taking on <paramref name="causes"/> would record: those that are not open already, each once; <c>null</c> if all are.</summary>
    /// <exception cref="ArgumentException">A cause is another persona's duty, or an alarm, of which <see cref="Alarms"/> decides.</exception>
    public DutyEvent.CausesTaken? Take(IEnumerable<Cause> causes, DateTimeOffset now, long? slot = null, bool due = false)
    {
        var unknown = ImmutableArray.CreateBuilder<Cause>();
        var seen = new HashSet<MailId>();
        foreach (var cause in causes)
        {
            var purpose = CauseIdentity.Purpose(cause);
            if (Duty.Owner(purpose) != persona) throw new ArgumentException($"{purpose.Title()} is not a duty of {persona.Role()}", nameof(causes));
            if (purpose == MailPurpose.Alarm) throw new ArgumentException("an alarm is raised by a signal, so that its repeats are known", nameof(causes));
            var id = CauseIdentity.Of(cause);
            if (!_open.ContainsKey(id) && seen.Add(id)) unknown.Add(cause);
        }
        return unknown.Count == 0 ? null : new DutyEvent.CausesTaken(unknown.ToImmutable(), now, slot, due);
    }

    /// <summary>What learning that <paramref name="mails"/> are delivered would record; <c>null</c> if none of them is open.</summary>
    public DutyEvent.CausesClosed? Close(IEnumerable<MailId> mails, DateTimeOffset now)
    {
        var open = mails.Where(_open.ContainsKey).Distinct().ToImmutableArray();
        return open.IsEmpty ? null : new DutyEvent.CausesClosed(open, now);
    }

    /// <summary>Makes <paramref name="happened"/> part of the register.</summary>
    public void Apply(DutyEvent happened)
    {
        switch (happened)
        {
            case DutyEvent.DutyHeld held:
                _terms.Add(held.Term);
                if (_terms.Count > MostTerms) _terms.RemoveAt(0);
                break;
            case DutyEvent.CausesTaken taken:
                foreach (var cause in taken.Causes) Add(cause);
                LastSlot = taken.Slot ?? LastSlot;
                if (taken.Due)
                {
                    foreach (var cause in taken.Causes) Reminders.Note(cause, taken.At);
                }
                break;
            case DutyEvent.AlarmMailed mailed:
                foreach (var cause in mailed.Causes) Add(cause);
                Alarms.Mail(mailed.Alarm, mailed.Occurrence, mailed.At);
                LastSlot = mailed.Slot ?? LastSlot;
                break;
            case DutyEvent.AlarmSuppressed suppressed:
                Alarms.Suppress(suppressed.Alarm, suppressed.Occurrence);
                LastSlot = suppressed.Slot ?? LastSlot;
                break;
            case DutyEvent.GuestsWritten written:
                Guests.Apply(written.Guests, written.Removed);
                break;
            case DutyEvent.CausesClosed closed:
                foreach (var id in closed.Mails) _open.Remove(id);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        }
    }

    /// <summary>All of it.</summary>
    public DutySnapshot Snapshot() => new([.. Open], [.. _terms], LastSlot, Alarms.Standings, [.. Guests.All], Reminders.Told);

    /// <summary>Makes an empty register what <paramref name="snapshot"/> says.</summary>
    public void Restore(DutySnapshot snapshot)
    {
        foreach (var cause in snapshot.Open) Add(cause);
        _terms.AddRange(snapshot.Terms);
        LastSlot = snapshot.LastSlot;
        Alarms.Restore(snapshot.Alarms ?? []);
        Guests.Apply(snapshot.Guests ?? [], []);
        Reminders.Restore(snapshot.Reminders ?? []);
    }

    private void Add(Cause cause) => _open.TryAdd(CauseIdentity.Of(cause), (++_sequence, cause));
}

/// <summary>All of a register of duties.</summary>
/// <param name="Open">Causes whose mails are not known to be delivered.</param>
/// <param name="Terms">Who held the duties when.</param>
/// <param name="LastSlot">The workload's last interval.</param>
/// <param name="Alarms">How mailed alarms stand; <c>null</c> in snapshots from before there was such a thing.</param>
/// <param name="Guests">Accounts; likewise.</param>
/// <param name="Reminders">Reminders taken on; likewise.</param>
public sealed record DutySnapshot(
    ImmutableArray<Cause> Open,
    ImmutableArray<DutyTerm> Terms,
    long? LastSlot,
    ImmutableArray<AlarmStanding>? Alarms = null,
    ImmutableArray<Guest>? Guests = null,
    ImmutableArray<ToldReminder>? Reminders = null);
