using System.Globalization;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Actions;

/// <summary>Writes actions as <see cref="ActionsSection"/> reads them.</summary>
internal static class ActionText
{
    /// <summary>An action as one entry of the list, such as <c>{ at: 3s, kill: pan-1 }</c>. Its times are whole milliseconds.</summary>
    public static string Write(ScheduledAction scheduled)
    {
        var action = Action(scheduled.Action);
        return scheduled.At == TimeSpan.Zero ? YamlWord.Map(action) : YamlWord.Map(("at", DurationText.Of(scheduled.At)), action);
    }

    private static (string Key, string Written) Action(ScenarioAction action) => action switch
    {
        ScenarioAction.ToNodes deed => (deed.Deed.Key(), Nodes(deed.Nodes)),
        ScenarioAction.Partition partition => ("partition", YamlWord.List(partition.Groups.Select(group => YamlWord.List(group.Select(node => YamlWord.Of(node.Value)))))),
        ScenarioAction.Isolate isolate => ("isolate", Nodes(isolate.Nodes)),
        ScenarioAction.Degrade degrade when degrade.Quality == LinkQuality.Cut => ("cut", YamlWord.Map(("from", Nodes(degrade.From)), ("to", Nodes(degrade.To)))),
        ScenarioAction.Degrade degrade => ("degrade", YamlWord.Map([("from", Nodes(degrade.From)), ("to", Nodes(degrade.To)), .. Quality(degrade.Quality)])),
        ScenarioAction.Heal => ("heal", "all"),
        // Arguments have no order of their own.
        ScenarioAction.InTenant tenant => ("tenant", YamlWord.Map((tenant.Call.Name, YamlWord.Map(tenant.Call.Arguments.OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase).Select(one => (one.Key, YamlWord.Of(one.Value))))))),
        ScenarioAction.RemoveFault remove => ("removeFault", YamlWord.Of(remove.Name)),
        ScenarioAction.ToSettings { Deed: SettingsDeed.RotateSecret } => ("settings", "rotateSecret"),
        ScenarioAction.ToSettings { Deed: SettingsDeed.RestoreBackup } => ("settings", "restoreBackup"),
        ScenarioAction.ToSettings => ("settings", "saveAgain"),
        ScenarioAction.JumpClock jump => ("clock", YamlWord.Map(("node", YamlWord.Of(jump.Node.Value)), Clock(jump.Offset))),
        ScenarioAction.ChangeNetwork network => ("network", YamlWord.Map([("nodes", Nodes(network.Nodes)), .. NetworkText.Write(network.Network)])),
        ScenarioAction.Database database => ("database", database.Stops ? "stop" : "start"),
        ScenarioAction.ToSender sender => ("sender", sender.Deed == SenderDeed.Stop ? "stop" : "move"),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "no such action"),
    };

    private static IEnumerable<(string Key, string Written)> Quality(LinkQuality quality)
    {
        if (quality.BytesPerSecond is { } rate) yield return ("bytesPerSecond", rate.ToString(CultureInfo.InvariantCulture));
        yield return ("loss", quality.Loss.ToString("0.################", CultureInfo.InvariantCulture));
    }

    private static (string Key, string Written) Clock(TimeSpan offset) => offset.Ticks switch
    {
        0 => ("right", "true"),
        > 0 => ("ahead", DurationText.Of(offset)),
        _ => ("behind", DurationText.Of(-offset)),
    };

    private static string Nodes(IEnumerable<NodeName> nodes) => YamlWord.Of(nodes.Select(node => node.Value));
}
