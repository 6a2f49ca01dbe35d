using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Domain.Notices;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>
/// Where the pipeline's time goes beside MailKit's: the same round with one part at a time taken out. Processor time, since
/// on few processors that is what bounds the rate and what a noisy machine disturbs least.
/// </summary>
internal static class PipelineCosts
{
    public static async Task ReportAsync(
        BenchmarkOptions options, EmbeddedTenant tenant, ITextSeal seal, List<(Measure Pipeline, Measure Direct)> rounds, JournalCount journals, CancellationToken cancellationToken)
    {
        var whole = Rounds.Median(rounds.Select(round => round.Pipeline.ProcessorPerMail));
        var direct = Rounds.Median(rounds.Select(round => round.Direct.ProcessorPerMail));
        var none = new NoSeal();
        using var plain = tenant.Transport(none);
        using var sealing = tenant.Transport(seal);
        var instant = new InstantTransport();
        await InstantAsync(true);
        await InstantAsync(false);
        var unsealed = await MiddleAsync(() => PipelineRun.MeasureAsync(options.Mails, none, plain, durable: true, cancellationToken));
        var inMemory = await MiddleAsync(() => PipelineRun.MeasureAsync(options.Mails, seal, sealing, durable: false, cancellationToken));
        var noServer = await MiddleAsync(() => InstantAsync(true));
        var bare = await MiddleAsync(() => InstantAsync(false));

        Report.Line($"Where the time goes, in microseconds of processor time a mail (variants: median of {Variants} rounds each)");
        Report.Table(
            ["part", "us/mail", "measured as"],
            [
                Row("the whole pipeline", whole, "median of the rounds above"),
                Row("MailKit, composing, TLS, server", direct, "MailKit alone, median of the rounds above"),
                Row("sealing and opening texts", whole - unsealed, "whole - texts not sealed"),
                Row("journalling on SQLite", whole - inMemory, "whole - journals in memory"),
                Row("the same without a server", noServer - bare, "server that answers at once: SQLite - memory"),
                Row("outbox, sender and their messages", bare, "journals in memory, server that answers at once, texts not sealed"),
            ]);
        var records = journals.Kinds.Values.Sum(kind => kind.Records);
        Report.Line($"journal records of the last round: {records} for {options.Mails + PipelineRun.Batch} mails");
        Report.Table(
            ["record", "records", "mails a record", "octets a mail"],
            journals.Kinds.Select(kind => (string[])[
                kind.Key, $"{kind.Value.Records}", Figure((options.Mails + PipelineRun.Batch) / (double)kind.Value.Records), Figure(kind.Value.Octets / (double)(options.Mails + PipelineRun.Batch))]));

        Task<Measure> InstantAsync(bool durable) => PipelineRun.MeasureAsync(options.Mails, none, instant, durable, cancellationToken);
    }

    private const int Variants = 3;

    private static async Task<double> MiddleAsync(Func<Task<Measure>> measure)
    {
        var figures = new List<double>();
        for (var round = 0; round < Variants; round++) figures.Add((await measure()).ProcessorPerMail);
        return Rounds.Median(figures);
    }

    private static string[] Row(string part, double figure, string how) => [part, Figure(figure), how];

    private static string Figure(double value) => value.ToString(value < 10 ? "0.0" : "0", System.Globalization.CultureInfo.InvariantCulture);
}
