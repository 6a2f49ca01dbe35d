using System.Collections.Immutable;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Actions;

/// <summary>Reads <c>actions</c>: what is done, and when. What cannot be done there and then, <see cref="ActionRehearsal"/> tells.</summary>
internal static class ActionsSection
{
    /// <summary>The section's key.</summary>
    public const string Key = "actions";

    private static readonly ImmutableArray<(string Key, Func<KeyReader, string, ScenarioAction?> Read)> Known =
    [
        .. Enum.GetValues<NodeDeed>().Select(deed => (deed.Key(), (Func<KeyReader, string, ScenarioAction?>)((entry, key) => Nodes(entry, key) is { IsEmpty: false } nodes ? new ScenarioAction.ToNodes(deed, nodes) : null))),
        ("partition", Partition),
        ("isolate", (entry, key) => Nodes(entry, key) is { IsEmpty: false } nodes ? new ScenarioAction.Isolate(nodes) : null),
        ("cut", (entry, key) => Link(entry, key, static _ => LinkQuality.Cut)),
        ("degrade", (entry, key) => Link(entry, key, Quality)),
        ("heal", (entry, key) => Word(entry, key, ("all", (ScenarioAction)new ScenarioAction.Heal()))),
        ("tenant", Tenant),
        ("removeFault", (entry, key) => entry.Text(key) is { Length: > 0 } name ? new ScenarioAction.RemoveFault(name) : null),
        ("settings", (entry, key) => Word(
            entry, key,
            ("rotateSecret", (ScenarioAction)new ScenarioAction.ToSettings(SettingsDeed.RotateSecret)),
            ("restoreBackup", new ScenarioAction.ToSettings(SettingsDeed.RestoreBackup)),
            ("saveAgain", new ScenarioAction.ToSettings(SettingsDeed.SaveAgain)))),
        ("clock", Clock),
        ("network", Network),
        ("database", (entry, key) => Word(entry, key, ("stop", (ScenarioAction)new ScenarioAction.Database(true)), ("start", new ScenarioAction.Database(false)))),
        ("sender", (entry, key) => Word(entry, key, ("stop", (ScenarioAction)new ScenarioAction.ToSender(SenderDeed.Stop)), ("move", new ScenarioAction.ToSender(SenderDeed.Move)))),
    ];

    /// <summary>The actions in the order of the file. One that cannot be read is told of and left out.</summary>
    public static ImmutableArray<ScheduledAction> Read(KeyReader root) => [.. root.Maps(Key).Select(One).OfType<ScheduledAction>()];

    private static ScheduledAction? One(KeyReader entry)
    {
        var at = entry.Has("at") ? entry.Duration("at", null) : TimeSpan.Zero;
        entry.Take("at");
        var given = 0;
        ScenarioAction? action = null;
        foreach (var (key, read) in Known)
        {
            if (entry.Take(key) is null) continue;
            given++;
            action = read(entry, key);
        }
        entry.Done();
        // A key that is not known may have been meant for one of them.
        if (given != 1 && entry.Keys.All(key => key == "at" || Known.Any(known => known.Key == key)))
            entry.Problems.Add(entry.Mark, given == 0 ? "this does nothing" : "this does several things at once", "one of " + string.Join(", ", Known.Select(known => known.Key)) + ", such as 'kill: pan-1'");
        return given == 1 && action is not null ? new ScheduledAction(action, at) : null;
    }

    private static ScenarioAction.Partition? Partition(KeyReader entry, string key)
    {
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<NodeName>>();
        foreach (var (index, item) in entry.List(key).Index())
        {
            if (item is YamlList list) groups.Add([.. list.Items.SelectMany(name => NodeNames.Expand(entry.Problems, name, $"{key}[{index}]"))]);
            else entry.Problems.Add(item.Mark, "a group of a partition is a list", "lists of nodes, such as [[pan-1], [pan-2, psn-1]]");
        }
        if (groups.Count >= 2 && groups.All(group => !group.IsEmpty))
        {
            if (groups.SelectMany(group => group).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                entry.Problems.Add(entry.ValueMark(key), $"'{twice.Key}' is in two groups", "each node in one group at most");
            return new ScenarioAction.Partition(groups.ToImmutable());
        }
        if (!entry.Problems.Any) entry.Problems.Add(entry.ValueMark(key), "a partition has two groups or more, each with a node in it", "lists of nodes, such as [[pan-1], [pan-2, psn-1]]");
        return null;
    }

    private static ScenarioAction.Degrade? Link(KeyReader entry, string key, Func<KeyReader, LinkQuality> quality)
    {
        if (entry.Map(key) is not { } map) return null;
        map.Take("from", required: true);
        map.Take("to", required: true);
        var (from, to) = (map.Has("from") ? Nodes(map, "from") : [], map.Has("to") ? Nodes(map, "to") : []);
        var how = quality(map);
        map.Done();
        return from.IsEmpty || to.IsEmpty ? null : new ScenarioAction.Degrade(from, to, how);
    }

    private static LinkQuality Quality(KeyReader map)
    {
        int? rate = map.Has("bytesPerSecond") ? map.Number("bytesPerSecond", 100, 1_000_000_000, null) : null;
        map.Take("bytesPerSecond");
        var loss = map.Fraction("loss", 0, 1, 0);
        if (rate is null && !map.Has("loss")) map.Problems.Add(map.Mark, "this degrades nothing", "'bytesPerSecond', 'loss' (a share from 0 to 1) or both");
        return new LinkQuality(rate, loss);
    }

    private static ScenarioAction.InTenant? Tenant(KeyReader entry, string key)
    {
        if (entry.Map(key) is not { } map) return null;
        const string example = "a cmdlet and its parameters, such as { revoke-admin-consent: { AppId: … } }";
        if (map.Keys is not [var name])
        {
            map.Problems.Add(map.Mark, "this is not one cmdlet", example);
            return null;
        }
        map.Take(name);
        if (CmdletCatalogue.Find(name) is not { } cmdlet)
        {
            map.Problems.Add(map.Mark, $"'{name}' is not a cmdlet", NearestWord.Expectation(name, [.. CmdletCatalogue.All.Select(one => one.Name)]));
            return null;
        }
        if (map.Map(name) is not { } parameters) return null;
        var call = CmdletCall.Of(cmdlet.Name, [.. parameters.Keys.Select(parameter => (parameter, parameters.Text(parameter)))]);
        if (CmdletArguments.Bind(cmdlet, call) is { Fault: { } fault }) map.Problems.Add(parameters.Mark, fault, "the cmdlet's parameters, as 'isemail tenant " + cmdlet.Name + " --help' lists them");
        return new ScenarioAction.InTenant(call);
    }

    private static ScenarioAction.JumpClock? Clock(KeyReader entry, string key)
    {
        if (entry.Map(key) is not { } map) return null;
        var node = map.Parsed<NodeName>("node", null, NodeName.Rule, text => (NodeName.TryParse(text, out var name), name));
        TimeSpan? ahead = map.Has("ahead") ? map.Duration("ahead", null) : null;
        TimeSpan? behind = map.Has("behind") ? map.Duration("behind", null) : null;
        var right = map.Flag("right", false);
        map.Take("ahead");
        map.Take("behind");
        map.Done();
        if ((ahead is null ? 0 : 1) + (behind is null ? 0 : 1) + (right ? 1 : 0) != 1) map.Problems.Add(map.Mark, "a clock jumps one way", "one of 'ahead', 'behind' and 'right: true'");
        return new ScenarioAction.JumpClock(node, ahead ?? -(behind ?? TimeSpan.Zero));
    }

    private static ScenarioAction.ChangeNetwork? Network(KeyReader entry, string key)
    {
        if (entry.Map(key) is not { } map) return null;
        map.Take("nodes", required: true);
        var nodes = map.Has("nodes") ? Nodes(map, "nodes") : [];
        var network = NetworkSection.Way(map);
        map.Done();
        return nodes.IsEmpty ? null : new ScenarioAction.ChangeNetwork(nodes, network);
    }

    private static ScenarioAction? Word(KeyReader entry, string key, params (string Name, ScenarioAction Action)[] words) =>
        entry.ChoiceOf<ScenarioAction?>(key, entry.Take(key)!, null, [.. words.Select(word => (word.Name, (ScenarioAction?)word.Action))]);

    private static ImmutableArray<NodeName> Nodes(KeyReader entry, string key)
    {
        var value = entry.Take(key)!;
        return value is YamlList list
            ? [.. list.Items.SelectMany(item => NodeNames.Expand(entry.Problems, item, key))]
            : [.. NodeNames.Expand(entry.Problems, value, key)];
    }
}
