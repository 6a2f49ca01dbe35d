using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>How long after mails were accepted a page was told of them.</summary>
internal static class PushDelay
{
    /// <summary>Follows a console for some time.</summary>
    /// <param name="console">Which.</param>
    /// <param name="accepted">When how many mails were accepted.</param>
    /// <param name="turn">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The delay of each acceptance, the shortest first.</returns>
    public static async Task<List<TimeSpan>> MeasureAsync(ShownConsole console, ConcurrentQueue<(long At, int Mails)> accepted, TimeSpan turn, CancellationToken cancellationToken)
    {
        var told = new List<(long At, long Mails)>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = console.FollowAsync(update => told.Add((Stopwatch.GetTimestamp(), GuestNotices(update))), ending.Token);
        await Task.Delay(turn, cancellationToken);
        await ending.CancelAsync();
        await following;
        var (first, last) = (told[0].At, told[^1].Mails);
        return [.. accepted.Where(one => one.At > first && one.Mails <= last).Select(one => Stopwatch.GetElapsedTime(one.At, told.First(update => update.Mails >= one.Mails).At)).Order()];
    }

    private static long GuestNotices(string update)
    {
        using var document = JsonDocument.Parse(update);
        return document.RootElement.GetProperty("frame").GetProperty("purposes").EnumerateArray().First(one => one.GetProperty("purpose").GetString() == "guestNotice").GetProperty("accepted").GetInt64();
    }
}
