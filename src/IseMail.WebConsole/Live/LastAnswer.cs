namespace IseMail.WebConsole.Live;

/// <summary>What somebody has last answered. Whoever takes their time is asked once, and meanwhile what they have said before stands.</summary>
/// <param name="answer">What stands before the first answer.</param>
internal sealed class LastAnswer<T>(T answer)
{
    private Task<T>? _asking;
    private T _answer = answer;

    /// <summary>Whether an answer is waited for, or not taken up yet.</summary>
    public bool IsAsked => _asking is not null;

    /// <summary>Takes up what has been answered and asks anew.</summary>
    /// <param name="ask">Asks; ends by itself where nobody answers.</param>
    /// <param name="patience">Ends when nobody waits any longer.</param>
    public async Task<T> LookAsync(Func<Task<T>> ask, Task patience)
    {
        if (_asking is { IsCompleted: true } answered) await TakeUpAsync(answered);
        var asking = _asking ??= ask();
        if (await Task.WhenAny(asking, patience) == asking) await TakeUpAsync(asking);
        return _answer;
    }

    private async Task TakeUpAsync(Task<T> asking)
    {
        // Also where it failed: the next look asks again.
        _asking = null;
        _answer = await asking;
    }
}
