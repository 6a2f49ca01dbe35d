using System.Collections.Immutable;

namespace IseMail.Tenant.Identity;

/// <summary>What a request for a token has ended in.</summary>
public enum TokenOutcome
{
    /// <summary>A token.</summary>
    Issued,

    /// <summary>An error of the service, by its rules or because a fault said so.</summary>
    Refused,

    /// <summary>Neither: a fault has put something else in place of the answer, or the client left while one held it up.</summary>
    Disturbed,
}

/// <summary>
/// One request for a token as the tenant's administrator can look it up. It holds neither secret nor token, and of what the client
/// wrote only what the directory or everybody knows: a secret may have been pasted into any field.
/// </summary>
/// <param name="Number">Its place in the order of the answers since the start, from 1; given by the log.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Client">Display name of the application; <c>null</c>: the directory does not know the client ID.</param>
/// <param name="ClientId">The application's client ID; <c>null</c>: as above.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Status">HTTP status of the answer; <c>null</c>: there was none.</param>
/// <param name="Fault">Names of the faults that struck, with commas between them; <c>null</c>: none did.</param>
public sealed record TokenLogEntry(long Number, DateTimeOffset At, string? Client, Guid? ClientId, TokenOutcome Outcome, int? Status, string? Fault)
{
    /// <summary>How long the token lives; <c>null</c>: there is none.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The token's audience; <c>null</c>: there is none.</summary>
    public string? Audience { get; init; }

    /// <summary>The token's roles, none without consent; <c>null</c>: there is no token.</summary>
    public ImmutableArray<string>? Roles { get; init; }

    /// <summary>Number of the AADSTS code; <c>null</c>: it was not refused.</summary>
    public int? Aadsts { get; init; }

    /// <summary>The OAuth error code; <c>null</c>: it was not refused.</summary>
    public string? Error { get; init; }

    /// <summary>The words of the refusal, with what may be a secret masked; <c>null</c>: it was not refused.</summary>
    public string? Text { get; init; }
}
