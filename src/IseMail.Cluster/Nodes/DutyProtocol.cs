using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// To a node's portals or to the holder of a persona's duties: this happened. Answered with <see cref="CausesRaised"/>
/// once each is certain to be told of by a mail, or with <see cref="CausesNotRaised"/>.
/// </summary>
public sealed record RaiseCauses(ImmutableArray<Cause> Causes);

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
