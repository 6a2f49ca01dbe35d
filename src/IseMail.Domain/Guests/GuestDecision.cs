using System.Collections.Immutable;

namespace IseMail.Domain.Guests;

/// <summary>What becomes of a request.</summary>
public abstract record GuestDecision
{
    private GuestDecision() { }

    /// <summary>Accounts are written.</summary>
    /// <param name="Guests">As they are then.</param>
    /// <param name="Removed">Login names of those that are gone.</param>
    public sealed record Written(ImmutableArray<Guest> Guests, ImmutableArray<string> Removed) : GuestDecision;

    /// <summary>Nothing is to be written: it was written before, or is only to be read.</summary>
    /// <param name="Guests">The accounts it is about.</param>
    public sealed record Read(ImmutableArray<Guest> Guests) : GuestDecision;

    /// <summary>It is refused, and nothing changes.</summary>
    /// <param name="Why">In one clause, for whoever stands at the portal.</param>
    public sealed record Refused(string Why) : GuestDecision;
}
