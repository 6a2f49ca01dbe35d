using System.Collections.Immutable;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.Virtual;

namespace IseMail.Scenarios.Sweeping;

/// <summary>
/// Measures one run of a sweep. Of a run so long that mail is only counted (<see cref="SettledMails"/>) it keeps how long each took and when it
/// arrived, so that the figures are those of all mail.
/// </summary>
internal sealed class SweepFigures
{
    private readonly List<(MailPurpose Purpose, TimeSpan Took, DateTimeOffset At)> _settled = [];
    private int _failedAttempts;

    /// <summary>Hears of a mail that is over and is only counted from then on.</summary>
    public void Settled(MailStory mail)
    {
        var entry = mail.Outboxes[0].Entry;
        _settled.Add((mail.Purpose, mail.Arrivals[0].At - entry.AcceptedAt, mail.Arrivals[0].At));
        _failedAttempts += MailRecord.Failed(entry.Steps.Select(step => step.Kind));
    }

    /// <summary>The figures of the run, the same for each and in the same order.</summary>
    public ImmutableArray<Figure> Of(VirtualResult ended)
    {
        var record = RunRecording.Of(ended.Result);
        return [.. Mails(ended.Result.Summary.Total), .. Times(record), .. Mailbox(record)];
    }

    private static IEnumerable<Figure> Mails(PurposeSummary total)
    {
        yield return new("accepted", "mails accepted", "", Better.Neither, total.Accepted);
        yield return new("delivered", "mails delivered", "", Better.Higher, total.Delivered);
        yield return new("lost", "mails lost", "", Better.Lower, total.Lost);
        yield return new("inDoubt", "mails in doubt", "", Better.Lower, total.InDoubt);
        yield return new("parked", "mails parked", "", Better.Lower, total.Parked);
        yield return new("queued", "mails still waiting at the end", "", Better.Lower, total.Queued);
        yield return new("duplicated", "second copies", "", Better.Lower, total.Duplicated);
    }

    private IEnumerable<Figure> Times(RunRecord record)
    {
        yield return new("longestWait", "longest wait; of mail that has not arrived, until the verdict", "s", Better.Lower, Seconds(Longest(record)));
        yield return new("unaccepted", "longest until a node accepted what was caused", "s", Better.Lower, Seconds(record.Mails.Max(mail => mail.Unaccepted)));
        foreach (var figure in Times("all", "all mail", Latencies(record, null))) yield return figure;
        // Few alarms have no 99 %; the one that waited longest is what is feared of them.
        var alarms = Percentiles.Of(Latencies(record, MailPurpose.Alarm));
        yield return new("alarm99", "alarms: 99 %, of fewer than 100 the slowest", "s", Better.Lower, Seconds(alarms?.Most99 ?? alarms?.Greatest));
        foreach (var purpose in MailPurposes.Daily)
        {
            foreach (var figure in Times(purpose.Key(), purpose.Title(), Latencies(record, purpose))) yield return figure;
        }
    }

    private static IEnumerable<Figure> Times(string key, string title, IEnumerable<TimeSpan> latencies)
    {
        var latency = Percentiles.Of(latencies);
        yield return new($"{key}Median", $"{title}: accepted to arrived, median", "s", Better.Lower, Seconds(latency?.Median));
        yield return new($"{key}Most95", $"{title}: accepted to arrived, 95 %", "s", Better.Lower, Seconds(latency?.Most95));
        yield return new($"{key}Most99", $"{title}: accepted to arrived, 99 %", "s", Better.Lower, Seconds(latency?.Most99));
        yield return new($"{key}Greatest", $"{title}: accepted to arrived, slowest", "s", Better.Lower, Seconds(latency?.Greatest));
    }

    private IEnumerable<Figure> Mailbox(RunRecord record)
    {
        var allowed = record.Allowance;
        ImmutableArray<TimeSpan> arrivals = [.. _settled.Select(mail => mail.At - record.Begin).Concat(record.Mails.SelectMany(mail => mail.Arrivals).Select(copy => copy.At)).Order()];
        var busiest = BudgetUse.Most(arrivals, allowed.Per);
        var windows = Math.Max(1, record.Length / allowed.Per);
        var connections = BudgetUse.Of(record).PeakConnections;
        yield return new("failedAttempts", "attempts that did not deliver", "", Better.Lower, _failedAttempts + record.Mails.Sum(mail => mail.FailedAttempts));
        yield return new("deepestOutbox", "mails waiting on one node, at the most", "", Better.Lower, record.Samples.SelectMany(sample => sample.Nodes).Select(node => node.Queued ?? 0).DefaultIfEmpty().Max());
        yield return new("peakWaiting", "mails waiting on all nodes, at the most", "", Better.Lower, record.Samples.Select(sample => sample.Waiting).DefaultIfEmpty().Max());
        yield return new("busiest", "share of the mailbox's messages that the busiest minute used", "%", Better.Neither, Share(busiest, allowed.Messages));
        yield return new("average", "share of the mailbox's messages used until the verdict", "%", Better.Neither, Share(arrivals.Length / windows, allowed.Messages));
        yield return new("connections", "connections open at once, at the most", "", Better.Neither, connections);
        yield return new("connectionsBeyond", "connections beyond the mailbox's allowance", "", Better.Lower, Math.Max(0, connections - allowed.Connections));
    }

    private IEnumerable<TimeSpan> Latencies(RunRecord record, MailPurpose? purpose) => _settled.Where(mail => purpose is null || mail.Purpose == purpose).Select(mail => mail.Took)
        .Concat(record.Mails.Where(mail => purpose is null || mail.Purpose == purpose).Select(mail => mail.Latency).OfType<TimeSpan>());

    // What never arrived has waited all the time: left out, the worst design would look the best.
    private TimeSpan? Longest(RunRecord record) => _settled.Select(mail => (TimeSpan?)mail.Took).Concat(record.Mails.Select(mail => mail.Latency ?? record.Length - mail.Accepted)).Max();

    private static double? Share(double used, int allowed) => allowed == 0 ? null : Math.Round(100 * used / allowed, 1);

    private static double? Seconds(TimeSpan? span) => span is { } time ? Math.Round(time.TotalSeconds, 3) : null;
}
