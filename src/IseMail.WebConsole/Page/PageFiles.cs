using System.Collections.Immutable;
using System.Security.Cryptography;
using IseMail.Scenarios.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Page;

/// <summary>The page's own files, which are in the program: nothing of it comes from elsewhere. They tell nothing, so whoever asks gets them.</summary>
internal static class PageFiles
{
    private const string First = "index.html";

    private static readonly ImmutableDictionary<string, (byte[] Content, string Type, string Tag)> Files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Select(name => (Name: name, Type: TypeOf(name))).Where(file => file.Type is not null)
        .ToImmutableDictionary(file => file.Name, file => Read(file.Name, file.Type!), StringComparer.Ordinal);

    /// <summary>Adds what answers.</summary>
    public static void Map(IEndpointRouteBuilder web)
    {
        web.MapGet("/", (RequestDelegate)(context => SendAsync(context, First))).WithMetadata(OpenToAll.Instance);
        web.MapGet("/console/{**file}", (RequestDelegate)(context => SendAsync(context, context.Request.RouteValues["file"]?.ToString() ?? ""))).WithMetadata(OpenToAll.Instance);
    }

    private static Task SendAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        // They change with the program alone.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Content.Length;
        return context.Response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }

    private static (byte[] Content, string Type, string Tag) Read(string name, string type)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var octets = content.ToArray();
        return (octets, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(octets))[..16]}\"");
    }

    private static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => null,
    };
}
