using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Cluster.Sending;
using IseMail.Domain.Tenants;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>The durable pipeline with all limits off against MailKit alone, on the same server.</summary>
internal static class PipelineBenchmark
{
    private const double Required = 0.8;
    private const int Connections = 3;

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var tenant = await EmbeddedTenant.StartAsync(SubmissionLimits.None, cancellationToken);
        var keys = Directory.CreateTempSubdirectory("isemail-benchmark-keys-");
        try
        {
            var seal = TextSeal.In(keys);
            var none = new NoSeal();
            using var transport = tenant.Transport(seal);
            Report.Line($"{options.Mails} mails a round, {Connections} connections, STARTTLS, XOAUTH2; both compose each mail; the pipeline also seals, journals and opens it");

            await using var pipeline = new PipelineRun(seal, transport, Journals.Program);
            await WarmUp.UntilCompiledAsync(async () =>
            {
                await PipelineAsync(0);
                await DirectAsync(0);
            });
            var rounds = await Rounds.AlternateAsync(options.Rounds, PipelineAsync, DirectAsync);
            Report.Line($"mean size of a message: {tenant.Mailbox.Snapshot().Average(message => message.Size):0} octets");
            Report.Table(
                ["round", "pipeline mails/s", "MailKit mails/s", "ratio", "pipeline CPU us/mail", "MailKit CPU us/mail"],
                rounds.Select((round, number) => (string[])[
                    $"{number + 1}", Report.Whole(round.A.Rate), Report.Whole(round.B.Rate), Report.Two(round.A.Rate / round.B.Rate),
                    Report.Whole(round.A.ProcessorPerMail), Report.Whole(round.B.ProcessorPerMail)]));
            if (!options.Brief) await PipelineCosts.ReportAsync(options, tenant, seal, pipeline, rounds, cancellationToken);
            var ratio = Rounds.Median(rounds.Select(round => round.A.Rate / round.B.Rate));
            return Report.Requirement($"pipeline at {ratio:0.00} of MailKit alone (median of {rounds.Count} rounds), at least {Required:0.0} required", ratio >= Required);

            Task<Measure> PipelineAsync(int round) => pipeline.MeasureAsync(options.Mails, cancellationToken);

            async Task<Measure> DirectAsync(int round)
            {
                await using var direct = await DirectSender.OpenAsync(tenant.Server, await tenant.TokenAsync(cancellationToken), Connections, cancellationToken);
                await direct.SendAsync(GuestMails.Many(GuestMails.NextRun(), PipelineRun.Batch, none), cancellationToken);
                var run = GuestMails.NextRun();
                return await Measure.OfAsync(options.Mails, () => direct.SendAsync(GuestMails.Many(run, options.Mails, none), cancellationToken));
            }
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
