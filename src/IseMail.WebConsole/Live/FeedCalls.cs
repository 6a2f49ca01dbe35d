using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using IseMail.Scenarios.Administration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Live;

/// <summary>How the deployment stands, once or again and again as server-sent events (HTML, section 9.2).</summary>
/// <param name="feed">What is pushed.</param>
internal sealed class FeedCalls(FrameFeed feed)
{
    private const int LogAtOnce = 200;

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<FeedUpdate>("/live/now", "How the deployment stands, with the newest of its log", async context => await context.Response.WriteAsJsonAsync(await feed.NowAsync(LogAtOnce, context.RequestAborted), context.RequestAborted));
        web.Shows<FeedUpdate>("/live/feed", "How the deployment stands, pushed whenever it changes; 'Last-Event-ID' or 'after' says which event was the last", FeedAsync);
    }

    private Task FeedAsync(HttpContext context)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : context.Request.Query["after"].ToString();
        return TypedResults.ServerSentEvents(EventsAsync(feed.Seen(last), context.RequestAborted)).ExecuteAsync(context);
    }

    private async IAsyncEnumerable<SseItem<FeedUpdate>> EventsAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in feed.FollowAsync(after, cancellationToken))
        {
            if (update.Log is [.., var entry]) after = entry.Number;
            yield return new SseItem<FeedUpdate>(update) { EventId = feed.EventId(after) };
        }
    }
}
