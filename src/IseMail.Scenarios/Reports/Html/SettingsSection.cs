using System.Xml.Linq;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>What the run was set to, so that it can be run again.</summary>
internal static class SettingsSection
{
    public static XElement Of(RunRecord record)
    {
        SettingRecord[] run =
        [
            new("Run", "Scenario", record.Scenario), new("Run", "Seed", Text($"{record.Seed}")), new("Run", "Runtime", record.Runtime), new("Run", "Version", record.Version),
            new("Run", "Every node up at", Text($"{record.Begin.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, after {Span(record.Starting)}")), new("Run", "Time for all mail", Span(record.Within)), new("Run", "Verdict after", Span(record.Length)),
        ];
        return Section(
            "settings", "Settings used",
            Table("Settings", ["Of", "Setting", "Value"], run.Concat(record.Settings).Select(one => new object?[] { one.Group, one.Name, one.Value })),
            Table("Nodes", ["Node", "Personas"], record.Nodes.Select(node => new object?[] { node.Name, string.Join(", ", node.Personas) })));
    }
}
