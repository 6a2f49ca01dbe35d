using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IseMail.Domain.Tenants.Cmdlets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Administration;

/// <summary>
/// The tenant's cmdlets over HTTP: <c>POST /administration/{cmdlet}</c> with its parameters as JSON, <c>GET</c> for those that
/// only show, <c>PUT /administration/directory</c> for all objects at once. Each wants the token of <see cref="AdministrationFile"/>.
/// </summary>
internal sealed class AdministrationEndpoint(LiveDirectory directory, AdministrationKey key, Serilog.ILogger log)
{
    /// <summary>Where its paths begin.</summary>
    public const string Root = "/administration";

    /// <summary>Largest body of a request in octets.</summary>
    public const int LargestBody = 1 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a path is one of these.</summary>
    public static bool IsUnder(PathString path) => path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a request shows the key's token.</summary>
    public bool Admits(HttpContext context) => key.Allows(context);

    /// <summary>Adds what answers.</summary>
    public void Map(WebApplication web)
    {
        web.MapGet(Root + "/{cmdlet}", (RequestDelegate)(context => AnswerAsync(context, Named(context))));
        web.MapPost(Root + "/{cmdlet}", (RequestDelegate)PostAsync);
        web.MapPut(Root + "/directory", (RequestDelegate)ReplaceAsync);
    }

    private async Task PostAsync(HttpContext context)
    {
        var arguments = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            foreach (var (name, value) in body.RootElement.EnumerateObject().Select(property => (property.Name, property.Value)))
            {
                if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) throw new JsonException("a value of several");
                arguments[name] = value.ValueKind == JsonValueKind.Null ? "$null" : value.ToString();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, new { error = "the body is not a JSON object of parameters and single values" });
            return;
        }
        await AnswerAsync(context, new CmdletCall(Cmdlet(context), arguments.ToImmutable()));
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var json = await reader.ReadToEndAsync(context.RequestAborted);
        CmdletOutcome outcome;
        try
        {
            outcome = directory.Replace(DirectoryJson.Read(json));
        }
        catch (InvalidDataException fault)
        {
            outcome = new CmdletOutcome.Refused(fault.Message);
        }
        log.Information("The tenant's directory {Outcome}", outcome is CmdletOutcome.Done ? "was replaced" : "was not replaced");
        await TellAsync(context, outcome);
    }

    private Task AnswerAsync(HttpContext context, CmdletCall call)
    {
        if (HttpMethods.IsGet(context.Request.Method) && CmdletCatalogue.Find(call.Name) is { OnlyReads: false })
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, new { error = "this cmdlet changes the tenant: POST" });
        }
        var outcome = directory.Run(call);
        // Its name as the catalogue has it, since what came may be anything; never its arguments, one of which may be a secret.
        log.Information("{Cmdlet} {Outcome}", CmdletCatalogue.Find(call.Name)?.Name ?? "an unknown cmdlet", outcome is CmdletOutcome.Done ? "was carried out" : "was refused");
        return TellAsync(context, outcome);
    }

    private static Task TellAsync(HttpContext context, CmdletOutcome outcome) => outcome switch
    {
        CmdletOutcome.Done { Output: var output } => WriteAsync(context, StatusCodes.Status200OK, new { table = output.AsTable, objects = output.Objects.Select(Shown) }),
        CmdletOutcome.Refused { Text: var text } => WriteAsync(context, StatusCodes.Status400BadRequest, new { error = text }),
        _ => throw new InvalidOperationException("a cmdlet is carried out or refused"),
    };

    private static JsonObject Shown(CmdletObject one) =>
        new(one.Properties.Select(property => KeyValuePair.Create(property.Name, JsonSerializer.SerializeToNode(property.Value, property.Value?.GetType() ?? typeof(object), Json))));

    private static CmdletCall Named(HttpContext context) =>
        new(Cmdlet(context), context.Request.Query.ToImmutableDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString(), StringComparer.OrdinalIgnoreCase));

    private static string Cmdlet(HttpContext context) => context.Request.RouteValues["cmdlet"]?.ToString() ?? "";

    private static Task WriteAsync<T>(HttpContext context, int status, T body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, Json, context.RequestAborted);
    }
}
