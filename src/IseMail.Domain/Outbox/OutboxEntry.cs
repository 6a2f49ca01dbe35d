using IseMail.Domain.Notices;

namespace IseMail.Domain.Outbox;

/// <summary>Where a mail stands in its outbox.</summary>
public enum MailState
{
    /// <summary>Waiting for its turn, for its back-off to end, or for the outcome of a submission under way.</summary>
    Queued,

    /// <summary>The tenant has it.</summary>
    Delivered,

    /// <summary>Waiting for a person.</summary>
    Parked,

    /// <summary>Possibly delivered; waiting for a person.</summary>
    InDoubt,
}

/// <summary>
/// One mail's standing. The mail itself is dropped once delivered: only its identity and story stay, for as long as
/// identities are remembered.
/// </summary>
public sealed record OutboxEntry
{
    /// <summary>Which mail.</summary>
    public required MailId Id { get; init; }

    /// <summary>Its purpose.</summary>
    public required MailPurpose Purpose { get; init; }

    /// <summary>Its recipient.</summary>
    public required EmailAddress To { get; init; }

    /// <summary>The mail, until it is delivered.</summary>
    public Mail? Mail { get; init; }

    /// <summary>Its place in the order of acceptance.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The term of the holder of cluster-wide duties that it was accepted from; <c>null</c>: a portal's mail.</summary>
    public long? Term { get; init; }

    /// <summary>From when its greatest age counts: acceptance, or the last replay.</summary>
    public required DateTimeOffset AgesFrom { get; init; }

    /// <summary>Where it stands.</summary>
    public MailState State { get; init; }

    /// <summary>When it may be tried next, while queued.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Attempts that have ended, of its present life in the queue.</summary>
    public int Attempts { get; init; }

    /// <summary>Attempts that may have delivered it without anybody knowing: as many duplicates may exist.</summary>
    public int Doubts { get; init; }

    /// <summary>When it was delivered, parked or held.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What the last attempt ended in.</summary>
    public string? LastReason { get; init; }
}
