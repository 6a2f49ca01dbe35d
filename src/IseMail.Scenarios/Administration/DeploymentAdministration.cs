using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Control;
using IseMail.Cluster.Settings;
using IseMail.Domain;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Tenant.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// ISE's administration over HTTP, on this machine only unless it is told otherwise, for whoever shows the token that lies in
/// the deployment's directory or the one that was given at its start. What is asked for goes to the primary PAN, whichever node that is at the moment.
/// </summary>
public sealed class DeploymentAdministration : IAsyncDisposable
{
    private const int LargestBody = 4 << 20;
    private const int LongestWhy = 300;
    private static readonly TimeSpan KeepWithin = TimeSpan.FromSeconds(15);

    private readonly WebApplication _web;
    private readonly Deployment _deployment;
    private readonly Func<IReadOnlyCollection<NodeControl>> _nodes;
    private readonly DeploymentDiagnosis _diagnosis;
    private readonly AdministrationKey _key;
    private readonly string _directory;
    private TypedPage? _typed;

    private DeploymentAdministration(Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, Func<SmtpServerSettings, TenantFacts> lookUp, string directory, AdministrationListener listener)
    {
        _key = new AdministrationKey(listener.Token);
        _deployment = topology.Deployment;
        _nodes = nodes;
        _diagnosis = new DeploymentDiagnosis(topology.Deployment, nodes, lookUp);
        _directory = directory;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(listener.EndPoint);
        });
        _web = builder.Build();
        _web.Use(AdmitAsync);
        _web.MapGet("/diagnosis", (RequestDelegate)(async context => await context.Response.WriteAsJsonAsync(await _diagnosis.DiagnoseAsync(_typed is { Passed: false } typed ? typed.Page : null, context.RequestAborted), context.RequestAborted)));
        _web.MapGet("/settings", (RequestDelegate)ShowAsync);
        _web.MapGet("/backup", (RequestDelegate)BackUpAsync);
        _web.MapPost("/backup/failed", (RequestDelegate)(context => NoticeAsync(context, Conditions.BackupFailed)));
        _web.MapPost("/restore", (RequestDelegate)RestoreAsync);
        _web.MapPost("/restore/failed", (RequestDelegate)(context => NoticeAsync(context, Conditions.RestoreFailed)));
        _web.MapPost("/settings/test", (RequestDelegate)TestAsync);
        _web.MapPost("/settings/save", (RequestDelegate)SaveAsync);
        _web.MapPost("/settings/reset", (RequestDelegate)ResetAsync);
        new NodeAdministration(topology, nodes).Map(_web);
        new AlarmAdministration(topology, nodes).Map(_web);
        new GuestAdministration(topology, nodes).Map(_web);
        new ParkedMailAdministration(nodes).Map(_web);
        _web.MapPost("/settings/trust", (RequestDelegate)(context => ChangeAsync<TrustRequest>(context, SettingsChanges.Trust)));
        _web.MapPost("/settings/proxy", (RequestDelegate)(context => ChangeAsync<ProxyRequest>(context, (now, request) => SettingsChanges.Proxy(now, request, _deployment))));
        _web.MapPost("/settings/network", (RequestDelegate)(context => ChangeAsync<NetworkRequest>(context, (now, request) => SettingsChanges.Network(now, request, _deployment))));
        _web.MapPost("/settings/debug-log", (RequestDelegate)(context => ChangeAsync<DebugLogRequest>(context, (now, request) => SettingsChanges.DebugLog(now, request, _deployment))));
    }

    /// <summary>Where it answers on this machine.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts to listen and writes address and token into <paramref name="directory"/>.</summary>
    /// <param name="topology">Whose administration.</param>
    /// <param name="nodes">The nodes that run in this process.</param>
    /// <param name="lookUp">What an administrator of the tenant sees about the page; nothing where the tenant is somebody else's.</param>
    /// <param name="directory">The deployment's directory.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="listener">Where it listens; <c>null</c>: on a free port of this machine.</param>
    /// <exception cref="IOException">It cannot listen, or the file cannot be written.</exception>
    /// <exception cref="ArgumentException">The listener would be open to others without a token.</exception>
    public static async Task<DeploymentAdministration> StartAsync(
        Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, Func<SmtpServerSettings, TenantFacts> lookUp, DirectoryInfo directory, CancellationToken cancellationToken,
        AdministrationListener? listener = null)
    {
        listener ??= AdministrationListener.Local;
        if (listener.Check() is { } problem) throw new ArgumentException(problem.ToString(), nameof(listener));
        directory.Create();
        var administration = new DeploymentAdministration(topology, nodes, lookUp, directory.FullName, listener);
        try
        {
            await administration._web.StartAsync(cancellationToken);
            var bound = new Uri(administration._web.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
                .Features.GetRequiredFeature<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>().Addresses.First());
            administration.Address = listener.OnThisMachine(bound.Port);
            administration._key.Publish(directory.FullName, administration.Address);
            return administration;
        }
        catch
        {
            await administration.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync()
    {
        _key.Withdraw(_directory);
        return _web.DisposeAsync();
    }

    // A PAN knows the way to the settings best.
    private NodeControl? Node() => _nodes().OrderByDescending(host => host.Node.Has(Persona.Pan)).FirstOrDefault();

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (_key.Allows(context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await ReportAsync(context) is { } report) await context.Response.WriteAsJsonAsync(SettingsText.Document(report), context.RequestAborted);
    }

    private async Task TestAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<SettingsRequest>(context) is not { } request || await ReportAsync(context) is not { } report) return;
        if (await PageAsync(context, request, report) is not { } page) return;
        var nodes = await NodesAsync(context, request.From);
        if (nodes is null || Node() is not { } host) return;
        var tests = await Task.WhenAll(nodes.Value.Select(node => host.TestSettingsAsync(page, node, KeepWithin, context.RequestAborted)));
        // Only the PAN's test opens the way to saving, and one that failed closes it.
        _typed = new TypedPage(page, request.From is null && tests is [{ Result.Succeeded: true }]);
        await context.Response.WriteAsJsonAsync(
            tests.Zip(nodes.Value, (test, node) => test is { Result: { } result } ? TestDocument.Of(test.Node.Value, result, test.Path?.Proxy) : TestDocument.Absent(node?.Value ?? "the primary PAN")).ToImmutableArray(),
            context.RequestAborted);
    }

    private async Task SaveAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<SettingsRequest>(context) is not { } request || await ReportAsync(context) is not { } report || Node() is not { } host) return;
        var page = request.IsEmpty ? _typed is { Passed: true } typed ? typed.Page : null : await PageAsync(context, request, report);
        if (page is null)
        {
            if (request.IsEmpty)
                await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, _typed is null ? "no settings have been tested here; test them, then save" : "the test of these settings did not succeed; only what succeeded can be saved");
            return;
        }
        if (await host.SaveSettingsAsync(page, KeepWithin, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await ResetAsync(context);
    }

    private Task ResetAsync(HttpContext context)
    {
        _typed = null;
        return ShowAsync(context);
    }

    private async Task BackUpAsync(HttpContext context)
    {
        if (await ReportAsync(context) is not { } report) return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(SettingsBackup.Of(_deployment.Name, report.Version, TimeProvider.System.GetUtcNow()).Write(), context.RequestAborted);
    }

    private async Task RestoreAsync(HttpContext context)
    {
        SettingsBackup backup;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            backup = SettingsBackup.Read(body.ToArray());
        }
        catch (InvalidDataException malformed)
        {
            await NotRestoredAsync(malformed.Message);
            return;
        }
        if (backup.Deployment != _deployment.Name)
        {
            await NotRestoredAsync($"this is a backup of '{backup.Deployment}'; one of '{_deployment.Name}'");
            return;
        }
        if (await ReportAsync(context) is not { } report || Node() is not { } host) return;
        var cause = string.Create(CultureInfo.InvariantCulture, $"restored from the backup of {backup.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, which leaves the SMTP server settings out");
        if (await host.ChangeSettingsAsync(report.Version.Version, backup.Settings, cause, KeepWithin, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await ResetAsync(context);

        async Task NotRestoredAsync(string why)
        {
            if (Node() is { } node) await node.NoticeAsync(Conditions.RestoreFailed(node.Name, why, TimeProvider.System.GetUtcNow()), KeepWithin, context.RequestAborted);
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, why);
        }
    }

    /// <summary>Whoever writes or reads the file says that it failed: no node would notice.</summary>
    private async Task NoticeAsync(HttpContext context, Func<NodeName, string, DateTimeOffset, AlarmSignal> condition)
    {
        if (await Answers.BodyAsync<FailureRequest>(context) is not { } request || Node() is not { } node) return;
        await node.NoticeAsync(condition(node.Name, NoticeText.OneLine(request.Why, LongestWhy), TimeProvider.System.GetUtcNow()), KeepWithin, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(request, context.RequestAborted);
    }

    private async Task ChangeAsync<T>(HttpContext context, Func<SystemSettings, T, (SystemSettings? Settings, string Cause, Problem? Problem)> change)
        where T : class
    {
        if (await Answers.BodyAsync<T>(context) is not { } request || await ReportAsync(context) is not { } report || Node() is not { } host) return;
        var (changed, cause, problem) = change(report.Version.Settings, request);
        if (problem is not null) await Answers.RefuseAsync(context, problem);
        else if (await host.ChangeSettingsAsync(report.Version.Version, changed!, cause, KeepWithin, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await ShowAsync(context);
    }

    /// <summary>The page as it is typed, or else saved, with what was filled in; what cannot be used is told to the caller.</summary>
    private async Task<SmtpServerSettings?> PageAsync(HttpContext context, SettingsRequest request, SettingsReport report)
    {
        if (request.Fields.Keys.FirstOrDefault(key => !SettingsRequest.Keys.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, $"the page has no field '{unknown}'; one of {string.Join(", ", SettingsRequest.Keys)}", [new FieldProblem(unknown, "no such field", string.Join(", ", SettingsRequest.Keys))]);
            return null;
        }
        var before = (_typed?.Page ?? report.Version.Settings.Server) is { } server ? SmtpServerForm.Of(server) : new SmtpServerForm { Host = SmtpServerSettings.ExchangeOnlineHost };
        var (page, problems) = before.With(request.Form()).Read();
        if (page is not null) return page;
        await Answers.RefuseAsync(
            context, StatusCodes.Status400BadRequest, string.Join(" | ", problems.Select(problem => $"{problem.Path}: {problem}")),
            [.. problems.Select(problem => new FieldProblem(problem.Path, problem.What, problem.Expected))]);
        return null;
    }

    private async Task<ImmutableArray<NodeName?>?> NodesAsync(HttpContext context, string? from)
    {
        if (from is null) return [null];
        if (from == "*") return [.. _deployment.Nodes.Select(node => (NodeName?)node.Name)];
        if (NodeName.TryParse(from, out var name) && _deployment.Find(name) is not null) return [name];
        await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, $"no node is named '{from}'; one of {string.Join(", ", _deployment.Nodes.Select(node => node.Name))}");
        return null;
    }

    private async Task<SettingsReport?> ReportAsync(HttpContext context)
    {
        var report = Node() is { } host ? await host.SettingsAsync(KeepWithin, context.RequestAborted) : null;
        if (report is null) await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the primary PAN does not answer");
        return report;
    }

    /// <summary>What stands on the page and has not been saved, and whether the PAN's test of exactly that succeeded.</summary>
    private sealed record TypedPage(SmtpServerSettings Page, bool Passed);

    /// <summary>Leaves signals of the process to the program.</summary>
    private sealed class ForeignLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
