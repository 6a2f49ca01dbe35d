namespace IseMail.EndToEnd.Processes;

/// <summary>Waits for what other processes bring about, by asking again and again until the patience is at an end.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);

    public static Task Until(Func<bool> holds, Func<string> otherwise, CancellationToken patience) => Until(() => Task.FromResult(holds()), otherwise, patience);

    public static async Task Until(Func<Task<bool>> holds, Func<string> otherwise, CancellationToken patience)
    {
        using var pulse = new PeriodicTimer(Pulse);
        while (!await holds())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"it did not come about: {otherwise()}");
            await pulse.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
