using IseMail.Tenant.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Identity;

/// <summary>Tells over HTTP of the newest requests for tokens: <c>GET /tokens</c>.</summary>
internal sealed class TokenLogRequests(TokenLog log)
{
    /// <summary>Adds what answers.</summary>
    public void Map(WebApplication web) => web.MapGet("/tokens", (RequestDelegate)ListAsync);

    private Task ListAsync(HttpContext context)
    {
        if (NumberedPage.Read(context.Request.Query, "request", out var page) is { } error) return JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, error);
        var (count, wanted) = page.Of(log.Snapshot(), entry => entry.Number);
        return JsonAnswer.WriteAsync(context, new { count, tokens = wanted.Select(Told) });
    }

    private static object Told(TokenLogEntry entry) => new
    {
        entry.Number,
        entry.At,
        entry.Client,
        entry.ClientId,
        outcome = entry.Outcome switch
        {
            TokenOutcome.Issued => "issued",
            TokenOutcome.Refused => "refused",
            _ => "disturbed",
        },
        entry.Status,
        entry.Fault,
        lifetimeSeconds = entry.Lifetime is { } lifetime ? (long?)lifetime.TotalSeconds : null,
        entry.Audience,
        entry.Roles,
        entry.Aadsts,
        entry.Error,
        entry.Text,
    };
}
