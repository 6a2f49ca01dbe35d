using System.Globalization;
using IseMail.Domain.Faults;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Faults;

/// <summary>Lets the tenant's faults happen to requests for tokens.</summary>
internal sealed class TokenFaults(TenantFaults faults, TimeProvider time, Serilog.ILogger log)
{
    private const string Page = "<html><head><title>Service</title></head><body>This page is not what you asked for.</body></html>";

    /// <summary>Lets whatever is to happen to a request before its answer happen; what it ends in is left to be told.</summary>
    /// <param name="context">The request.</param>
    /// <param name="struck">Gets the names of the faults that strike, also where the client does not wait for the end.</param>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public ValueTask<TokenDisturbance> MeetAsync(HttpContext context, ICollection<string> struck)
    {
        // Each request has a connection of its own, so that what happens to connections happens to requests as well.
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return faults.IsEmpty ? ValueTask.FromResult(TokenDisturbance.None) : LookAsync(context, struck);
    }

    /// <summary>Answers with a page that is no JSON.</summary>
    public static Task WriteAsync(HttpContext context, TokenEnd.Page page)
    {
        if (page.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Page, context.RequestAborted);
    }

    /// <summary>Begins to answer and ends in the middle.</summary>
    public static async Task BreakOffAsync(HttpContext context)
    {
        var begin = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_tok"""u8.ToArray();
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = begin.Length * 20;
        await context.Response.Body.WriteAsync(begin, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async ValueTask<TokenDisturbance> LookAsync(HttpContext context, ICollection<string> struck)
    {
        var disturbance = TokenDisturbance.None;
        foreach (var strike in faults.Decide(FaultPoint.Token, new FaultContext(ConnectionFaults.Client(context.Connection.RemoteIpAddress))))
        {
            log.Information("Fault {Fault} struck a request for a token", strike.Fault.Name);
            struck.Add(strike.Fault.Name);
            (disturbance, var pause) = disturbance.Meet(strike.Fault.What);
            if (pause > TimeSpan.Zero) await PauseAsync(strike, pause, context);
            if (disturbance.End is not null) break;
        }
        return disturbance;
    }

    private async Task PauseAsync(FaultStrike strike, TimeSpan longest, HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(strike.Gone, context.RequestAborted);
        await Task.Delay(longest, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.RequestAborted.ThrowIfCancellationRequested();
    }
}
