using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>
/// One round of the pipeline: from the first mail sealed and accepted to the last settled as delivered in the outbox's
/// journal. Its system starts, and its connections open, before the clock does, as they do on the other side.
/// </summary>
internal static class PipelineRun
{
    /// <summary>Mails accepted at once, and sent before the clock starts.</summary>
    public const int Batch = 250;

    /// <summary>Measures one round.</summary>
    /// <param name="mails">How many.</param>
    /// <param name="seal">What their texts are sealed with.</param>
    /// <param name="transport">The way to the server.</param>
    /// <param name="durable">See <see cref="LivePipeline.Start"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="look">Looks at the journals when all is done.</param>
    public static async Task<Measure> MeasureAsync(
        int mails, ITextSeal seal, ISubmissionTransport transport, bool durable, CancellationToken cancellationToken, Action<DirectoryInfo>? look = null)
    {
        await using var pipeline = LivePipeline.Start(SendingBudget.Unlimited, transport, durable);
        await pipeline.AcceptAsync(GuestMails.Many(GuestMails.NextRun(), Batch, seal), Batch, cancellationToken);
        await pipeline.DeliveredAsync(Batch, cancellationToken);

        var run = GuestMails.NextRun();
        var measure = await Measure.OfAsync(mails, async () =>
        {
            for (var from = 0; from < mails; from += Batch)
            {
                var some = Enumerable.Range(from, Math.Min(Batch, mails - from)).Select(number => GuestMails.Of(run, number, seal));
                await pipeline.AcceptAsync([.. some], Batch, cancellationToken);
            }
            await pipeline.DeliveredAsync(Batch + mails, cancellationToken);
        });
        look?.Invoke(pipeline.Directory);
        return measure;
    }
}
