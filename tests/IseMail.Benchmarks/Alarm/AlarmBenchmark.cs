using System.Collections.Concurrent;
using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Benchmarks.Alarm;

/// <summary>An alarm accepted behind a great backlog of guest mail: how many mails are begun between it and its own beginning.</summary>
internal static class AlarmBenchmark
{
    private const int Backlog = 10_000;
    private const int SentBefore = 50;
    private const int Connections = 3;

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var seal = new NoSeal();
        using var transport = new SteppedTransport();
        await using var pipeline = LivePipeline.Start(SendingBudget.Unlimited, transport);
        await pipeline.AcceptAsync(GuestMails.Many(GuestMails.NextRun(), Backlog, seal), 250, cancellationToken);

        // Some mails go out, then every connection holds one whose reply does not come.
        for (var sent = 0; sent < SentBefore; sent++)
        {
            await transport.NextAsync(cancellationToken);
            transport.Release();
        }
        for (var held = 0; held < Connections; held++) await transport.NextAsync(cancellationToken);

        var alarm = GuestMails.Of(GuestMails.NextRun(), 1, seal, MailPurpose.Alarm);
        await pipeline.AcceptAsync([alarm], 1, cancellationToken);
        var census = await pipeline.CensusAsync(cancellationToken);
        transport.Release();
        var position = 1;
        while ((await transport.NextAsync(cancellationToken)).Id != alarm.Id && position <= Backlog)
        {
            transport.Release();
            position++;
        }
        Report.Line($"{census.Queued - 1} mails queued before the alarm, {Connections} of them in flight when it was accepted");
        transport.ReleaseAll();
        return Report.Requirement($"position {position} among the mails begun after the alarm was accepted, 1 required", position == 1);
    }

    /// <summary>Connections that answer one mail each time they are told to.</summary>
    private sealed class SteppedTransport : ISubmissionTransport, IDisposable
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _answers = new(0);
        private readonly ConcurrentQueue<Mail> _mails = new();

        public Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken) =>
            Task.FromResult<ConnectionAttempt>(new ConnectionAttempt.Opened(new Connection(this)));

        /// <summary>The next mail that was given to a connection.</summary>
        public async Task<Mail> NextAsync(CancellationToken cancellationToken)
        {
            await _begun.WaitAsync(cancellationToken);
            return _mails.TryDequeue(out var mail) ? mail : throw new InvalidOperationException("a mail was begun and is not there");
        }

        public void Dispose()
        {
            _begun.Dispose();
            _answers.Dispose();
        }

        public void Release() => _answers.Release();

        public void ReleaseAll() => _answers.Release(2 * Backlog);

        private sealed class Connection(SteppedTransport transport) : ISubmissionConnection
        {
            public async Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken)
            {
                transport._mails.Enqueue(mail.Mail);
                transport._begun.Release();
                await transport._answers.WaitAsync(cancellationToken);
                return new SubmissionResult(new SubmissionOutcome.Delivered("250 2.0.0 OK"), Usable: true);
            }

            public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
