using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Listeners;

/// <summary>Answers in JSON to whoever reads what is in the tenant.</summary>
internal static class JsonAnswer
{
    // The answers are JSON that no browser may take for a page, so angle brackets of a Message-ID can stay readable.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers.</summary>
    public static Task WriteAsync<T>(HttpContext context, T body) => context.Response.WriteAsJsonAsync(body, Json, context.RequestAborted);

    /// <summary>Refuses, and says why in one line.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new { error });
    }
}
