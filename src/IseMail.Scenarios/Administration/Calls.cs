using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>Adds calls together with what the description of all calls says of them.</summary>
public static class Calls
{
    /// <summary>A call that shows something.</summary>
    /// <typeparam name="TAnswer">What it answers.</typeparam>
    /// <param name="web">Where.</param>
    /// <param name="path">Its path.</param>
    /// <param name="summary">What it is for, in a clause.</param>
    /// <param name="answer">Answers.</param>
    public static RouteHandlerBuilder Shows<TAnswer>(this IEndpointRouteBuilder web, string path, string summary, Func<HttpContext, Task> answer) =>
        web.MapGet(path, (Delegate)answer).WithSummary(summary).Produces<TAnswer>().Refuses();

    /// <summary>A call that does something and takes nothing.</summary>
    /// <typeparam name="TAnswer">What it answers.</typeparam>
    /// <param name="web">Where.</param>
    /// <param name="path">Its path.</param>
    /// <param name="summary">What it is for, in a clause.</param>
    /// <param name="answer">Answers.</param>
    public static RouteHandlerBuilder Does<TAnswer>(this IEndpointRouteBuilder web, string path, string summary, Func<HttpContext, Task> answer) =>
        web.MapPost(path, (Delegate)answer).WithSummary(summary).Produces<TAnswer>().Refuses();

    /// <summary>A call that does something with what it is sent.</summary>
    /// <typeparam name="TBody">What it is sent, as JSON.</typeparam>
    /// <typeparam name="TAnswer">What it answers.</typeparam>
    /// <param name="web">Where.</param>
    /// <param name="path">Its path.</param>
    /// <param name="summary">What it is for, in a clause.</param>
    /// <param name="answer">Answers.</param>
    public static RouteHandlerBuilder Does<TBody, TAnswer>(this IEndpointRouteBuilder web, string path, string summary, Func<HttpContext, Task> answer)
        where TBody : notnull => web.Does<TAnswer>(path, summary, answer).Accepts<TBody>("application/json");

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder call) =>
        call.Produces<RefusalDocument>(StatusCodes.Status400BadRequest).Produces<RefusalDocument>(StatusCodes.Status409Conflict).Produces<RefusalDocument>(StatusCodes.Status503ServiceUnavailable);
}
