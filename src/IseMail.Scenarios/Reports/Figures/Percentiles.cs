using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Figures;

/// <summary>How long mail took from acceptance to arrival, by nearest rank: each figure is one that really occurred.</summary>
/// <param name="Count">Mails that arrived.</param>
/// <param name="Least">The fastest.</param>
/// <param name="Median">Half took no longer.</param>
/// <param name="Most90">90 % took no longer; <c>null</c>: fewer than 10 mails, of which it would only be the slowest.</param>
/// <param name="Most95">95 % took no longer; <c>null</c>: fewer than 20 mails.</param>
/// <param name="Most99">99 % took no longer; <c>null</c>: fewer than 100 mails.</param>
/// <param name="Greatest">The slowest.</param>
public sealed record Percentiles(int Count, TimeSpan Least, TimeSpan Median, TimeSpan? Most90, TimeSpan? Most95, TimeSpan? Most99, TimeSpan Greatest)
{
    /// <summary>Those of <paramref name="mails"/> that arrived; <c>null</c>: none did.</summary>
    public static Percentiles? Of(IEnumerable<MailRecord> mails) => Of(mails.Select(mail => mail.Latency).OfType<TimeSpan>());

    /// <summary>Those of mails that took so long; <c>null</c>: there are none.</summary>
    public static Percentiles? Of(IEnumerable<TimeSpan> latencies)
    {
        // The clocks of node and tenant may differ by a little; nothing arrives before it was accepted.
        var sorted = latencies.Select(span => span < TimeSpan.Zero ? TimeSpan.Zero : span).Order().ToImmutableArray();
        return sorted.IsEmpty ? null : new Percentiles(
            sorted.Length, sorted[0], Rank(sorted, 50), sorted.Length < 10 ? null : Rank(sorted, 90), sorted.Length < 20 ? null : Rank(sorted, 95), sorted.Length < 100 ? null : Rank(sorted, 99), sorted[^1]);
    }

    /// <summary>For every purpose of which mail arrived, in the order in which reports list them.</summary>
    public static ImmutableArray<(MailPurpose Purpose, Percentiles Latency)> ByPurpose(RunRecord record) =>
    [
        .. MailPurposes.All.Select(purpose => (Purpose: purpose, Latency: Of(record.Mails.Where(mail => mail.Purpose == purpose))))
            .Where(one => one.Latency is not null).Select(one => (one.Purpose, one.Latency!)),
    ];

    private static TimeSpan Rank(ImmutableArray<TimeSpan> sorted, int percent) => sorted[Math.Max(0, (sorted.Length * percent + 99) / 100 - 1)];
}
