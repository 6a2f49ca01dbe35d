using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IseMail.Cluster.Telemetry;

/// <summary>How long the steps take that a mail's way is made of, in seconds: what virtual time is calibrated by. Nothing is measured while nobody listens.</summary>
public static class StepTimes
{
    /// <summary>A process's events, from the moment they are handed to the journal until they are durable.</summary>
    public const string JournalWrite = "isemail.journal.write.duration";

    /// <summary>A process's beginning, until it has read its journal.</summary>
    public const string JournalRecovery = "isemail.journal.recovery.duration";

    /// <summary>The sender's question for a mail, until the outbox's answer.</summary>
    public const string Grant = "isemail.grant.duration";

    /// <summary>A token that was issued, from the request to the answer.</summary>
    public const string Token = "isemail.token.duration";

    /// <summary>A connection that was opened: name, TCP, greeting, TLS, AUTH.</summary>
    public const string Opening = "isemail.connection.open.duration";

    /// <summary>A mail that was delivered: from MAIL to the reply to the end of the data.</summary>
    public const string Submission = "isemail.submission.duration";

    private static readonly Meter Meter = new(MailMetrics.MeterName);

    internal static Histogram<double> OfJournalWrites { get; } = Create(JournalWrite, "From the hand-over to a journal until it is durable.");

    internal static Histogram<double> OfJournalRecoveries { get; } = Create(JournalRecovery, "From a process's beginning until its journal is read.");

    internal static Histogram<double> OfGrants { get; } = Create(Grant, "From the sender's question for a mail to the outbox's answer.");

    internal static Histogram<double> OfTokens { get; } = Create(Token, "From the request for a token to the token.");

    internal static Histogram<double> OfOpenings { get; } = Create(Opening, "From the look-up of a server's name to the reply to AUTH.");

    internal static Histogram<double> OfSubmissions { get; } = Create(Submission, "From MAIL to the reply to the end of the data.");

    /// <summary>A step begins.</summary>
    /// <returns>To be given to <see cref="End"/>; 0: nobody listens.</returns>
    internal static long Begin(Histogram<double> steps) => steps.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A step has ended.</summary>
    internal static void End(Histogram<double> steps, long begun)
    {
        if (begun != 0) steps.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static Histogram<double> Create(string name, string description) => Meter.CreateHistogram<double>(
        name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600] });
}
