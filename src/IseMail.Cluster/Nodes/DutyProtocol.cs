using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// To a node's portals or to the holder of a persona's duties: this happened. Answered with <see cref="CausesRaised"/>
/// once each is certain to be told of by a mail, or with <see cref="CausesNotRaised"/>.
/// </summary>
public sealed record RaiseCauses(ImmutableArray<Cause> Causes);

/// <summary>
/// To the active MnT, from any node: this was noticed. Answered with <see cref="AlarmAnswered"/> once what becomes of it is
/// journalled; whoever hears no such answer tells it again, with the same occurrence.
/// </summary>
public sealed record RaiseAlarm(AlarmSignal Signal);

/// <summary>
/// To the primary PAN, from a portal: carry this out. Answered with <see cref="GuestsAnswered"/> once it is journalled, or
/// with <see cref="GuestsRefused"/>.
/// </summary>
/// <param name="Request">What is wanted.</param>
/// <param name="NotAfter">When whoever asked has given up, and been told that nothing happened.</param>
public sealed record WriteGuests(GuestRequest Request, DateTimeOffset NotAfter);

/// <summary>To the active MnT: say how the alarms stand. Answered with <see cref="AlarmReport"/>.</summary>
public sealed record TellAlarms;

/// <summary>To the primary PAN: say which guests' accounts there are. Answered with <see cref="GuestsAnswered"/>.</summary>
public sealed record TellGuests;

/// <summary>To the holder of a persona's duties: say who held them and what is open. Answered with <see cref="DutyReport"/>.</summary>
public sealed record TellDuties;

/// <summary>To the holder of a persona's duties: finish what is being handed to the outbox, then stop.</summary>
internal sealed class StepDown : INoSerializationVerificationNeeded
{
    public static StepDown Instance { get; } = new();
}

/// <summary>Each cause is certain to be told of: it, or the mail made of it, is journalled.</summary>
public sealed record CausesRaised(ImmutableArray<MailId> Mails);

/// <summary>Nothing of it was taken on; whoever noticed the causes asks again.</summary>
public sealed record CausesNotRaised(string Why);

/// <summary>What became of a signal.</summary>
/// <param name="Signal">Which.</param>
/// <param name="Mails">The mails that tell of it; of an occurrence that was known, none again.</param>
/// <param name="Suppressed">Whether it was counted as a repeat and not mailed.</param>
/// <param name="NotMailed">Why nobody is told; <c>null</c>: somebody is, was or will be.</param>
public sealed record AlarmAnswered(AlarmSignal Signal, ImmutableArray<MailId> Mails, bool Suppressed, string? NotMailed);

/// <summary>How the alarms stand that were ever mailed or suppressed.</summary>
public sealed record AlarmReport(ImmutableArray<AlarmStanding> Standings);

/// <summary>The accounts that a portal's request is about, as they are written; or all. Passwords are sealed.</summary>
public sealed record GuestsAnswered(ImmutableArray<Guest> Guests);

/// <summary>The request was refused; nothing changed.</summary>
public sealed record GuestsRefused(string Why);

/// <summary>How a persona's cluster-wide duties stand.</summary>
/// <param name="Persona">Whose duties.</param>
/// <param name="Terms">Who held them since when.</param>
/// <param name="Open">Causes whose mails are not known to be delivered.</param>
public sealed record DutyReport(Persona Persona, ImmutableArray<DutyTerm> Terms, ImmutableArray<Cause> Open);

/// <summary>On a node's event stream: nothing arises by itself any more.</summary>
internal sealed class WorkloadEnded : INoSerializationVerificationNeeded
{
    public static WorkloadEnded Instance { get; } = new();
}

/// <summary>On a node's event stream: mails have left its outbox, delivered.</summary>
internal sealed record MailsLeft(ImmutableArray<MailId> Mails) : INoSerializationVerificationNeeded;
