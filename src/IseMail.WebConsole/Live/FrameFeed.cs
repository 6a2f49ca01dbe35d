using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace IseMail.WebConsole.Live;

/// <summary>What is pushed to pages: how the deployment stands, and what has happened since.</summary>
/// <param name="Frame">How it stands.</param>
/// <param name="Log">What has happened since the last push to the same page, the oldest first. None is left out but those that are too old to be kept.</param>
public sealed record FeedUpdate(DeploymentFrame Frame, ImmutableArray<LogEntry> Log);

/// <summary>
/// Looks at the deployment a few times a second, and tells whoever follows. Frames are states: a page that is slow gets the newest and misses none of what
/// it says. Log entries are events: each has a number, and a page that comes back says the last it has.
/// </summary>
public sealed class FrameFeed : IAsyncDisposable
{
    /// <summary>How often it looks while somebody follows: what changes is on its way in half of the 500 ms it may take.</summary>
    public static TimeSpan Pulse { get; } = TimeSpan.FromMilliseconds(250);

    private const int MostKept = 5000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // What happens while nobody looks belongs into the log as well, if not to the quarter of a second.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Func<CancellationToken, Task<DeploymentFrame>> _sample;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private ImmutableList<LogEntry> _log = [];
    private long _numbers;
    private DeploymentFrame? _frame;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _begun;
    private Type? _fault;
    private int _followers;
    private volatile bool _ended;

    /// <summary>Begins to look.</summary>
    /// <param name="sample">Looks once.</param>
    /// <param name="clock">The time.</param>
    public FrameFeed(Func<CancellationToken, Task<DeploymentFrame>> sample, TimeProvider clock)
    {
        _sample = sample;
        _clock = clock;
        _begun = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        _watching = WatchAsync();
    }

    /// <summary>What a page that has seen everything up to a log entry says when it comes back.</summary>
    /// <param name="entry">The entry's number.</param>
    public string EventId(long entry) => string.Create(CultureInfo.InvariantCulture, $"{_begun}-{entry}");

    /// <summary>The number of the last log entry that whoever says this has seen; 0: none, as where it was another start of the program that told it.</summary>
    public long Seen(string eventId) =>
        eventId.Split('-') is [var begun, var entry] && begun == _begun && long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>How many follow.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>Adds to the log what the frames do not show.</summary>
    /// <param name="kind">What kind of thing.</param>
    /// <param name="node">Which node it is about; <c>null</c>: none.</param>
    /// <param name="what">What happened, in a clause.</param>
    public void Note(string kind, string? node, string what)
    {
        lock (_gate) Add(new LogEntry(0, _clock.GetUtcNow(), kind, node, what));
    }

    /// <summary>How the deployment stands now, with the newest of the log.</summary>
    /// <param name="most">How many entries of the log at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedUpdate> NowAsync(int most, CancellationToken cancellationToken)
    {
        await foreach (var update in FollowAsync(0, cancellationToken)) return update with { Log = [.. update.Log.Skip(update.Log.Length - most)] };
        throw new OperationCanceledException("the deployment was stopped meanwhile");
    }

    /// <summary>
    /// Follows: a first update at once, then one whenever something has changed, and now and then one that says the same, so that a page knows whether it is
    /// still told. Ends with the feed.
    /// </summary>
    /// <param name="after">The number of the last log entry that is known already.</param>
    /// <param name="cancellationToken">Stops following.</param>
    public async IAsyncEnumerable<FeedUpdate> FollowAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _followers);
        Volatile.Read(ref _followed).TrySetResult();
        try
        {
            DeploymentFrame? shown = null;
            while (!_ended)
            {
                FeedUpdate? update = null;
                Task next;
                lock (_gate)
                {
                    var news = _log.Count == 0 || _log[^1].Number <= after ? [] : _log.SkipWhile(entry => entry.Number <= after).ToImmutableArray();
                    if (_frame is { } frame && (frame != shown || news.Length > 0)) update = new FeedUpdate(shown = frame, news);
                    if (news is [.., var last]) after = last.Number;
                    next = _next.Task;
                }
                if (update is not null) yield return update;
                try
                {
                    await next.WaitAsync(Heartbeat, _clock, cancellationToken);
                }
                catch (TimeoutException)
                {
                    shown = null;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    /// <summary>Stops to look.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            Wake();
        }
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        string? known = null;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var begun = _clock.GetTimestamp();
                var frame = await _sample(_ending.Token);
                // The time alone is no change.
                var said = JsonSerializer.Serialize(frame with { At = default });
                if (said != known) Show(frame);
                known = said;
                _fault = null;
                if (Volatile.Read(ref _followers) == 0)
                {
                    _followed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    await Task.WhenAny(_followed.Task, Task.Delay(Idle, _clock, _ending.Token));
                }
                else if (Pulse - _clock.GetElapsedTime(begun) is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, _clock, _ending.Token);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (!_ending.IsCancellationRequested)
            {
                // Pages are told, and go on: what cannot be looked at now may be later.
                if (_fault != fault.GetType()) Note("node", null, $"the deployment cannot be looked at ({fault.GetType().Name}); it is tried again");
                _fault = fault.GetType();
                await Task.WhenAny(Task.Delay(Idle, _clock, _ending.Token));
            }
        }
    }

    private void Show(DeploymentFrame frame)
    {
        lock (_gate)
        {
            foreach (var entry in FrameChanges.Between(_frame, frame)) Add(entry);
            _frame = frame;
            Wake();
        }
    }

    private void Add(LogEntry entry)
    {
        _log = _log.Add(entry with { Number = ++_numbers });
        if (_log.Count > MostKept) _log = _log.RemoveRange(0, _log.Count - MostKept);
        Wake();
    }

    private void Wake()
    {
        var woken = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        woken.SetResult();
    }
}
