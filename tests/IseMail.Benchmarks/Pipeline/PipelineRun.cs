using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>
/// Rounds of a pipeline that runs on from one to the next, as the program does: from the first mail sealed and accepted to
/// the last settled as delivered in the outbox's journal. Its connections are open before the clock starts, as they are
/// on the other side.
/// </summary>
internal sealed class PipelineRun(ITextSeal seal, ISubmissionTransport transport, Journals journals) : IAsyncDisposable
{
    /// <summary>Mails accepted at once.</summary>
    public const int Batch = 250;

    private readonly LivePipeline _pipeline = LivePipeline.Start(SendingBudget.Unlimited, transport, journals);
    private long _sent;

    /// <summary>How many mails it has sent in all.</summary>
    public long Sent => _sent;

    /// <summary>Where its journals lie.</summary>
    public DirectoryInfo Directory => _pipeline.Directory;

    /// <summary>Measures a round of <paramref name="mails"/>.</summary>
    public async Task<Measure> MeasureAsync(int mails, CancellationToken cancellationToken)
    {
        await SendAsync(Batch, cancellationToken);
        return await Measure.OfAsync(mails, () => SendAsync(mails, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task SendAsync(int mails, CancellationToken cancellationToken)
    {
        var run = GuestMails.NextRun();
        for (var from = 0; from < mails; from += Batch)
        {
            var some = Enumerable.Range(from, Math.Min(Batch, mails - from)).Select(number => GuestMails.Of(run, number, seal));
            await _pipeline.AcceptAsync([.. some], Batch, cancellationToken);
        }
        _sent += mails;
        await _pipeline.DeliveredAsync(_sent, cancellationToken);
    }
}
