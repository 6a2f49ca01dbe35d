using IseMail.Cluster.Control;
using IseMail.Cluster.Settings;
using IseMail.Domain;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using Microsoft.AspNetCore.Http;

namespace IseMail.Scenarios.Administration;

/// <summary>What all calls that read or change the system settings have in common: they go to the primary PAN, whichever node that is at the moment.</summary>
/// <param name="nodes">Those that run in this process.</param>
internal sealed class PrimaryPanSettings(Func<IReadOnlyCollection<NodeControl>> nodes)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private NoticeChanges _last = NoticeChanges.None;

    /// <summary>How long it may take the primary PAN to answer.</summary>
    public static TimeSpan Within { get; } = TimeSpan.FromSeconds(15);

    /// <summary>A node that knows the way to it, as a PAN does best; <c>null</c>: none runs.</summary>
    public NodeControl? Node() => nodes().OrderByDescending(host => host.Node.Has(Persona.Pan)).FirstOrDefault();

    /// <summary>How the settings stand; <c>null</c>: nobody says, and the caller has been told.</summary>
    public async Task<SettingsReport?> ReportAsync(HttpContext context)
    {
        var report = Node() is { } host ? await host.SettingsAsync(Within, context.RequestAborted) : null;
        if (report is null) await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the primary PAN does not answer");
        return report;
    }

    /// <summary>What is set of what is mailed; while there is no primary PAN, what was when it last answered here.</summary>
    public async Task<NoticeChanges> NoticesAsync(CancellationToken cancellationToken)
    {
        if (Node() is { } host && await host.SettingsAsync(Soon, cancellationToken) is { } report) _last = report.Version.Settings.Notices;
        return _last;
    }

    /// <summary>Saves other settings, unless somebody else has saved some meanwhile.</summary>
    /// <param name="context">The call.</param>
    /// <param name="change">Turns what was asked for into other settings, or says what is wrong with it.</param>
    /// <param name="show">Answers when they are saved.</param>
    public async Task ChangeAsync<T>(HttpContext context, Func<SystemSettings, T, (SystemSettings? Settings, string Cause, Problem? Problem)> change, Func<HttpContext, Task> show)
        where T : class
    {
        if (await Answers.BodyAsync<T>(context) is not { } request || await ReportAsync(context) is not { } report || Node() is not { } host) return;
        var (changed, cause, problem) = change(report.Version.Settings, request);
        if (problem is not null) await Answers.RefuseAsync(context, problem);
        else if (await host.ChangeSettingsAsync(report.Version.Version, changed!, cause, Within, context.RequestAborted) is { } refusal) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refusal);
        else await show(context);
    }
}
