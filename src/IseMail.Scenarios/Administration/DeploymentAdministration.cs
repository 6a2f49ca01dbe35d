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
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// ISE's administration over HTTP, on this machine only unless it is told otherwise, for whoever shows the token that lies in
/// the deployment's directory or the one that was given at its start. What is asked for goes to the primary PAN, whichever node that is at the moment.
/// </summary>
public sealed class DeploymentAdministration : IAsyncDisposable
{
    private const int LongestWhy = 300;

    private readonly Topology _topology;
    private readonly Deployment _deployment;
    private readonly Func<IReadOnlyCollection<NodeControl>> _nodes;
    private readonly PrimaryPanSettings _settings;
    private readonly DeploymentDiagnosis _diagnosis;
    private AdministrationWeb? _web;
    private TypedPage? _typed;

    private DeploymentAdministration(Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, Func<SmtpServerSettings, TenantFacts> lookUp)
    {
        _topology = topology;
        _deployment = topology.Deployment;
        _nodes = nodes;
        _settings = new PrimaryPanSettings(nodes);
        _diagnosis = new DeploymentDiagnosis(topology.Deployment, nodes, lookUp);
    }

    /// <summary>Where it answers on this machine.</summary>
    public Uri Address => _web!.Address;

    /// <summary>Starts to listen and writes address and token into <paramref name="directory"/>.</summary>
    /// <param name="topology">Whose administration.</param>
    /// <param name="nodes">The nodes that run in this process.</param>
    /// <param name="lookUp">What an administrator of the tenant sees about the page; nothing where the tenant is somebody else's.</param>
    /// <param name="directory">The deployment's directory.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="listener">Where it listens; <c>null</c>: on a free port of this machine.</param>
    /// <param name="extension">What else answers there; <c>null</c>: nothing.</param>
    /// <exception cref="IOException">It cannot listen, or the file cannot be written.</exception>
    /// <exception cref="ArgumentException">The listener would be open to others without a token.</exception>
    public static async Task<DeploymentAdministration> StartAsync(
        Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, Func<SmtpServerSettings, TenantFacts> lookUp, DirectoryInfo directory, CancellationToken cancellationToken,
        AdministrationListener? listener = null, AdministrationExtension? extension = null)
    {
        var administration = new DeploymentAdministration(topology, nodes, lookUp);
        administration._web = await AdministrationWeb.StartAsync(listener ?? AdministrationListener.Local, directory, administration.Map, extension, cancellationToken);
        return administration;
    }

    /// <summary>Whether a token is one that opens it.</summary>
    public bool Knows(string token) => _web!.Knows(token);

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private void Map(IEndpointRouteBuilder all)
    {
        var web = all.MapGroup("").WithTags("settings");
        web.Shows<DiagnosisDocument>("/diagnosis", "Why mail does not leave", async context => await context.Response.WriteAsJsonAsync(
            await _diagnosis.DiagnoseAsync(_typed is { Passed: false } typed ? typed.Page : null, context.RequestAborted), context.RequestAborted));
        web.Shows<SettingsDocument>("/settings", "The mail settings, without secrets", ShowAsync);
        web.Does<SettingsRequest, ImmutableArray<TestDocument>>("/settings/test", "ISE's connection test of the page as it is typed", TestAsync);
        web.Does<SettingsRequest, SettingsDocument>("/settings/save", "Saves the page whose test has succeeded", SaveAsync);
        web.Does<SettingsDocument>("/settings/reset", "Forgets what is typed and not saved", ResetAsync);
        web.Does<TrustRequest, SettingsDocument>("/settings/trust", "Changes the trusted certificates", context => ChangeAsync<TrustRequest>(context, SettingsChanges.Trust));
        web.Does<ProxyRequest, SettingsDocument>("/settings/proxy", "Changes the proxy", context => ChangeAsync<ProxyRequest>(context, (now, request) => SettingsChanges.Proxy(now, request, _deployment)));
        web.Does<NetworkRequest, SettingsDocument>("/settings/network", "Changes what is different on one node", context => ChangeAsync<NetworkRequest>(context, (now, request) => SettingsChanges.Network(now, request, _deployment)));
        web.Does<DebugLogRequest, SettingsDocument>("/settings/debug-log", "Changes how much a node logs", context => ChangeAsync<DebugLogRequest>(context, (now, request) => SettingsChanges.DebugLog(now, request, _deployment)));
        web.Shows<SettingsBackup>("/backup", "A backup of the configuration, without the SMTP server settings", BackUpAsync);
        web.Does<FailureRequest, FailureRequest>("/backup/failed", "Tells that a backup could not be written", context => NoticeAsync(context, Conditions.BackupFailed));
        web.Does<SettingsDocument>("/restore", "Restores a backup", RestoreAsync);
        web.Does<FailureRequest, FailureRequest>("/restore/failed", "Tells that a backup could not be read", context => NoticeAsync(context, Conditions.RestoreFailed));
        new NodeAdministration(_topology, _nodes).Map(all.MapGroup("").WithTags("deployment"));
        new AlarmAdministration(_topology, _nodes, _settings).Map(all.MapGroup("").WithTags("alarms"));
        new GuestAdministration(_topology, _nodes, _settings).Map(all.MapGroup("").WithTags("guests"));
        new ParkedMailAdministration(_nodes).Map(all.MapGroup("").WithTags("mail"));
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await _settings.ReportAsync(context) is { } report) await context.Response.WriteAsJsonAsync(SettingsText.Document(report), context.RequestAborted);
    }

    private async Task TestAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<SettingsRequest>(context) is not { } request || await _settings.ReportAsync(context) is not { } report) return;
        if (await PageAsync(context, request, report) is not { } page) return;
        var nodes = await NodesAsync(context, request.From);
        if (nodes is null || _settings.Node() is not { } host) return;
        var tests = await Task.WhenAll(nodes.Value.Select(node => host.TestSettingsAsync(page, node, PrimaryPanSettings.Within, context.RequestAborted)));
        // Only the PAN's test opens the way to saving, and one that failed closes it.
        _typed = new TypedPage(page, request.From is null && tests is [{ Result.Succeeded: true }]);
        await context.Response.WriteAsJsonAsync(
            tests.Zip(nodes.Value, (test, node) => test is { Result: { } result } ? TestDocument.Of(test.Node.Value, result, test.Path?.Proxy) : TestDocument.Absent(node?.Value ?? "the primary PAN")).ToImmutableArray(),
            context.RequestAborted);
    }

    private async Task SaveAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<SettingsRequest>(context) is not { } request || await _settings.ReportAsync(context) is not { } report || _settings.Node() is not { } host) return;
        var page = request.IsEmpty ? _typed is { Passed: true } typed ? typed.Page : null : await PageAsync(context, request, report);
        if (page is null)
        {
            if (request.IsEmpty)
                await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, _typed is null ? "no settings have been tested here; test them, then save" : "the test of these settings did not succeed; only what succeeded can be saved");
            return;
        }
        if (await host.SaveSettingsAsync(page, PrimaryPanSettings.Within, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await ResetAsync(context);
    }

    private Task ResetAsync(HttpContext context)
    {
        _typed = null;
        return ShowAsync(context);
    }

    private async Task BackUpAsync(HttpContext context)
    {
        if (await _settings.ReportAsync(context) is not { } report) return;
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
        if (await _settings.ReportAsync(context) is not { } report || _settings.Node() is not { } host) return;
        var cause = string.Create(CultureInfo.InvariantCulture, $"restored from the backup of {backup.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, which leaves the SMTP server settings out");
        if (await host.ChangeSettingsAsync(report.Version.Version, backup.Settings, cause, PrimaryPanSettings.Within, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await ResetAsync(context);

        async Task NotRestoredAsync(string why)
        {
            if (_settings.Node() is { } node) await node.NoticeAsync(Conditions.RestoreFailed(node.Name, why, TimeProvider.System.GetUtcNow()), PrimaryPanSettings.Within, context.RequestAborted);
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, why);
        }
    }

    /// <summary>Whoever writes or reads the file says that it failed: no node would notice.</summary>
    private async Task NoticeAsync(HttpContext context, Func<NodeName, string, DateTimeOffset, AlarmSignal> condition)
    {
        if (await Answers.BodyAsync<FailureRequest>(context) is not { } request || _settings.Node() is not { } node) return;
        await node.NoticeAsync(condition(node.Name, NoticeText.OneLine(request.Why, LongestWhy), TimeProvider.System.GetUtcNow()), PrimaryPanSettings.Within, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(request, context.RequestAborted);
    }

    private Task ChangeAsync<T>(HttpContext context, Func<SystemSettings, T, (SystemSettings? Settings, string Cause, Problem? Problem)> change)
        where T : class => _settings.ChangeAsync(context, change, ShowAsync);

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

    /// <summary>What stands on the page and has not been saved, and whether the PAN's test of exactly that succeeded.</summary>
    private sealed record TypedPage(SmtpServerSettings Page, bool Passed);
}
