using IseMail.Domain.Failover;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>
/// Reads the answer of <c>/api/v1/deployment/pan-ha</c>, bare, in its envelope, or as Ansible's <c>pan_ha_info</c> registers it.
/// </summary>
internal static class PanHaFile
{
    private static readonly string[] Envelopes = ["response", "ise_response"];

    /// <summary>The setting; <c>null</c>: off, or there were problems.</summary>
    public static PanHighAvailability? Read(YamlEntry document, FileProblems problems)
    {
        var entry = document;
        while (entry is YamlMap envelope && envelope.Entries.FirstOrDefault(one => Envelopes.Contains(one.Key.Value)).Value is { } inside) entry = inside;
        if (entry is YamlList { Items: [var single] }) entry = single;
        if (entry is not YamlMap map || !map.Entries.Any(one => one.Key.Value == "isEnabled"))
        {
            problems.Add(entry.Mark, "no setting of PAN failover stands here", "what GET /api/v1/deployment/pan-ha answers, with 'isEnabled'");
            return null;
        }
        var reader = new KeyReader(problems, "", map);
        // While it is off ISE does not consider the rest, which may then be anything.
        return reader.Flag("isEnabled", false) ? FailoverSection.ReadPanHa(reader) : null;
    }
}
