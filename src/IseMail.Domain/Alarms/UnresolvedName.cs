using IseMail.Domain.Deployments;

namespace IseMail.Domain.Alarms;

/// <summary>
/// The name that a node's mail waits for, as far as its attempts to open connections tell: each attempt either met a name
/// without an address or found all it needed.
/// </summary>
/// <param name="Name">The name; <c>null</c>: there is none.</param>
/// <param name="Since">When an attempt first met it, without another since that did not.</param>
public sealed record UnresolvedName(string? Name, DateTimeOffset Since)
{
    /// <summary>Nothing is known to be amiss.</summary>
    public static UnresolvedName None { get; } = new(null, default);

    /// <summary>After an attempt at <paramref name="now"/> that met <paramref name="unknown"/>; <c>null</c>: it resolved what it needed.</summary>
    public UnresolvedName After(string? unknown, DateTimeOffset now) =>
        unknown is null ? None : string.Equals(unknown, Name, StringComparison.OrdinalIgnoreCase) ? this : new UnresolvedName(unknown, now);

    /// <summary>The alarm that is due; <c>null</c>: none.</summary>
    /// <param name="node">Whose mail waits.</param>
    /// <param name="patience">How long it may last.</param>
    /// <param name="now">The present.</param>
    public AlarmSignal? Due(NodeName node, TimeSpan patience, DateTimeOffset now) => Name is null ? null : Conditions.NameNotResolved(node, Name, Since, patience, now);
}
