using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Duties;

/// <summary>
/// What happened to a persona's cluster-wide duties. The deployment's shared journal holds these, so that whoever holds
/// the duties next knows what its predecessor had promised.
/// </summary>
public abstract record DutyEvent
{
    private DutyEvent() { }

    /// <summary>A node took the duties over.</summary>
    /// <param name="Term">Which holder, and since when.</param>
    public sealed record DutyHeld(DutyTerm Term) : DutyEvent;

    /// <summary>Causes were taken on: from here on each is told of by a mail, whoever holds the duties.</summary>
    /// <param name="Causes">Those not known before.</param>
    /// <param name="At">When.</param>
    /// <param name="Slot">The workload's interval they arose in; <c>null</c>: raised from outside.</param>
    /// <param name="Due">Whether they are reminders that fell due, which are then not computed again.</param>
    public sealed record CausesTaken(ImmutableArray<Cause> Causes, DateTimeOffset At, long? Slot = null, bool Due = false) : DutyEvent;

    /// <summary>An alarm is mailed: its causes are taken on, and its repeats count from here.</summary>
    /// <param name="Alarm">Which.</param>
    /// <param name="Occurrence">Which occurrence.</param>
    /// <param name="Causes">One for each recipient.</param>
    /// <param name="At">When.</param>
    /// <param name="Slot">The workload's interval it arose in; <c>null</c>: somebody noticed it.</param>
    public sealed record AlarmMailed(AlarmKey Alarm, string Occurrence, ImmutableArray<Cause> Causes, DateTimeOffset At, long? Slot = null) : DutyEvent;

    /// <summary>A repeat of an alarm is not mailed, but counted.</summary>
    /// <param name="Alarm">Which.</param>
    /// <param name="Occurrence">Which occurrence.</param>
    /// <param name="At">When.</param>
    /// <param name="Slot">The workload's interval it arose in; <c>null</c>: somebody noticed it.</param>
    public sealed record AlarmSuppressed(AlarmKey Alarm, string Occurrence, DateTimeOffset At, long? Slot = null) : DutyEvent;

    /// <summary>Guests' accounts were written or are gone.</summary>
    /// <param name="Guests">Those written, as they are now.</param>
    /// <param name="Removed">Login names of those that are gone.</param>
    /// <param name="At">When.</param>
    public sealed record GuestsWritten(ImmutableArray<Guest> Guests, ImmutableArray<string> Removed, DateTimeOffset At) : DutyEvent;

    /// <summary>The mails that tell of these causes have been delivered: nothing is left to be done for them.</summary>
    public sealed record CausesClosed(ImmutableArray<MailId> Mails, DateTimeOffset At) : DutyEvent;
}

/// <summary>One node's time as holder of a persona's cluster-wide duties; it ends where the next term begins.</summary>
/// <param name="Persona">Whose duties: <see cref="Persona.Pan"/> or <see cref="Persona.Mnt"/>.</param>
/// <param name="Epoch">1 for the first holder, one more for each after it.</param>
/// <param name="Node">The holder.</param>
/// <param name="From">When it took over.</param>
public sealed record DutyTerm(Persona Persona, long Epoch, NodeName Node, DateTimeOffset From);
