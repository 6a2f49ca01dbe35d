using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Operating;
using IseMail.Scenarios.Reports;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Mails;
using IseMail.WebConsole.Page;
using IseMail.WebConsole.Runs;
using IseMail.WebConsole.Security;
using IseMail.WebConsole.Tenant;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.WebConsole;

/// <summary>The web console: a page, and every call that it makes. It answers where an administration does.</summary>
public sealed class ConsoleSite : IAsyncDisposable, IProgress<OrderTaken>
{
    private readonly ConsoleSubject? _subject;
    private readonly RunLibrary? _runs;
    private readonly FrameFeed? _feed;
    private readonly MailCalls? _mails;

    /// <summary>A console.</summary>
    /// <param name="subject">The deployment that runs; <c>null</c>: none does.</param>
    /// <param name="runs">Scenarios and runs; <c>null</c>: they are not shown.</param>
    /// <param name="knows">Whether a token is the administration's.</param>
    /// <param name="clock">The time.</param>
    public ConsoleSite(ConsoleSubject? subject, RunLibrary? runs, Func<string, bool> knows, TimeProvider clock)
    {
        _subject = subject;
        _runs = runs;
        Sessions = new ConsoleSessions(knows, clock);
        if (subject is null) return;
        var sampler = new FrameSampler(subject.Topology, subject.Nodes, subject.Tenant, clock);
        _feed = new FrameFeed(sampler.SampleAsync, clock);
        _mails = new MailCalls(subject.Ledger, subject.Tenant, clock);
        subject.Operated?.Listen(this);
    }

    /// <summary>Who may use it.</summary>
    public ConsoleSessions Sessions { get; }

    /// <summary>What is added to an administration.</summary>
    public AdministrationExtension Extension => new(static _ => { }, Map, Sessions.Admits, EndAsync);

    /// <inheritdoc/>
    public void Report(OrderTaken value) => _feed!.Note("order", null, value switch
    {
        { Ended: null } => $"ordered: {value.Order}",
        { Why: { } why } => $"not done: {value.Order}: {why}",
        _ => $"done: {value.Order}",
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _mails?.Dispose();
    }

    // Pages that follow would keep the listener from ending.
    private async ValueTask EndAsync()
    {
        if (_feed is not null) await _feed.DisposeAsync();
    }

    private void Map(WebApplication web)
    {
        web.Use((context, next) =>
        {
            SecurityHeaders.Add(context.Response);
            return next(context);
        });
        PageFiles.Map(web);
        new SessionCalls(Sessions).Map(web.MapGroup("").WithTags("session"));
        web.MapGroup("").WithTags("session").Shows<ConsoleDocument>("/about", "What this console has to show", context => context.Response.WriteAsJsonAsync(Document(), context.RequestAborted));
        web.MapGroup("").WithTags("orders").Shows<OrderChoices>("/choices", "What can go wrong in the tenant, and what can cause mail", context => context.Response.WriteAsJsonAsync(OrderChoices.All, context.RequestAborted));
        if (_feed is not null) new FeedCalls(_feed).Map(web.MapGroup("").WithTags("deployment"));
        if (_subject?.Operated is { } operated) new OrderCalls(operated, _subject.TopologyFile).Map(web.MapGroup("").WithTags("orders"));
        if (_subject?.Drill is { } drill) new DrillCalls(drill).Map(web.MapGroup("").WithTags("orders"));
        if (_subject?.Tenant is { } tenant) new TenantCalls(tenant).Map(web.MapGroup("").WithTags("tenant"));
        if (_subject is not null) new SealCalls(_subject.Seal).Map(web.MapGroup("").WithTags("settings"));
        _mails?.Map(web.MapGroup("").WithTags("mail"));
        if (_runs is not null) new RunCalls(_runs).Map(web.MapGroup("").WithTags("runs"));
    }

    private ConsoleDocument Document() => new(
        RunRecording.Version, _subject?.Topology.Deployment.Name, _subject?.Topology.Deployment.Model.ToString(), [.. _subject?.Topology.Deployment.Nodes.Select(node => node.Name.Value) ?? []],
        _subject?.Tenant is not null, _subject?.Operated is not null, _subject?.Drill is not null, [.. MailPurposes.All.Select(purpose => purpose.Key())], [.. Enum.GetValues<MailState>().Select(MailJourneys.Word)]);
}
