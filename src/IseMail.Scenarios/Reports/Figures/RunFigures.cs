using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Figures;

/// <summary>The numbers that a run is known by, the same for each run and in the same order, so that two can be compared.</summary>
public static class RunFigures
{
    private static readonly string[] ClusterWide = ["primary PAN", "active MnT"];

    /// <summary>The figures of <paramref name="record"/>.</summary>
    public static ImmutableArray<Figure> Of(RunRecord record) => [.. Guaranteed(record), .. Latency(record), .. Takeovers(record), .. Sending(record), .. Times(record)];

    private static IEnumerable<Figure> Guaranteed(RunRecord record)
    {
        yield return new("guaranteesBroken", "guarantees that do not hold", "", Better.Lower, record.Guarantees.Count(one => one.Holds == false));
        foreach (var (trouble, word) in MailRecord.Words)
            yield return new(Key(trouble.ToString()), $"mails {word}", "", Better.Lower, record.Mails.Count(mail => mail.Trouble.HasFlag(trouble)));
        yield return new("strays", "messages of unknown origin", "", Better.Lower, record.Strays);
    }

    private static IEnumerable<Figure> Latency(RunRecord record)
    {
        yield return new("unacceptedGreatest", "until a node accepted what was caused, longest", "s", Better.Lower, Seconds(record.Mails.Max(mail => mail.Unaccepted)));
        foreach (var figure in Latency("all", "all mail", Percentiles.Of(record.Mails))) yield return figure;
        foreach (var purpose in MailPurposes.Daily)
        {
            foreach (var figure in Latency(purpose.Key(), purpose.Title(), Percentiles.Of(record.Mails.Where(mail => mail.Purpose == purpose)))) yield return figure;
        }
    }

    private static IEnumerable<Figure> Latency(string key, string title, Percentiles? latency)
    {
        yield return new($"{key}Median", $"{title}: accepted to arrived, median", "s", Better.Lower, Seconds(latency?.Median));
        yield return new($"{key}Most99", $"{title}: accepted to arrived, 99 %", "s", Better.Lower, Seconds(latency?.Most99));
        yield return new($"{key}Greatest", $"{title}: accepted to arrived, slowest", "s", Better.Lower, Seconds(latency?.Greatest));
    }

    private static IEnumerable<Figure> Takeovers(RunRecord record)
    {
        var failovers = Failover.In(record);
        foreach (var duty in ClusterWide)
        {
            var key = Key(duty.Replace(" ", "", StringComparison.Ordinal));
            var own = failovers.Where(one => one.Duty == duty).ToList();
            yield return new($"{key}Gap", $"longest time without the {duty}", "s", Better.Lower, Seconds(own.Max(one => one.Gap)));
            yield return new($"{key}FirstMail", $"from the loss of the {duty} to the new one's first mail", "s", Better.Lower, Seconds(own.Max(one => one.FirstMail - one.Ended)));
        }
    }

    private static IEnumerable<Figure> Sending(RunRecord record)
    {
        var use = BudgetUse.Of(record);
        var window = record.Allowance.Per.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        yield return new("failedAttempts", "attempts that did not deliver", "", Better.Lower, record.Mails.Sum(mail => mail.FailedAttempts));
        yield return new("peakWaiting", "mails waiting at once, at the most", "", Better.Lower, record.Samples.Select(sample => sample.Waiting).DefaultIfEmpty().Max());
        yield return new("peakMessages", $"messages in {window} s, at the most", "", Better.Neither, use.Peak);
        yield return new("peakConnections", "connections open at once, at the most", "", Better.Neither, use.PeakConnections);
        yield return new("connectionsBeyond", "connections beyond the mailbox's allowance", "", Better.Lower, Math.Max(0, use.PeakConnections - record.Allowance.Connections));
        yield return new("sendingNodes", "nodes whose mail was delivered", "", Better.Neither, use.Nodes.Length);
    }

    private static IEnumerable<Figure> Times(RunRecord record)
    {
        yield return new("allUp", "until every node was up", "s", Better.Neither, Seconds(record.Starting));
        yield return new("length", "from then to the verdict", "s", Better.Lower, Seconds(record.Length));
    }

    private static double? Seconds(TimeSpan? span) => span is { } time ? Math.Round(time.TotalSeconds, 3) : null;

    private static string Key(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
