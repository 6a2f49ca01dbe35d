using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Administration;
using IseMail.WebConsole.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Tenant;

/// <summary>What the tenant's administrators see and do: mailboxes, applications, tokens, sessions. The tenant itself answers; its key stays here.</summary>
/// <param name="tenant">The tenant.</param>
internal sealed class TenantCalls(TenantClient tenant)
{
    private const string Told = "SecretText";
    private const int LargestBody = 64 * 1024;

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<JsonElement>("/tenant/mails", "What has arrived, as the tenant's own /mails tells it", context => PassAsync(context, "/mails" + context.Request.QueryString));
        web.Shows<MessageDocument>("/tenant/mails/{number}", "One message: headers and text", ShowAsync).Produces<RefusalDocument>(StatusCodes.Status404NotFound);
        web.Shows<string>("/tenant/mails/{number}/source", "Its source", SourceAsync).Produces<RefusalDocument>(StatusCodes.Status404NotFound);
        web.Shows<string>("/tenant/mails/{number}/html", "Its part in HTML, made harmless", HtmlAsync).Produces<RefusalDocument>(StatusCodes.Status404NotFound);
        web.Shows<JsonElement>("/tenant/counters", "What each mailbox has submitted", context => PassAsync(context, "/counters"));
        web.Shows<JsonElement>("/tenant/tokens", "Requests for tokens, and why some were refused", context => PassAsync(context, "/tokens" + context.Request.QueryString));
        web.Shows<JsonElement>("/tenant/sessions", "SMTP sessions", context => PassAsync(context, "/sessions" + context.Request.QueryString));
        web.Shows<JsonElement>("/tenant/sessions/{number}", "One SMTP session line by line, secrets masked", context => PassAsync(context, $"/sessions/{Number(context)}"));
        web.Shows<JsonElement>("/tenant/faults", "What goes wrong in it on purpose", context => PassAsync(context, "/faults"));
        web.Does<JsonElement, JsonElement>("/tenant/faults", "Lets something go wrong in it: an entry of a scenario file's 'faults', from now on", context => SendAsync(context, HttpMethod.Post, "/faults"));
        web.Does<JsonElement>("/tenant/faults/{name}/remove", "Ends what goes wrong; what it holds up goes on", context => SendAsync(context, HttpMethod.Delete, $"/faults/{Uri.EscapeDataString(context.Request.RouteValues["name"]?.ToString() ?? "")}"))
            .Produces<RefusalDocument>(StatusCodes.Status404NotFound);
        web.Shows<ImmutableArray<CmdletDocument>>("/tenant/cmdlets", "The cmdlets of its administrators", context => context.Response.WriteAsJsonAsync(CmdletCatalogue.All.Select(CmdletDocument.Of).ToImmutableArray(), context.RequestAborted));
        web.Does<JsonElement, JsonElement>("/tenant/cmdlets/{cmdlet}", "Runs a cmdlet; the body has its parameters", RunAsync);
    }

    private async Task PassAsync(HttpContext context, string path)
    {
        if (await AskAsync(context, path) is not { } answer) return;
        using (answer)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = "application/json; charset=utf-8";
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await ReadSourceAsync(context) is { } source) await context.Response.WriteAsJsonAsync(MessageDocument.Of(long.Parse(Number(context), CultureInfo.InvariantCulture), source), context.RequestAborted);
    }

    private async Task SourceAsync(HttpContext context)
    {
        if (await ReadSourceAsync(context) is not { } source) return;
        // Text to be looked at or kept, whatever it says that it is.
        context.Response.ContentType = "text/plain; charset=utf-8";
        SecurityHeaders.ForMail(context.Response);
        await context.Response.Body.WriteAsync(source, context.RequestAborted);
    }

    private async Task HtmlAsync(HttpContext context)
    {
        if (await ReadSourceAsync(context) is not { } source) return;
        if (MessageDocument.Html(source) is not { } html)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status404NotFound, "it has no part in HTML");
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        SecurityHeaders.ForMail(context.Response);
        await context.Response.WriteAsync(html, context.RequestAborted);
    }

    private async Task<byte[]?> ReadSourceAsync(HttpContext context)
    {
        if (await AskAsync(context, $"/mails/{Number(context)}/source") is not { } answer) return null;
        using (answer)
        {
            if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            await Answers.RefuseAsync(context, (int)answer.StatusCode, await ErrorAsync(answer, context.RequestAborted));
            return null;
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["cmdlet"]?.ToString() ?? "";
        if (CmdletCatalogue.Find(name) is not { } cmdlet)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "there is no such cmdlet; GET /tenant/cmdlets lists them");
            return;
        }
        await SendAsync(context, HttpMethod.Post, $"/administration/{cmdlet.Name}");
    }

    // Has the tenant do something with what the caller sent.
    private async Task SendAsync(HttpContext context, HttpMethod method, string path)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > LargestBody)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "what is sent is longer than 64 kB");
            return;
        }
        try
        {
            using var answer = await tenant.SendAsync(method, path, body.ToArray(), context.RequestAborted);
            if (!answer.IsSuccessStatusCode)
            {
                await Answers.RefuseAsync(context, (int)answer.StatusCode, await ErrorAsync(answer, context.RequestAborted));
                return;
            }
            var said = answer.StatusCode == HttpStatusCode.NoContent ? new JsonObject() : await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), cancellationToken: context.RequestAborted);
            // The real portal shows a new secret once; a page that others may look at shows none.
            foreach (var secret in (said?["objects"]?.AsArray() ?? []).OfType<JsonObject>().Where(one => one.ContainsKey(Told))) secret[Told] = "not shown here; 'isemail tenant' shows it once";
            await context.Response.WriteAsJsonAsync(said, context.RequestAborted);
        }
        catch (Exception silent) when (IsSilence(silent, context))
        {
            await SilentAsync(context);
        }
    }

    private async Task<HttpResponseMessage?> AskAsync(HttpContext context, string path)
    {
        try
        {
            return await tenant.GetAsync(path, context.RequestAborted);
        }
        catch (Exception silent) when (IsSilence(silent, context))
        {
            await SilentAsync(context);
            return null;
        }
    }

    private static bool IsSilence(Exception fault, HttpContext context) => fault is HttpRequestException || (fault is TaskCanceledException && !context.RequestAborted.IsCancellationRequested);

    private static Task SilentAsync(HttpContext context) => Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the tenant does not answer");

    private static async Task<string> ErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            using var said = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return said.RootElement.GetProperty("error").GetString() ?? "refused";
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the tenant refuses it ({(int)answer.StatusCode})");
        }
    }

    // What is no number is nobody's path.
    private static string Number(HttpContext context) => long.TryParse(context.Request.RouteValues["number"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : "0";
}

/// <summary>A cmdlet.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="RealName">The cmdlet of Microsoft's that it stands for.</param>
/// <param name="Does">What it does, in a line.</param>
/// <param name="OnlyReads">Whether it changes nothing.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record CmdletDocument(string Name, string RealName, string Does, bool OnlyReads, ImmutableArray<ParameterDocument> Parameters)
{
    internal static CmdletDocument Of(Cmdlet cmdlet) => new(
        cmdlet.Name, cmdlet.RealName, cmdlet.Does, cmdlet.OnlyReads,
        [.. cmdlet.Parameters.Select(one => new ParameterDocument(one.Name, one.Kind.ToString(), one.Does, one.Required, one.Choices))]);
}

/// <summary>A parameter of a cmdlet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Does">What it says.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Choices">The only values it takes; empty: any of its kind.</param>
public sealed record ParameterDocument(string Name, string Kind, string Does, bool Required, ImmutableArray<string> Choices);
