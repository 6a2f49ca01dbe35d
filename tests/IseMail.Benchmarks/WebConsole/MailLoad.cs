using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Live;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>Guests' mail at a steady rate, some of it at the same time, and when how much of it was accepted.</summary>
internal static class MailLoad
{
    private const int Together = 20;

    /// <summary>Goes on until it is cancelled.</summary>
    /// <param name="deployment">Where it arises.</param>
    /// <param name="perSecond">How many mails a second.</param>
    /// <param name="accepted">Is told when how many were accepted in all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many were accepted.</returns>
    public static async Task<int> RunAsync(LiveDeployment deployment, int perSecond, ConcurrentQueue<(long At, int Mails)> accepted, CancellationToken cancellationToken)
    {
        var samples = new SampleCauses("visitors.example");
        var random = new Random(1);
        var mails = 0;
        using var pulse = new PeriodicTimer(TimeSpan.FromSeconds((double)Together / perSecond));
        try
        {
            while (await pulse.WaitForNextTickAsync(cancellationToken))
            {
                var causes = Enumerable.Range(1, Together)
                    .Select(number => samples.Of(MailPurpose.GuestNotice, string.Create(CultureInfo.InvariantCulture, $"console-{mails + number}"), mails + number, DateTimeOffset.UtcNow, random)).ToList();
                await deployment.RaiseAsync(causes, mails / Together, cancellationToken);
                mails += Together;
                accepted.Enqueue((Stopwatch.GetTimestamp(), mails));
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
        return mails;
    }
}
