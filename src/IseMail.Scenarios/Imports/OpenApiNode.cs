using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>A node as <c>/api/v1/deployment/node</c> describes it: hostname, roles, services, status.</summary>
internal static class OpenApiNode
{
    public static ImportedNode? Read(KeyReader map)
    {
        var name = NodeList.Name(map, "hostname");
        var personas = ImmutableSortedSet.CreateBuilder<Persona>();
        var primary = ImmutableSortedSet.CreateBuilder<Persona>();
        var roles = Words(map, "roles").ToList();
        var services = Words(map, "services").ToList();
        foreach (var (mark, word) in roles)
        {
            if (!IseNodeWords.TryRole(word, out var means))
            {
                map.Problems.Add(mark, $"'{word}' is not a role of ISE", NearestWord.Expectation(word, [.. IseNodeWords.Roles]));
                continue;
            }
            personas.UnionWith(means.Personas);
            primary.UnionWith(means.PrimaryFor);
        }
        foreach (var (mark, word) in services)
        {
            if (IseNodeWords.TryService(word, out var means)) personas.UnionWith(means.Personas);
            else map.Problems.Add(mark, $"'{word}' is not a service of ISE", NearestWord.Expectation(word, [.. IseNodeWords.Services]));
        }
        if (name is not { } known) return null;
        if (roles.Count + services.Count == 0) map.Problems.Add(map.Mark, $"'{known}' has neither roles nor services", "'roles', 'services' or both, as GET /api/v1/deployment/node gives them");
        return new ImportedNode(map.Mark, new IseNode(known, personas.ToImmutable(), primary.ToImmutable()), Remark(map, services));
    }

    private static string Remark(KeyReader map, List<(FileMark Mark, string Word)> services)
    {
        var told = NodeList.Remark(map, "fqdn", "ipAddress", "nodeStatus");
        return services.Count == 0 ? told : $"{told}; {string.Join(", ", services.Select(service => service.Word))}";
    }

    private static IEnumerable<(FileMark Mark, string Word)> Words(KeyReader map, string key)
    {
        if (!NodeList.Has(map, key)) yield break;
        foreach (var item in map.List(key))
        {
            if (item is YamlText { Value.Length: > 0 } text) yield return (text.Mark, text.Value);
            else map.Problems.Add(item.Mark, $"an entry of '{key}' is not a word", "a list of words");
        }
    }
}
