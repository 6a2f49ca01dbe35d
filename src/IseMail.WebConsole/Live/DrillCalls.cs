using System.Collections.Immutable;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Drills;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Live;

/// <summary>Drills on the deployment that runs.</summary>
/// <param name="drill">The drill.</param>
internal sealed class DrillCalls(LiveDrill drill)
{
    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Does<DrillRequest, DrillDocument>("/drill", "Makes one mistake, and says what ISE says of it", BeginAsync);
        web.Does<DrillAnswerRequest, DrillAnswerDocument>("/drill/answer", "Says what it was, and mends it", AnswerAsync);
    }

    // Whoever goes away in the middle breaks nothing off: half of a mistake, or of its mend, is what nobody could find.
    private async Task BeginAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<DrillRequest>(context) is not { } request) return;
        if (request.Seed < 0) await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "the seed is a whole number of at least 0");
        else await TellAsync(context, async () =>
        {
            var (message, reason) = await drill.BeginAsync(request.Seed, CancellationToken.None);
            return new DrillDocument(request.Seed, message, reason, drill.Causes);
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<DrillAnswerRequest>(context) is not { } request) return;
        await TellAsync(context, async () =>
        {
            var (cause, seen, message) = await drill.EndAsync(CancellationToken.None);
            return new DrillAnswerDocument(string.Equals(request.Cause, cause.Id, StringComparison.OrdinalIgnoreCase), cause.Id, cause.What, seen, cause.Mend, cause.Step, message);
        });
    }

    private static async Task TellAsync<T>(HttpContext context, Func<Task<T>> act)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await act(), context.RequestAborted);
        }
        catch (IOException refused)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refused.Message);
        }
    }
}

/// <summary>A drill is to begin.</summary>
/// <param name="Seed">Which; the same seed makes the same mistake.</param>
public sealed record DrillRequest(int Seed);

/// <summary>A drill has begun.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Message">What Test Connection says.</param>
/// <param name="Reason">What guest.log says.</param>
/// <param name="Causes">What it can be.</param>
public sealed record DrillDocument(int Seed, string Message, string Reason, ImmutableArray<string> Causes);

/// <summary>Somebody says what it is.</summary>
/// <param name="Cause">The cause's name.</param>
public sealed record DrillAnswerRequest(string Cause);

/// <summary>What it was.</summary>
/// <param name="Right">Whether that was right.</param>
/// <param name="Cause">The cause's name.</param>
/// <param name="What">The cause in a sentence.</param>
/// <param name="Seen">What speaks for it.</param>
/// <param name="Mend">What puts it right.</param>
/// <param name="Step">The step of Cisco document 225520.</param>
/// <param name="Message">What Test Connection says now that it is mended.</param>
public sealed record DrillAnswerDocument(bool Right, string Cause, string What, ImmutableArray<string> Seen, string Mend, string Step, string Message);
