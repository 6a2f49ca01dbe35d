using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>What was seen while a run went on, and what its ledger cannot tell afterwards.</summary>
public sealed record RunObservations
{
    /// <summary>How the deployment stood from time to time.</summary>
    public ImmutableArray<SampleRecord> Samples { get; init; } = [];

    /// <summary>What each mail tells of, of those that the scenario caused.</summary>
    public ImmutableDictionary<MailId, string> Causes { get; init; } = ImmutableDictionary<MailId, string>.Empty;

    /// <summary>The subject of each mail that arrived.</summary>
    public ImmutableDictionary<MailId, string> Subjects { get; init; } = ImmutableDictionary<MailId, string>.Empty;

    /// <summary>The faults that were in the tenant.</summary>
    public ImmutableArray<FaultSeen> Faults { get; init; } = [];

    /// <summary>Whether the mailboxes could be read.</summary>
    public bool Judged { get; init; } = true;

    /// <summary>Nothing was seen.</summary>
    public static RunObservations None { get; } = new();
}

/// <summary>A fault that was in the tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What it does, on one line.</param>
/// <param name="AddedAt">Since when.</param>
/// <param name="Ends">When it ended by itself; <c>null</c>: it stayed.</param>
/// <param name="Struck">How often it was last seen to have happened.</param>
public sealed record FaultSeen(string Name, string What, DateTimeOffset AddedAt, DateTimeOffset? Ends, long Struck);
