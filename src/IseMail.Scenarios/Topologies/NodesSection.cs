using IseMail.Domain.Texts;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>nodes</c>; an entry named <c>psn-{1..50}</c> stands for that many nodes.</summary>
internal static partial class NodesSection
{
    // In an address it stands for the node's name, so that an entry for many nodes can give each its own.
    private const string NamePlace = "{name}";

    private static readonly (string Name, Persona Value)[] Personas = [("pan", Persona.Pan), ("mnt", Persona.Mnt), ("psn", Persona.Psn)];

    public static ImmutableArray<IseNode> Read(KeyReader root)
    {
        var nodes = ImmutableArray.CreateBuilder<IseNode>();
        var written = new Dictionary<string, FileMark>(StringComparer.Ordinal);
        foreach (var entry in root.Maps("nodes", required: true).ToList())
        {
            if (nodes.Count > NodeNames.MostNodes)
            {
                root.Problems.Add(entry.Mark, $"more than {NodeNames.MostNodes} nodes", "as many as the model allows");
                break;
            }
            // The entry's own marks move to the indexes that its nodes have after expansion.
            var names = Names(entry);
            var personas = Set(entry, "personas", required: true);
            var primary = Set(entry, "primary", required: false);
            var address = Address(entry);
            var network = NetworkSection.OfNode(entry);
            entry.Done();
            var own = entry.Problems.Marks.Where(mark => mark.Key == entry.Path || mark.Key.StartsWith(entry.Path + ".", StringComparison.Ordinal)).ToList();
            foreach (var name in names)
            {
                foreach (var (path, mark) in own) written[$"nodes[{nodes.Count}]{path[entry.Path.Length..]}"] = mark;
                nodes.Add(new IseNode(name, personas, primary, address is null ? null : address with { Host = address.Host.Replace(NamePlace, name.Value, StringComparison.Ordinal) }, network));
            }
        }
        foreach (var (path, mark) in written) root.Problems.Marks[path] = mark;
        return nodes.ToImmutable();
    }

    private static IReadOnlyList<NodeName> Names(KeyReader entry)
    {
        const string Key = "name";
        if (entry.Take(Key, required: true) is not { } value || entry.Text(Key, "").Length == 0) return [];
        return NodeNames.Expand(entry.Problems, value, Key);
    }

    private static ImmutableSortedSet<Persona> Set(KeyReader entry, string key, bool required)
    {
        var set = ImmutableSortedSet.CreateBuilder<Persona>();
        foreach (var item in entry.List(key, required))
        {
            var before = entry.Problems.Any;
            var persona = entry.ChoiceOf<Persona?>(key, item, null, [.. Personas.Select(one => (one.Name, (Persona?)one.Value))]);
            if (persona is { } known && !set.Add(known) && !before) entry.Problems.Add(item.Mark, $"'{known.Role()}' stands twice in '{key}'", "each persona once");
        }
        return set.ToImmutable();
    }

    private static NodeAddress? Address(KeyReader entry)
    {
        var value = entry.Take("address");
        if (value is null) return null;
        var text = entry.Text("address", "");
        if (text.Length > 0 && HostPort().Match(text) is { Success: true } match
            && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
        {
            return new NodeAddress(match.Groups["host"].Value, port);
        }
        if (text.Length > 0) entry.Problems.Add(value.Mark, $"'{text}' is not an address", "host:port, such as psn-1:4053 or '{name}:4053'");
        return null;
    }

    [GeneratedRegex(@"\A(?<host>([A-Za-z0-9]|\{name\})([A-Za-z0-9.-]|\{name\}){0,252}):(?<port>[0-9]{1,5})\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex HostPort();
}
