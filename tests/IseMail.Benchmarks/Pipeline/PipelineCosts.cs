using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>
/// Where the pipeline's time goes beside MailKit's: the same round with one part at a time taken out. Processor time, since
/// on few processors that is what bounds the rate and what a noisy machine disturbs least.
/// </summary>
internal static class PipelineCosts
{
    private const int Variants = 3;

    public static async Task ReportAsync(
        BenchmarkOptions options, EmbeddedTenant tenant, ITextSeal seal, PipelineRun pipeline, List<(Measure Pipeline, Measure Direct)> rounds, CancellationToken cancellationToken)
    {
        var whole = Rounds.Median(rounds.Select(round => round.Pipeline.ProcessorPerMail));
        var direct = Rounds.Median(rounds.Select(round => round.Direct.ProcessorPerMail));
        var none = new NoSeal();
        using var plain = tenant.Transport(none);
        using var sealing = tenant.Transport(seal);
        var instant = new InstantTransport();
        var unsealed = await MiddleAsync(none, plain, Journals.Program);
        var inMemory = await MiddleAsync(seal, sealing, Journals.Memory);
        var throughPlugin = await MiddleAsync(seal, sealing, Journals.Plugin);
        var noServer = await MiddleAsync(none, instant, Journals.Program);
        var bare = await MiddleAsync(none, instant, Journals.Memory);

        Report.Line($"Where the time goes, in microseconds of processor time a mail (variants: median of {Variants} rounds each)");
        Report.Table(
            ["part", "us/mail", "measured as"],
            [
                Row("the whole pipeline", whole, "median of the rounds above"),
                Row("MailKit, composing, TLS, server", direct, "MailKit alone, median of the rounds above"),
                Row("sealing and opening texts", whole - unsealed, "whole - texts not sealed"),
                Row("journalling on SQLite", whole - inMemory, "whole - journals in memory"),
                Row("the same through the general SQL plugin", throughPlugin - inMemory, "whole with Akka.Persistence.Sql on SQLite - journals in memory"),
                Row("the same without a server", noServer - bare, "server that answers at once: SQLite - memory"),
                Row("outbox, sender and their messages", bare, "journals in memory, server that answers at once, texts not sealed"),
            ]);
        var journals = JournalCount.Of(pipeline.Directory);
        var written = JournalCount.Written(pipeline.Directory);
        Report.Line($"journal records for {pipeline.Sent} mails: {string.Join(", ", written.Select(actor => $"{actor.Value} of {actor.Key}"))}; what is left of them (the sender's older ones are deleted with each snapshot):");
        Report.Table(
            ["record", "records", "mean octets"],
            journals.Select(kind => (string[])[kind.Key, $"{kind.Value.Records}", Report.Whole(kind.Value.Octets / (double)kind.Value.Records)]));

        async Task<double> MiddleAsync(ITextSeal sealedWith, ISubmissionTransport transport, Journals journals)
        {
            await using var variant = new PipelineRun(sealedWith, transport, journals);
            await WarmUp.UntilCompiledAsync(() => variant.MeasureAsync(options.Mails, cancellationToken));
            var figures = new List<double>();
            for (var round = 0; round < Variants; round++) figures.Add((await variant.MeasureAsync(options.Mails, cancellationToken)).ProcessorPerMail);
            return Rounds.Median(figures);
        }
    }

    private static string[] Row(string part, double figure, string how) => [part, Report.Whole(figure), how];
}
