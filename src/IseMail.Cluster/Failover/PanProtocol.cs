using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;

namespace IseMail.Cluster.Failover;

/// <summary>From a health-check node to every PAN: the PAN of that name answers with <see cref="PanPolled"/>.</summary>
/// <param name="Pan">Which PAN is polled.</param>
/// <param name="From">Who polls.</param>
public sealed record PollPan(NodeName Pan, NodeName From);

/// <summary>A PAN is there.</summary>
/// <param name="Pan">Which.</param>
/// <param name="IsPrimary">Whether it is the primary.</param>
public sealed record PanPolled(NodeName Pan, bool IsPrimary);

/// <summary>
/// From a health-check node to the other PAN: become the primary. Answered with <see cref="PromotionAnswered"/>.
/// </summary>
/// <param name="From">Who asks.</param>
/// <param name="Failed">The PAN that did not answer.</param>
/// <param name="FailedPolls">How many polls it did not answer.</param>
public sealed record RequestPromotion(NodeName From, NodeName Failed, int FailedPolls);

/// <summary>What a PAN makes of a request.</summary>
/// <param name="Pan">Which PAN.</param>
/// <param name="Agreed">Whether it will be, or is, the primary.</param>
/// <param name="Why">Why not; <c>null</c>: it agreed.</param>
public sealed record PromotionAnswered(NodeName Pan, bool Agreed, string? Why);

/// <summary>From the primary PAN to the other, again and again: this is the primary.</summary>
/// <param name="Pan">Which PAN.</param>
/// <param name="Epoch">Its term.</param>
public sealed record PrimaryAnnounced(NodeName Pan, long Epoch)
{
    /// <summary>To itself: it is time to say so again.</summary>
    internal sealed record Due(long Epoch) : INoSerializationVerificationNeeded;
}

/// <summary>
/// From a PAN that is being promoted to the primary: hand what is under way to the outbox, then stop. Answered with
/// <see cref="Retired"/>.
/// </summary>
/// <param name="By">Who is being promoted.</param>
public sealed record Retire(NodeName By);

/// <summary>A PAN does not act as the primary any more.</summary>
/// <param name="Pan">Which.</param>
public sealed record Retired(NodeName Pan);

/// <summary>
/// To a PAN, by a person: become the primary. Answered with <see cref="PromotionAnswered"/> once it acts, or cannot.
/// </summary>
public sealed record Promote : INoSerializationVerificationNeeded;

/// <summary>To a PAN: say what it is. Answered with <see cref="PanReport"/>.</summary>
public sealed record TellPan : INoSerializationVerificationNeeded;

/// <summary>What a PAN is.</summary>
/// <param name="Pan">Which.</param>
/// <param name="Role">What it is.</param>
/// <param name="Primary">Which PAN is the primary as far as it knows; <c>null</c>: it knows of none.</param>
/// <param name="Epoch">That one's term.</param>
public sealed record PanReport(NodeName Pan, PanRole Role, NodeName? Primary, long Epoch) : INoSerializationVerificationNeeded;

/// <summary>From the holder of PAN's duties to the PAN it runs on: it has begun to act.</summary>
internal sealed record DutiesHeld(DutyTerm Term) : INoSerializationVerificationNeeded;

/// <summary>From a holder of PAN's duties to the PAN it runs on: another one has taken them over.</summary>
internal sealed record DutiesLost(DutyTerm Term) : INoSerializationVerificationNeeded;
