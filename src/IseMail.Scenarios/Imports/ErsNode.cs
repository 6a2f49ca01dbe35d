using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>
/// A node as <c>/ers/config/node/{id}</c> describes it. ERS says which nodes are PANs and which services run, and nothing of
/// monitoring: MnTs are the nodes that are in the deployment and do nothing else, or else the PANs.
/// </summary>
internal static class ErsNode
{
    private static readonly string[] Details = ["papNode", "primaryPapNode", "nodeServiceTypes", "pxGridNode", "inDeployment"];

    /// <summary>Whether a node is described as ERS does: by a name instead of a host name.</summary>
    public static bool Is(KeyReader map) => !map.Has("hostname");

    public static ImportedNode? Read(KeyReader map)
    {
        if (NodeList.Name(map, "name") is not { } name) return null;
        if (!Details.Any(map.Has))
        {
            map.Problems.Add(map.Mark, $"'{name}' stands here without details", "the details of each node (GET /ers/config/node/{id}); the ERS list has names only");
            return null;
        }
        var isPrimary = Flag(map, "primaryPapNode");
        var personas = ImmutableSortedSet.CreateBuilder<Persona>();
        if (isPrimary || Flag(map, "papNode")) personas.Add(Persona.Pan);
        var services = NodeList.Has(map, "nodeServiceTypes") && map.Take("nodeServiceTypes") is YamlText { Value.Length: > 0 } ? map.Text("nodeServiceTypes", "") : "";
        foreach (var word in services.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IseNodeWords.TryService(word, out var means)) personas.UnionWith(means.Personas);
            else map.Problems.Add(map.ValueMark("nodeServiceTypes"), $"'{word}' is not a service of ISE", NearestWord.Expectation(word, [.. IseNodeWords.Services]));
        }
        var does = services.Length > 0 ? services : Flag(map, "pxGridNode") ? "pxGrid" : "";
        var remark = NodeList.Remark(map, "fqdn", "ipAddress") + (does.Length > 0 ? "; " + does : "");
        return new ImportedNode(map.Mark, new IseNode(name, personas.ToImmutable(), isPrimary ? [Persona.Pan] : []), remark);
    }

    /// <summary>The nodes with the persona that ERS is silent about.</summary>
    public static ImmutableArray<ImportedNode> WithMonitoring(ImmutableArray<ImportedNode> nodes, FileProblems problems)
    {
        if (nodes is [var only]) return [only with { Node = only.Node with { Personas = [Persona.Pan, Persona.Mnt, Persona.Psn], PrimaryFor = [Persona.Pan, Persona.Mnt] } }];
        var silent = nodes.Where(one => one.Node.Personas.IsEmpty && !one.Remark.Contains("; ", StringComparison.Ordinal)).ToList();
        if (silent.Count > 2)
        {
            problems.Add(silent[2].Mark, $"{silent.Count} nodes do nothing that ERS tells of, so that it is not known which are the MnTs", "the answer of GET /api/v1/deployment/node, which tells roles");
            return [];
        }
        var monitoring = silent.Count > 0 ? silent : [.. nodes.Where(one => one.Node.Has(Persona.Pan)).OrderByDescending(one => one.Node.PrimaryFor.Count)];
        return [.. nodes.Select(one => monitoring.Contains(one) ? Monitoring(one, monitoring.IndexOf(one) == 0) : one)];
    }

    private static ImportedNode Monitoring(ImportedNode node, bool isPrimary) => node with
    {
        Node = node.Node with { Personas = node.Node.Personas.Add(Persona.Mnt), PrimaryFor = isPrimary ? node.Node.PrimaryFor.Add(Persona.Mnt) : node.Node.PrimaryFor },
        Remark = node.Remark + (isPrimary ? "; MnT and its primary are guessed: ERS does not tell" : "; MnT is guessed: ERS does not tell"),
    };

    private static bool Flag(KeyReader map, string key) => NodeList.Has(map, key) && map.Flag(key, false);
}
