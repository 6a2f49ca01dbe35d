using IseMail.Domain.Notices;

namespace IseMail.VirtualTime.Promises;

/// <summary>Something that must always hold, and did not.</summary>
/// <param name="Promise">Which.</param>
/// <param name="At">When that was seen.</param>
/// <param name="What">What was seen, in a sentence.</param>
/// <param name="Mail">The mail it is about; <c>null</c>: it is about none.</param>
public sealed record BrokenPromise(Promise Promise, DateTimeOffset At, string What, MailId? Mail = null);

/// <summary>What must always hold, whatever fails (docs/architecture.md).</summary>
public enum Promise
{
    /// <summary>accepted = delivered + parked + in doubt + queued, on every node at every instant.</summary>
    Census,

    /// <summary>No accepted mail is lost: what an outbox calls delivered is in a mailbox.</summary>
    NothingLost,

    /// <summary>A second copy comes only from a submission that ended in doubt.</summary>
    CopiesExplained,

    /// <summary>At most one node at any instant acts on a cluster-wide duty.</summary>
    OneOwner,

    /// <summary>A mail leaves only from the owner of its duty.</summary>
    RightOwner,

    /// <summary>No process fails for want of a rule.</summary>
    NothingFails,
}
