using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Scenarios.Reports.Records;

/// <summary>What is wrong with a mail.</summary>
[Flags]
public enum MailTrouble
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No mailbox holds it, though an outbox calls it delivered or somebody was told that it is taken on.</summary>
    Lost = 1,

    /// <summary>More than one copy arrived.</summary>
    Duplicated = 2,

    /// <summary>It arrived after the scenario's time was over.</summary>
    Late = 4,

    /// <summary>A node sent it whose duty it was not.</summary>
    WrongOwner = 8,

    /// <summary>Possibly delivered; a person has to decide.</summary>
    InDoubt = 16,

    /// <summary>Put aside for a person.</summary>
    Parked = 32,

    /// <summary>Still waiting at the end.</summary>
    Queued = 64,
}

/// <summary>One mail's life.</summary>
/// <param name="Id">Its identity: 32 hexadecimal digits, the first part of its <c>Message-ID</c>.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="To">Its recipient; empty: it stands in no outbox.</param>
/// <param name="Cause">What it tells of.</param>
/// <param name="Caused">When a node was first asked to take it on; <c>null</c>: the deployment caused it itself.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Trouble">What is wrong with it.</param>
/// <param name="Outboxes">What each outbox that took it on tells, the first first.</param>
/// <param name="Arrivals">Each copy that arrived, the first first.</param>
public sealed record MailRecord(
    string Id, MailPurpose Purpose, string To, string Cause, TimeSpan? Caused, MailState State, MailTrouble Trouble,
    ImmutableArray<OutboxRecord> Outboxes, ImmutableArray<ArrivalRecord> Arrivals)
{
    /// <summary>When it was first accepted; <c>null</c>: only promised.</summary>
    public TimeSpan? Accepted => Outboxes.IsEmpty ? null : Outboxes[0].Accepted;

    /// <summary>From its acceptance to its first arrival, or to its delivery as its outbox heard of it where the mailboxes cannot be read.</summary>
    public TimeSpan? Latency => (Arrivals.IsEmpty ? Outboxes.Select(one => one.Delivered).Min() : Arrivals[0].At) - Accepted;

    /// <summary>How long it was asked for until it was accepted: a duty without an owner accepts nothing.</summary>
    public TimeSpan? Unaccepted => Accepted - Caused;

    /// <summary>Attempts that ended other than in its delivery.</summary>
    public int FailedAttempts => Outboxes.Sum(one => Failed(one.Steps.Select(step => step.Kind)));

    /// <summary>How many of some steps are attempts that ended other than in a delivery.</summary>
    public static int Failed(IEnumerable<MailStepKind> steps) => steps.Count(kind => kind is MailStepKind.Deferred or MailStepKind.Doubtful or MailStepKind.Held);

    /// <summary>The words of all that is wrong with it.</summary>
    public IEnumerable<string> Troubles => Words.Where(one => Trouble.HasFlag(one.Trouble)).Select(one => one.Word);

    /// <summary>Each thing that can be wrong with a mail and its word.</summary>
    public static ImmutableArray<(MailTrouble Trouble, string Word)> Words { get; } =
    [
        (MailTrouble.Lost, "lost"), (MailTrouble.Duplicated, "duplicated"), (MailTrouble.Late, "late"), (MailTrouble.WrongOwner, "wrong owner"),
        (MailTrouble.InDoubt, "in doubt"), (MailTrouble.Parked, "parked"), (MailTrouble.Queued, "queued"),
    ];
}

/// <summary>A mail as one node's outbox tells of it.</summary>
/// <param name="Node">Whose outbox.</param>
/// <param name="Accepted">When it was accepted.</param>
/// <param name="Delivered">When the outbox heard of its delivery; <c>null</c>: it did not.</param>
/// <param name="Reply">What its last attempt ended in; empty: none has ended.</param>
/// <param name="Steps">What happened between, the newest of many.</param>
public sealed record OutboxRecord(string Node, TimeSpan Accepted, TimeSpan? Delivered, string Reply, ImmutableArray<StepRecord> Steps);

/// <summary>Something that happened to a mail in an outbox.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in the server's words.</param>
/// <param name="Due">When it may be tried next; <c>null</c>: not by itself.</param>
public sealed record StepRecord(MailStepKind Kind, TimeSpan At, string Reason, TimeSpan? Due);

/// <summary>A copy that arrived.</summary>
/// <param name="Node">The node that sent it; empty: it does not say.</param>
/// <param name="At">When.</param>
public sealed record ArrivalRecord(string Node, TimeSpan At);
