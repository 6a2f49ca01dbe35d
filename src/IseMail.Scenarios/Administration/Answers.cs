using System.Collections.Immutable;
using System.Text.Json;
using IseMail.Domain;
using Microsoft.AspNetCore.Http;

namespace IseMail.Scenarios.Administration;

/// <summary>What all calls of a deployment's administration have in common: bodies that are read, refusals that are told.</summary>
public static class Answers
{
    // What a call leaves out, or sends as null where a value is needed, is no body.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The body of a call; <c>null</c>: it could not be used, and the caller has been told.</summary>
    public static async Task<T?> BodyAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            if (await context.Request.ReadFromJsonAsync<T>(Strict, context.RequestAborted) is { } body) return body;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            // What was sent may hold a secret and is not repeated.
        }
        await RefuseAsync(context, StatusCodes.Status400BadRequest, "the body is not what is expected here");
        return null;
    }

    /// <summary>Tells a field that cannot be used.</summary>
    public static Task RefuseAsync(HttpContext context, Problem problem) =>
        RefuseAsync(context, StatusCodes.Status400BadRequest, problem.ToString(), [new FieldProblem(problem.Path, problem.What, problem.Expected)]);

    /// <summary>Tells that nothing was done, and why.</summary>
    public static async Task RefuseAsync(HttpContext context, int status, string error, ImmutableArray<FieldProblem>? problems = null)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new RefusalDocument(error, problems ?? []), context.RequestAborted);
    }
}
