using System.Text.Encodings.Web;
using System.Text.Json;
using IseMail.Domain.Faults;
using IseMail.Tenant.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Faults;

/// <summary>
/// Adds, lists and removes faults over HTTP for whoever shows the tenant's key: <c>POST /faults</c>, <c>GET /faults</c>,
/// <c>DELETE /faults/{name}</c>.
/// </summary>
internal sealed class FaultRequests(TenantFaults faults, AdministrationKey key)
{
    /// <summary>Where all of them begin.</summary>
    public const string Path = "/faults";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Adds what answers.</summary>
    public void Map(WebApplication web)
    {
        web.MapGet(Path, (RequestDelegate)(context => AllowedAsync(context, ListAsync)));
        web.MapPost(Path, (RequestDelegate)(context => AllowedAsync(context, AddAsync)));
        web.MapDelete(Path + "/{name}", (RequestDelegate)(context => AllowedAsync(context, RemoveAsync)));
    }

    private Task AllowedAsync(HttpContext context, RequestDelegate answer)
    {
        if (key.Allows(context)) return answer(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, $"faults are changed by whoever shows the token in the tenant's {AdministrationFile.Name}");
    }

    private Task ListAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, new { faults = faults.List().Select(Told) });

    private async Task AddAsync(HttpContext context)
    {
        var (fault, error) = await ReadAsync(context);
        if (fault is null) await RefuseAsync(context, StatusCodes.Status400BadRequest, error);
        else if (!faults.TryAdd(fault)) await RefuseAsync(context, StatusCodes.Status409Conflict, $"there is a fault '{fault.Name}' already; another name, or remove that one first");
        else await WriteAsync(context, StatusCodes.Status201Created, FaultText.Write(fault).ToDictionary(one => one.Key, one => one.Value));
    }

    private Task RemoveAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["name"]?.ToString() ?? "";
        if (!faults.Remove(name)) return RefuseAsync(context, StatusCodes.Status404NotFound, $"there is no fault '{name}'");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static object Told(FaultRecord record) => new
    {
        fault = FaultText.Write(record.Fault).ToDictionary(one => one.Key, one => one.Value),
        line = FaultText.Line(record.Fault),
        record.AddedAt,
        record.Ends,
        record.Met,
        record.Struck,
    };

    private static async Task<(Fault? Fault, string Error)> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, "the body is not an object; a fault such as {\"name\": \"x\", \"where\": \"mail\", \"what\": \"disconnect\"}");
            var said = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var one in document.RootElement.EnumerateObject())
            {
                if (one.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return (null, $"'{one.Name}' is neither a text nor a number; a single value");
                said[one.Name] = one.Value.ToString();
            }
            var (fault, problems) = FaultText.Read(said);
            return (fault, string.Join(" | ", problems.Select(problem => problem.ToString())));
        }
        catch (JsonException)
        {
            return (null, "the body is not JSON in UTF-8 with each key once; a fault such as {\"name\": \"x\", \"where\": \"mail\", \"what\": \"disconnect\"}");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string error) => WriteAsync(context, status, new { error });

    private static Task WriteAsync<T>(HttpContext context, int status, T body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, Json, context.RequestAborted);
    }
}
