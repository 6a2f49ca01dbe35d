using System.Collections.Immutable;
using IseMail.WebConsole.Live;

namespace IseMail.WebConsole.Tests.Live;

/// <summary>What pages are told, and that none of it is lost.</summary>
public sealed class FrameFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Nothing_of_the_log_is_lost_to_pages_that_go_away_and_come_back_while_it_is_written()
    {
        const int entries = 2_000;
        await using var feed = new FrameFeed(_ => Task.FromResult(Frame(("psn-1", "up"))), TimeProvider.System);
        using var patience = new CancellationTokenSource(Patience);
        var writing = Task.Run(async () =>
        {
            for (var number = 1; number <= entries; number++)
            {
                feed.Note("node", null, $"entry {number}");
                if (number % 50 == 0) await Task.Delay(1, patience.Token);
            }
        });
        var pages = Enumerable.Range(0, 4).Select(page => Task.Run(async () =>
        {
            var random = new Random(page);
            var seen = new List<LogEntry>();
            while (seen.Count < entries)
            {
                var left = random.Next(1, 20);
                await foreach (var update in feed.FollowAsync(seen.Count == 0 ? 0 : seen[^1].Number, patience.Token))
                {
                    seen.AddRange(update.Log);
                    if (--left == 0 || seen.Count == entries) break;
                }
            }
            return seen;
        })).ToList();
        await writing;
        foreach (var seen in await Task.WhenAll(pages))
        {
            seen.Select(entry => entry.Number).ShouldBe(Enumerable.Range(1, entries).Select(number => (long)number));
            seen.Select(entry => entry.What).ShouldBe(Enumerable.Range(1, entries).Select(number => $"entry {number}"));
        }
        feed.Followers.ShouldBe(0);
    }

    [Fact]
    public async Task A_page_is_told_of_what_changes_and_a_slow_one_gets_the_newest_state_with_every_line_in_between()
    {
        var frames = new Queue<DeploymentFrame>(
        [
            Frame(("pan-1", "up", "primary PAN"), ("pan-2", "up", "secondary PAN")),
            Frame(("pan-1", "down", ""), ("pan-2", "up", "secondary PAN")),
            Frame(("pan-1", "down", ""), ("pan-2", "up", "primary PAN")),
        ]);
        await using var feed = new FrameFeed(_ => Task.FromResult(frames.Count > 1 ? frames.Dequeue() : frames.Peek()), TimeProvider.System);
        using var patience = new CancellationTokenSource(Patience);
        var log = new List<string>();
        DeploymentFrame? last = null;
        await foreach (var update in feed.FollowAsync(0, patience.Token))
        {
            log.AddRange(update.Log.Select(entry => entry.What));
            last = update.Frame;
            if (log.Contains("pan-2 is primary PAN")) break;
        }
        log.ShouldBe(["pan-1 is down", "pan-2 is primary PAN"]);
        last!.Nodes[1].Roles.ShouldBe(["primary PAN"]);
    }

    [Fact]
    public async Task Whoever_comes_back_to_another_start_of_the_program_gets_all_of_its_log_and_what_is_no_event_counts_as_none()
    {
        var clock = new StartedAt();
        await using var before = new FrameFeed(_ => Task.FromResult(Frame(("psn-1", "up"))), clock);
        clock.Later();
        await using var now = new FrameFeed(_ => Task.FromResult(Frame(("psn-1", "up"))), clock);
        now.Seen(before.EventId(7)).ShouldBe(0);
        now.Seen(now.EventId(7)).ShouldBe(7);
        foreach (var other in new[] { "", "7", "-", "x-y", "1-2-3", now.EventId(0)[..^1] + "-1" }) now.Seen(other).ShouldBe(0);
    }

    [Fact]
    public async Task A_look_that_fails_is_told_once_and_the_page_goes_on()
    {
        var looks = 0;
        await using var feed = new FrameFeed(
            _ => Interlocked.Increment(ref looks) is 2 or 3 ? throw new InvalidOperationException("something that may be secret") : Task.FromResult(Frame(("psn-1", looks < 3 ? "up" : "down"))), TimeProvider.System);
        using var patience = new CancellationTokenSource(Patience);
        var log = new List<string>();
        await foreach (var update in feed.FollowAsync(0, patience.Token))
        {
            log.AddRange(update.Log.Select(entry => entry.What));
            if (log.Contains("psn-1 is down")) break;
        }
        log.ShouldBe(["the deployment cannot be looked at (InvalidOperationException); it is tried again", "psn-1 is down"]);
    }

    [Fact]
    public async Task A_page_that_follows_is_let_go_when_the_console_ends()
    {
        var feed = new FrameFeed(_ => Task.FromResult(Frame(("psn-1", "up"))), TimeProvider.System);
        var following = Task.Run(async () =>
        {
            var updates = 0;
            await foreach (var _ in feed.FollowAsync(0, CancellationToken.None)) updates++;
            return updates;
        });
        while (feed.Followers == 0) await Task.Yield();
        await feed.DisposeAsync();
        (await following.WaitAsync(Patience)).ShouldBeGreaterThanOrEqualTo(0);
        await feed.DisposeAsync();
    }

    private sealed class StartedAt : TimeProvider
    {
        private DateTimeOffset _now = System.GetUtcNow();

        public void Later() => _now += TimeSpan.FromSeconds(1);

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private static DeploymentFrame Frame(params (string Node, string State)[] nodes) => Frame([.. nodes.Select(node => (node.Node, node.State, ""))]);

    private static DeploymentFrame Frame(params (string Node, string State, string Role)[] nodes) => new(
        DateTimeOffset.UtcNow, "test",
        [.. nodes.Select(node => new NodeFrame(node.Node, ["pan"], node.State, node.Role.Length > 0 ? [node.Role] : [], [], 2, 0, 0, 0, ImmutableSortedDictionary<string, long>.Empty))],
        [], [], new BudgetFrame(30, 60, 3, []), [], 0, [], null);
}
