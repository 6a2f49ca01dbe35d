using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>What a sender must know after its own loss. The journal holds these.</summary>
public abstract record SenderEvent
{
    private SenderEvent() { }

    /// <summary>
    /// A sender took over. Whatever its predecessor had begun and not settled is in doubt from here on, and whatever
    /// the predecessor still says is out of date.
    /// </summary>
    /// <param name="Epoch">1 for the first sender, one more for each after it.</param>
    /// <param name="At">When.</param>
    public sealed record SenderStarted(long Epoch, DateTimeOffset At) : SenderEvent;

    /// <summary>
    /// Submissions that ended and submissions that are about to begin, in one record: a connection's next mail is begun
    /// in the same or a later record than the one that settles its last, so that a sender's loss leaves at most one
    /// mail in doubt for each open connection.
    /// </summary>
    public sealed record SenderTurn(ImmutableArray<MailSettled> Settled, ImmutableArray<MailBegun> Begun) : SenderEvent;
}

/// <summary>A submission is about to begin: from here on its mail may be delivered.</summary>
public sealed record MailBegun(MailId Id, NodeName Node, DateTimeOffset At);

/// <summary>A submission ended.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Ending">How.</param>
/// <param name="At">When.</param>
public sealed record MailSettled(MailId Id, SubmissionEnding Ending, DateTimeOffset At);

/// <summary>What the sender must remember of how a submission ended.</summary>
public enum SubmissionEnding
{
    /// <summary>The tenant has the mail: it must not be sent again.</summary>
    Delivered,

    /// <summary>The tenant does not have it.</summary>
    NotDelivered,

    /// <summary>Nobody can tell.</summary>
    InDoubt,
}
