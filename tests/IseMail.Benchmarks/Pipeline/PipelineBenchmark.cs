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
            var rounds = await Rounds.CompareAsync(options.Rounds, "pipeline", PipelineAsync, "MailKit", DirectAsync);
            Report.Line($"mean size of a message: {tenant.Mailbox.Snapshot().Average(message => message.Size):0} octets");
            if (!options.Brief) await PipelineCosts.ReportAsync(options, tenant, seal, pipeline, rounds, cancellationToken);
            var ratio = Rounds.MedianRatio(rounds);
            return Report.Requirement($"pipeline at {ratio:0.00} of MailKit alone (median of {rounds.Count} rounds), at least {Required:0.0} required", ratio >= Required);

            Task<Measure> PipelineAsync() => pipeline.MeasureAsync(options.Mails, cancellationToken);

            async Task<Measure> DirectAsync()
            {
                await using var direct = await DirectSender.OpenAsync(tenant.Server, tenant.Path, await tenant.TokenAsync(cancellationToken), Connections, cancellationToken);
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
