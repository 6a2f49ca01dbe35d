using IseMail.Scenarios.Administration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;

namespace IseMail.WebConsole.Security;

/// <summary>Begins a session for whoever shows the key of the printed address or the administration's token.</summary>
/// <param name="sessions">Who may use the page.</param>
internal sealed class SessionCalls(ConsoleSessions sessions)
{
    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web) =>
        web.Does<SessionRequest, SessionDocument>("/session", "Exchanges the key of the printed address, or the administration's token, for a session of this browser", BeginAsync)
            .Produces<RefusalDocument>(StatusCodes.Status401Unauthorized).WithMetadata(OpenToAll.Instance);

    private async Task BeginAsync(HttpContext context)
    {
        if (!ConsoleSessions.IsOwn(context.Request)) await Answers.RefuseAsync(context, StatusCodes.Status403Forbidden, "this was sent from a page of another site");
        else if (await Answers.BodyAsync<SessionRequest>(context) is not { } request) return;
        else if (!sessions.Begin(context, request.Key)) await Answers.RefuseAsync(context, StatusCodes.Status401Unauthorized, "this is neither the key of the address that was printed at the start nor the administration's token");
        else await context.Response.WriteAsJsonAsync(new SessionDocument(true), context.RequestAborted);
    }
}

/// <summary>Somebody wants to use the page.</summary>
/// <param name="Key">The key or the token.</param>
public sealed record SessionRequest(string Key)
{
    /// <summary>The record without its secret.</summary>
    public override string ToString() => "a session request";
}

/// <summary>A session has begun.</summary>
/// <param name="Begun">That it has.</param>
public sealed record SessionDocument(bool Begun);
