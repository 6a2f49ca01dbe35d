using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Faults;

/// <summary>What faults have made of one request for a token.</summary>
/// <param name="Answered">Whether it has its answer.</param>
/// <param name="Error">What to answer with; <c>null</c>: no error.</param>
/// <param name="Skew">How far ahead the clock is that the token is issued by.</param>
/// <param name="Alter">What the token says instead of what it would say.</param>
internal sealed record TokenDisturbance(bool Answered, EntraError? Error, TimeSpan Skew, Func<TokenClaims, TokenClaims> Alter)
{
    public static TokenDisturbance None { get; } = new(false, null, TimeSpan.Zero, claims => claims);
}

/// <summary>Lets the tenant's faults happen to requests for tokens.</summary>
internal sealed class TokenFaults(TenantFaults faults, TimeProvider time, Serilog.ILogger log)
{
    // Any resource but Exchange Online's.
    private const string OtherAudience = "https://graph.microsoft.com";
    private const string Page = "<html><head><title>Service</title></head><body>This page is not what you asked for.</body></html>";

    // A client that does not leave is not held up for longer.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Lets whatever is to happen to a request happen.</summary>
    public ValueTask<TokenDisturbance> MeetAsync(HttpContext context)
    {
        // Each request has a connection of its own, so that what happens to connections happens to requests as well.
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return faults.IsEmpty ? ValueTask.FromResult(TokenDisturbance.None) : LookAsync(context);
    }

    private async ValueTask<TokenDisturbance> LookAsync(HttpContext context)
    {
        var disturbance = TokenDisturbance.None;
        foreach (var strike in faults.Decide(FaultPoint.Token, new FaultContext(ConnectionFaults.Client(context.Connection.RemoteIpAddress))))
        {
            log.Information("Fault {Fault} struck a request for a token", strike.Fault.Name);
            var alter = disturbance.Alter;
            switch (strike.Fault.What)
            {
                case FaultEffect.Delay delay:
                    await PauseAsync(strike, delay.By, context);
                    break;
                case FaultEffect.Stall:
                    await PauseAsync(strike, LongestPause, context);
                    break;
                case FaultEffect.ClockSkew skew:
                    disturbance = disturbance with { Skew = disturbance.Skew + skew.By };
                    break;
                case FaultEffect.WrongAudience:
                    disturbance = disturbance with { Alter = claims => alter(claims) with { Audience = OtherAudience } };
                    break;
                case FaultEffect.WithoutRole:
                    disturbance = disturbance with { Alter = claims => alter(claims) with { Roles = [] } };
                    break;
                case FaultEffect.Aadsts { Error: var error }:
                    return disturbance with { Error = error };
                case FaultEffect.Status status:
                    if (status.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                    await WritePageAsync(context, status.Code);
                    return disturbance with { Answered = true };
                case FaultEffect.NotJson:
                    await WritePageAsync(context, StatusCodes.Status200OK);
                    return disturbance with { Answered = true };
                case FaultEffect.Truncate:
                    await BreakOffAsync(context);
                    return disturbance with { Answered = true };
            }
        }
        return disturbance;
    }

    private async Task PauseAsync(FaultStrike strike, TimeSpan wanted, HttpContext context)
    {
        var longest = wanted < LongestPause ? wanted : LongestPause;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(strike.Gone, context.RequestAborted);
        await Task.Delay(longest, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private static Task WritePageAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Page, context.RequestAborted);
    }

    private static async Task BreakOffAsync(HttpContext context)
    {
        var begin = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_tok"""u8.ToArray();
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = begin.Length * 20;
        await context.Response.Body.WriteAsync(begin, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
