using System.Collections.Immutable;
using System.Text;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Operating;

/// <summary>What an operator did, as a scenario file that does it again.</summary>
internal static class OperatedScenario
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(5);

    /// <summary>The text of the file.</summary>
    /// <param name="name">The scenario's name.</param>
    /// <param name="topology">Path of the topology file from where the scenario will lie.</param>
    /// <param name="orders">What was ordered; what could not be carried out is left out.</param>
    public static string Write(string name, string topology, IEnumerable<OrderTaken> orders)
    {
        var done = orders.Where(one => one.Why is null).OrderBy(one => one.At).ToImmutableArray();
        var last = done.Select(one => one.At + (one.Order is Order.Load load ? load.Causes.Over : TimeSpan.Zero)).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        Line($"name: {YamlWord.Of(name)}");
        Line("purpose: What was done by hand to a deployment that ran.");
        Line($"topology: {YamlWord.Of(topology)}");
        Line($"within: {DurationText.Of(TimeSpan.FromSeconds(Math.Ceiling((last + Afterwards).TotalSeconds)))}");
        foreach (var list in new[] { FaultSection.Key, ActionsSection.Key, WorkloadSection.Key })
        {
            var entries = done.Where(one => one.Order.List == list).Select(one => one.Line).ToList();
            // A scenario without a cause shows nothing, and a file has to have one.
            if (list == WorkloadSection.Key && entries.Count == 0) entries.Add("{ cause: alarm }");
            if (entries.Count > 0) Line($"{list}:");
            foreach (var entry in entries) Line($"  - {entry}");
        }
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }
}
