using System.Globalization;
using IseMail.Tenant.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Transcripts;

/// <summary>Tells over HTTP of the newest submission sessions, <c>GET /sessions</c>, and what was said in one, <c>GET /sessions/{number}</c>.</summary>
internal sealed class SessionRequests(SessionLog sessions)
{
    /// <summary>Adds what answers.</summary>
    public void Map(WebApplication web)
    {
        web.MapGet("/sessions", (RequestDelegate)ListAsync);
        web.MapGet("/sessions/{number}", (RequestDelegate)ReadAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        if (NumberedPage.Read(context.Request.Query, "session", out var page) is { } error) return JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, error);
        var (count, wanted) = page.Of(sessions.Summaries(), summary => summary.Number);
        return JsonAnswer.WriteAsync(context, new { count, sessions = wanted });
    }

    private Task ReadAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["number"]?.ToString();
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, "a session is named by its number, as /sessions tells it");
        if (!sessions.TryRead(number, out var summary, out var lines))
        {
            return JsonAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, number >= 1 && number <= sessions.Last
                ? $"session {number} is not kept any more: only the newest {SessionLog.Kept} since the start are"
                : $"there is no session {number}");
        }
        return JsonAnswer.WriteAsync(context, new
        {
            summary.Number,
            summary.Began,
            summary.Ended,
            summary.Mailbox,
            summary.Node,
            summary.Tls,
            summary.Accepted,
            lines = lines.Select(line => new { line.At, direction = Direction(line.Speaker), line.Text }),
        });
    }

    private static string Direction(Speaker speaker) => speaker switch
    {
        Speaker.Client or Speaker.Message => "client",
        Speaker.Server => "server",
        _ => "note",
    };
}
