using System.Collections.Immutable;
using System.Text.Json;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Reports.Comparison;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Reports.Records;
using IseMail.WebConsole.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Runs;

/// <summary>The library of scenarios, runs of them, their reports, and two runs side by side.</summary>
/// <param name="library">What there is.</param>
internal sealed class RunCalls(RunLibrary library)
{
    // As the command line names it.
    private const string Page = "report.html";

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<ScenarioDocument>>("/scenarios", "The scenarios that can be run", async context => await context.Response.WriteAsJsonAsync(await library.ScenariosAsync(context.RequestAborted), context.RequestAborted));
        web.Shows<ImmutableArray<RunDocument>>("/runs", "The runs, the newest first", async context => await context.Response.WriteAsJsonAsync(await library.ListAsync(context.RequestAborted), context.RequestAborted));
        web.Does<RunRequest, RunDocument>("/runs", "Has a scenario run", BeginAsync);
        web.Does<RunDocument>("/runs/{run}/break-off", "Breaks a run off", BreakOffAsync);
        web.Shows<RunRecord>("/runs/{run}/record", "All that is told of a run; its times are seconds from when every node was up", context => SendAsync(context, RunRecordFile.Name, "application/json; charset=utf-8"));
        web.Shows<JsonElement>("/runs/{run}/result", "Its result for programs", context => SendAsync(context, RunResultFile.Name, "application/json; charset=utf-8"));
        web.Shows<string>("/runs/{run}/report", "Its report", ReportAsync);
        web.Shows<string>("/runs/compare", "Two runs, 'a' and 'b', side by side", CompareAsync);
    }

    private async Task BeginAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<RunRequest>(context) is not { } request) return;
        if (request.Runtime is not ("live" or "virtual")) await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "the runtime is 'live' or 'virtual'");
        else if (await library.BeginAsync(request, context.RequestAborted) is { } run) await context.Response.WriteAsJsonAsync(run, context.RequestAborted);
        else await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "there is no scenario of that name that can be run like that");
    }

    private Task BreakOffAsync(HttpContext context)
    {
        var name = Run(context);
        return library.BreakOff(name) ? context.Response.WriteAsJsonAsync(new { run = name }, context.RequestAborted) : Answers.RefuseAsync(context, StatusCodes.Status409Conflict, "no run of that name is under way");
    }

    private Task ReportAsync(HttpContext context)
    {
        SecurityHeaders.ForReport(context.Response);
        return SendAsync(context, Page, "text/html; charset=utf-8");
    }

    private async Task CompareAsync(HttpContext context)
    {
        var runs = new List<ComparedRun>();
        foreach (var name in new[] { context.Request.Query["a"].ToString(), context.Request.Query["b"].ToString() })
        {
            if (library.Find(name, RunResultFile.Name) is not { } file)
            {
                await Answers.RefuseAsync(context, StatusCodes.Status404NotFound, "there is no result of such a run");
                return;
            }
            var (run, problem) = await RunResultFile.ReadAsync(file, context.RequestAborted);
            if (run is null)
            {
                await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, problem!.What);
                return;
            }
            runs.Add(run);
        }
        SecurityHeaders.ForReport(context.Response);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(ComparisonPage.Write(new RunComparison(runs[0], runs[1])), context.RequestAborted);
    }

    private async Task SendAsync(HttpContext context, string file, string type)
    {
        if (library.Find(Run(context), file) is not { } path)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status404NotFound, $"there is no {file} of such a run");
            return;
        }
        context.Response.ContentType = type;
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }

    private static string Run(HttpContext context) => context.Request.RouteValues["run"]?.ToString() ?? "";
}
