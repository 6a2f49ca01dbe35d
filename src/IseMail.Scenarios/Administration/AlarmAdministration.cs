using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Nodes;
using IseMail.Domain;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>The Alarm Settings page of a deployment that runs, and alarms raised by hand.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="nodes">Those that run in this process.</param>
/// <param name="settings">The way to the settings.</param>
internal sealed class AlarmAdministration(Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, PrimaryPanSettings settings)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    private readonly NoticeSettingsChanges _changes = new(topology.Notices, topology.Senders);

    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<AlarmDocument>>("/alarms", "The alarms, how they are set and how they stand", ListAsync);
        web.Does<AlarmRequest, AlarmOutcomeDocument>("/alarms", "Raises an alarm by hand", RaiseAsync);
        web.Does<AlarmSettingsRequest, ImmutableArray<AlarmDocument>>("/alarms/settings", "Changes what is set for an alarm", context => settings.ChangeAsync<AlarmSettingsRequest>(context, _changes.Alarm, ListAsync));
        web.Shows<AlarmFromDocument>("/alarms/from", "From whom alarms come", ShowFromAsync);
        web.Does<AlarmFromRequest, AlarmFromDocument>("/alarms/from", "Changes from whom alarms come", context => settings.ChangeAsync<AlarmFromRequest>(context, NoticeSettingsChanges.AlarmFrom, ShowFromAsync));
    }

    /// <summary>The signal that <paramref name="request"/> means, or what is wrong with it.</summary>
    public static (AlarmSignal? Signal, Problem? Problem) Read(AlarmRequest request, Deployment deployment, string occurrence, DateTimeOffset now)
    {
        if (!AlarmCatalogue.TryFind(request.Name, out var alarm))
            return (null, new Problem("name", $"'{request.Name}' is not an alarm", NearestWord.Expectation(request.Name, [.. AlarmCatalogue.All.Select(one => one.Name)])));
        var node = deployment.With(Persona.Pan).First().Name;
        if (request.Node is { } named && (!NodeName.TryParse(named, out node) || deployment.Find(node) is null))
            return (null, new Problem("node", $"no node is named '{named}'", "one of " + string.Join(", ", deployment.Nodes.Select(one => one.Name))));
        return (new AlarmSignal(alarm.Name, node, request.Details ?? alarm.Description, now, occurrence, request.Cleared), null);
    }

    private async Task RaiseAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<AlarmRequest>(context) is not { } request) return;
        var (signal, problem) = Read(request, topology.Deployment, $"by hand {Guid.NewGuid():N}", TimeProvider.System.GetUtcNow());
        if (problem is not null)
        {
            await Answers.RefuseAsync(context, problem);
            return;
        }
        try
        {
            var host = nodes().FirstOrDefault() ?? throw new CausesRefusedException("no node runs");
            var answer = await host.RaiseAlarmAsync(signal!, AnswerWithin, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(
                new AlarmOutcomeDocument(signal!.Alarm, signal.Node.Value, [.. answer.Mails.Select(mail => mail.ToString())], answer.Suppressed, answer.NotMailed), context.RequestAborted);
        }
        catch (CausesRefusedException refused)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refused.Message);
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        if (nodes().FirstOrDefault() is not { } host)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no node runs");
            return;
        }
        var changes = await settings.NoticesAsync(context.RequestAborted);
        var standings = await host.AlarmsAsync(AnswerWithin, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(AlarmCatalogue.All.Select(alarm => Document(alarm, changes.On(topology.Notices), changes.Alarms.ContainsKey(alarm.Name), standings)).ToImmutableArray(), context.RequestAborted);
    }

    private async Task ShowFromAsync(HttpContext context)
    {
        var changes = await settings.NoticesAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new AlarmFromDocument(changes.On(topology.Senders).Alarm.Value, changes.AlarmFrom is not null), context.RequestAborted);
    }

    private static AlarmDocument Document(AlarmDefinition alarm, NoticeSettings notices, bool changed, ImmutableArray<AlarmStanding>? standings)
    {
        var rule = notices.Alarms.RuleOf(alarm);
        return new AlarmDocument(
            alarm.Name, alarm.Category, (rule.Severity ?? alarm.Severity).ToString(), rule.Enabled,
            [.. notices.AlarmRecipients.Concat(rule.Recipients).Distinct().Select(recipient => recipient.Value)],
            notices.Alarms.SuppressionOf(alarm) is { } suppress ? DurationText.Of(suppress) : null,
            standings is { } all
                ? [.. all.Where(standing => standing.Key.Alarm == alarm.Name).Select(one => new AlarmRaisedDocument(one.Key.Node.Value, one.Key.Cleared, one.MailedAt, one.Suppressed))]
                : null,
            new AlarmRuleDocument(
                rule.Severity?.ToString(), [.. rule.Recipients.Select(recipient => recipient.Value)], rule.Note,
                rule.Suppress is not { } own ? null : own == TimeSpan.Zero ? "none" : DurationText.Of(own), changed));
    }
}
