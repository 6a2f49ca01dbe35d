using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>Reads the entries of <c>workload</c>.</summary>
internal static class WorkloadSection
{
    /// <summary>The section's key.</summary>
    public const string Key = "workload";

    private const int GreatestCount = 1_000_000;

    private static readonly ImmutableArray<(string Name, Func<NodeName?, ScenarioCause> Make)> Causes =
    [
        .. MailPurposes.Daily.Select(purpose => (purpose.Key(), (Func<NodeName?, ScenarioCause>)(_ => new ScenarioCause.Sample(purpose)))),
        .. Enum.GetValues<PortalScene>().Select(scene => (scene.Key(), (Func<NodeName?, ScenarioCause>)(node => new ScenarioCause.Portal(scene, node)))),
        (WorkloadText.TestMail, _ => new ScenarioCause.TestMail()),
    ];

    /// <summary>The words for what causes mail.</summary>
    public static ImmutableArray<string> Words => [.. Causes.Select(cause => cause.Name)];

    public static ScheduledCauses Read(KeyReader map)
    {
        var make = map.Take("cause", required: true) is { } written ? map.ChoiceOf("cause", written, null, [.. Causes.Select(cause => (cause.Name, (Func<NodeName?, ScenarioCause>?)cause.Make))]) : null;
        var count = map.Number("count", 1, GreatestCount, 1);
        var at = map.Has("at") ? map.Duration("at", null) : TimeSpan.Zero;
        var over = map.Has("over") ? map.Duration("over", null) : TimeSpan.Zero;
        map.Take("at");
        map.Take("over");
        var name = Name(map);
        NodeName? node = map.Has("node") ? map.Parsed<NodeName>("node", null, NodeName.Rule, text => (NodeName.TryParse(text, out var parsed), parsed)) : null;
        map.Take("node");
        map.Done();
        var cause = make?.Invoke(node) ?? new ScenarioCause.TestMail();
        var named = cause is ScenarioCause.Sample { Purpose: MailPurpose.Alarm } && (name is not null || node is not null);
        if (map.Has("name") && cause is not ScenarioCause.Sample { Purpose: MailPurpose.Alarm }) map.Problems.AddAt(map.PathOf("name"), "only an alarm has a name", "'cause: alarm' beside it");
        if (map.Has("node") && cause is (ScenarioCause.TestMail or ScenarioCause.Sample { Purpose: not MailPurpose.Alarm }))
            map.Problems.AddAt(map.PathOf("node"), "this cause has no node of its own", "an alarm, or something that happens at a portal");
        return new ScheduledCauses(named ? new ScenarioCause.Alarm(name, node) : cause, count, at, over);
    }

    /// <summary>Tells of what the topology does not have.</summary>
    public static void Check(ImmutableArray<ScheduledCauses> workload, Topology topology, FileProblems problems)
    {
        foreach (var (index, scheduled) in workload.Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"workload[{index}]");
            switch (scheduled.Cause)
            {
                case ScenarioCause.Alarm { Node: { } node } when topology.Deployment.Find(node) is null:
                    problems.AddAt($"{path}.node", $"no node is named '{node}'", "one of " + string.Join(", ", topology.Deployment.Nodes.Select(one => one.Name)));
                    break;
                case ScenarioCause.Alarm alarm when !IsMailed(alarm, topology):
                    problems.AddAt($"{path}.cause", "nobody is told of this alarm", "an administrator with 'includeSystemAlarms: true' in the topology, or addresses of the alarm's own");
                    break;
                case ScenarioCause.Portal { Node: { } node } when topology.Deployment.Find(node)?.Has(Persona.Psn) != true:
                    problems.AddAt($"{path}.node", $"no PSN is named '{node}'", "one of " + string.Join(", ", topology.Deployment.With(Persona.Psn).Select(one => one.Name)));
                    break;
                case ScenarioCause.Portal { Scene: PortalScene.ApprovalRequest } when topology.Notices.Guests.SelfRegistration.Approval is null:
                    problems.AddAt($"{path}.cause", "self-registration needs no approval here", "'guests.selfRegistration.approval' in the topology");
                    break;
            }
        }
    }

    private static bool IsMailed(ScenarioCause.Alarm alarm, Topology topology) => topology.Notices.AlarmRecipients.Any()
        || (alarm.Name is { } name && AlarmCatalogue.TryFind(name, out var known) && !topology.Notices.Alarms.RuleOf(known).Recipients.IsEmpty);

    private static string? Name(KeyReader map)
    {
        if (map.Take("name") is not { } value || map.Text("name", "") is not { Length: > 0 } text) return null;
        if (AlarmCatalogue.TryFind(text, out var alarm)) return alarm.Name;
        map.Problems.Add(value.Mark, $"'{text}' is not an alarm", NearestWord.Expectation(text, [.. AlarmCatalogue.All.Select(one => one.Name)]));
        return null;
    }
}
