using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>Gives each node one of the page's colours, the same in all drawings; no drawing relies on the colour alone.</summary>
internal sealed class NodeColours(RunRecord record)
{
    /// <summary>How many colours the style has.</summary>
    public const int Count = 8;

    private readonly Dictionary<string, int> _places = record.Nodes.Select((node, place) => (node.Name, place)).ToDictionary(one => one.Name, one => one.place, StringComparer.Ordinal);

    /// <summary>The class of <paramref name="node"/>.</summary>
    public string Of(string node) => Markup.Text($"c{_places.GetValueOrDefault(node) % Count}");
}
