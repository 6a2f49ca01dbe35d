using System.Collections.Immutable;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Duties;

/// <summary>What a holder of duties asks of whoever runs it.</summary>
public interface IDutyPort : IProcessPort<DutyEvent, DutyTimer>
{
    /// <summary>Hands mails to the outbox of the holder's node, which answers with <see cref="DutyHolder.Confirm"/> or not at all.</summary>
    void HandOver(ImmutableArray<Mail> mails);

    /// <summary>It has begun to act.</summary>
    /// <param name="term">Its term.</param>
    /// <param name="before">The term that it ends; <c>null</c>: it is the first.</param>
    void Held(DutyTerm term, DutyTerm? before);

    /// <summary>Somebody else has taken the duties over since it was appointed; it ends.</summary>
    void Lost(DutyTerm term);

    /// <summary>It ends, with everything handed over that can be.</summary>
    void End();

    /// <summary>Something a person who reads the log may want to know.</summary>
    void Say(string what);
}

/// <summary>What a holder of duties sets timers for.</summary>
public enum DutyTimer
{
    /// <summary>Something has fallen due, or is to be handed over again.</summary>
    Beat,

    /// <summary>It has had long enough to hand over what it is to leave.</summary>
    StepDown,
}

/// <summary>What becomes of a signal.</summary>
/// <param name="Mails">The mails that tell of it; of an occurrence that was known, none again.</param>
/// <param name="Suppressed">Whether it was counted as a repeat and not mailed.</param>
/// <param name="NotMailed">Why nobody is told; <c>null</c>: somebody is, was or will be.</param>
public sealed record AlarmAnswer(ImmutableArray<MailId> Mails, bool Suppressed, string? NotMailed);

/// <summary>What becomes of a request to write accounts.</summary>
/// <param name="Guests">The accounts that it is about, as they are written.</param>
/// <param name="Refused">Why nothing was written; <c>null</c>: it was, or needed not be.</param>
public sealed record GuestAnswer(ImmutableArray<Guest> Guests, string? Refused);
