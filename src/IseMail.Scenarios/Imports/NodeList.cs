using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>
/// Reads ISE's list of nodes in the shapes in which it is to be had: the answer of <c>/api/v1/deployment/node</c>
/// (<c>response</c>), that of <c>/ers/config/node</c> with details of each node (<c>SearchResult</c>, <c>Node</c>), what
/// Ansible's cisco.ise modules register (<c>ise_response</c>, <c>ise_responses</c>), or the bare list of either.
/// </summary>
internal static class NodeList
{
    private const string Expected = "what GET /api/v1/deployment/node answers, or the details that GET /ers/config/node/{id} gives of each node";

    private static readonly string[] Envelopes = ["response", "ise_responses", "ise_response", "SearchResult", "resources", "Node"];

    /// <summary>The nodes in the file's order; those without personas are of no model.</summary>
    public static ImmutableArray<ImportedNode> Read(YamlEntry document, FileProblems problems)
    {
        var entries = Entries(document).ToList();
        if (entries.Count == 0) problems.Add(document.Mark, "no ISE node stands here", Expected);
        var details = entries.OfType<YamlMap>().Select(map => new KeyReader(problems, "", map)).ToList();
        foreach (var other in entries.Where(entry => entry is not YamlMap)) problems.Add(other.Mark, "this is not an ISE node", Expected);
        if (problems.Any) return [];
        var isErs = details.Exists(ErsNode.Is);
        var nodes = details.Select(map => isErs ? ErsNode.Read(map) : OpenApiNode.Read(map)).OfType<ImportedNode>().ToImmutableArray();
        return isErs && !problems.Any ? ErsNode.WithMonitoring(nodes, problems) : nodes;
    }

    private static IEnumerable<YamlEntry> Entries(YamlEntry entry)
    {
        if (entry is YamlList list) return list.Items.SelectMany(Entries);
        if (entry is not YamlMap map) return [entry];
        var inside = Envelopes.Select(key => map.Entries.FirstOrDefault(one => one.Key.Value == key).Value).FirstOrDefault(value => value is YamlMap or YamlList { Items.Count: > 0 });
        if (inside is not null) return Entries(inside);
        return map.Entries.Any(one => one.Key.Value is "hostname" or "name") ? [map] : [];
    }

    /// <summary>The node's name: a host's, of which a domain is cut off.</summary>
    public static NodeName? Name(KeyReader map, string key)
    {
        if (map.Take(key, required: true) is not { } value || map.Text(key, "") is not { Length: > 0 } text) return null;
        if (NodeName.TryParse(text.Split('.')[0], out var name)) return name;
        map.Problems.Add(value.Mark, $"'{text}' is not a node name", NodeName.Rule);
        return null;
    }

    /// <summary>Whether a key is there and is not null.</summary>
    public static bool Has(KeyReader map, string key) => map.Has(key) && map.Take(key) is not YamlText { IsQuoted: false, Value: "" or "~" or "null" };

    /// <summary>What a topology has no key for.</summary>
    public static string Remark(KeyReader map, params string[] keys) =>
        string.Join(", ", keys.Where(key => Has(map, key) && map.Take(key) is YamlText).Select(key => map.Text(key, "")).Where(text => text.Length > 0));
}
