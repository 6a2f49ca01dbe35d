using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Live;

/// <summary>What an operator does to the deployment, and what became of it.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="topologyFile">Its topology's file, for the scenario that is saved.</param>
internal sealed class OrderCalls(OperatedDeployment deployment, string topologyFile)
{
    private const int LargestOrder = 64 * 1024;

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<OrderDocument>>("/orders", "What was ordered, the oldest first", context => context.Response.WriteAsJsonAsync(deployment.Orders.Select(Document).ToImmutableArray(), context.RequestAborted));
        web.Does<JsonElement, OrderDocument>("/orders", "Carries out one entry of a scenario file's 'actions', 'faults' or 'workload'", OrderAsync);
        web.Shows<string>("/orders/scenario", "What was ordered as a scenario file", context =>
        {
            context.Response.ContentType = "application/yaml; charset=utf-8";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"by-hand.yaml\"";
            return context.Response.WriteAsync(deployment.Scenario(topologyFile), context.RequestAborted);
        });
    }

    /// <summary>An order as it is told.</summary>
    public static OrderDocument Document(OrderTaken taken) => new(
        taken.Number, taken.Order.ToString()!, taken.Order.List, taken.Line, taken.At.TotalSeconds, taken.Ended?.TotalSeconds, taken.Ended is null ? "under way" : taken.Why is null ? "done" : "refused", taken.Why);

    private async Task OrderAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > LargestOrder)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "an order is one entry of a scenario file, and this is longer than 64 kB");
            return;
        }
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var (taken, problems) = deployment.Begin(await reader.ReadToEndAsync(context.RequestAborted));
        if (taken is not null) await context.Response.WriteAsJsonAsync(Document(taken), context.RequestAborted);
        else await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, string.Join(" | ", problems.Select(problem => $"{problem.What}; {problem.Expected}")), [.. problems.Select(problem => new FieldProblem("", problem.What, problem.Expected))]);
    }
}

/// <summary>An order and what became of it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="What">What was ordered, in words.</param>
/// <param name="List">The list of a scenario file that it stands in.</param>
/// <param name="Line">It as an entry of that list.</param>
/// <param name="At">When it was given, in seconds from the beginning.</param>
/// <param name="Ended">When it was carried out; <c>null</c>: it is under way.</param>
/// <param name="State"><c>under way</c>, <c>done</c> or <c>refused</c>.</param>
/// <param name="Why">Why it could not be carried out; <c>null</c>: it was, or is under way.</param>
public sealed record OrderDocument(int Number, string What, string List, string Line, double At, double? Ended, string State, string? Why);
