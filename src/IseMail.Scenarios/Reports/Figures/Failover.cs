using System.Collections.Immutable;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Figures;

/// <summary>That a duty went from one node to another, and how long nobody acted on it.</summary>
/// <param name="Duty">Which.</param>
/// <param name="From">Who had it.</param>
/// <param name="To">Who has it from then on.</param>
/// <param name="Ended">When the former holder was ended; <c>null</c>: it was not, the duty was handed over.</param>
/// <param name="Acts">When the new holder began to act.</param>
/// <param name="FirstMail">When the first mail that it took on arrived; <c>null</c>: none has.</param>
public sealed record Failover(string Duty, string From, string To, TimeSpan? Ended, TimeSpan Acts, TimeSpan? FirstMail)
{
    /// <summary>How long nobody acted on the duty; <c>null</c>: it was handed over.</summary>
    public TimeSpan? Gap => Acts - Ended;

    /// <summary>All in <paramref name="record"/>, in the order of time.</summary>
    public static ImmutableArray<Failover> In(RunRecord record) =>
    [
        .. record.Duties.Zip(record.Duties.Skip(1), (former, next) => (Former: former, Next: next)).Where(pair => pair.Former.Duty == pair.Next.Duty && pair.Next.From > TimeSpan.Zero)
            .Select(pair => new Failover(pair.Former.Duty, pair.Former.Node, pair.Next.Node, EndOf(record, pair.Former, pair.Next.From), pair.Next.From, pair.Next.FirstMail))
            .OrderBy(one => one.Acts),
    ];

    /// <summary>When the holder's node was ended in its term; <c>null</c>: it was not.</summary>
    /// <param name="record">The run.</param>
    /// <param name="term">The holder.</param>
    /// <param name="until">The end of its term.</param>
    public static TimeSpan? EndOf(RunRecord record, DutyRecord term, TimeSpan until) => record.Events
        .Where(one => one.EndsNode && one.Node == term.Node && one.At >= term.From && one.At <= until)
        .Select(one => (TimeSpan?)one.At).Min();
}
