using System.Globalization;
using System.Text;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>A decision record in Markdown, with the facts of a run filled in. What an architect has to decide is left open.</summary>
public static class DecisionRecord
{
    private const string Open = "_(to be filled in)_";

    /// <summary>The record of a design that was run once.</summary>
    public static string Write(RunRecord record)
    {
        var text = new StringBuilder();
        Line(text, $"# Mail of {Plain(record.Deployment)}: {Open}");
        Line(text, $"");
        Line(text, $"Status: proposed. Date: {record.Begin.UtcDateTime:yyyy-MM-dd}. Deciders: {Open}");
        Heading(text, "Context");
        Line(text, $"A Cisco ISE deployment of {record.Nodes.Length} nodes sends its mail through one Microsoft 365 mailbox with OAuth SMTP. {Allowed(record.Allowance)}");
        if (record.Purpose.Length > 0) Line(text, $"\nThe scenario {Plain(record.Scenario)} was run to show: {Plain(record.Purpose)}");
        Events(text, record);
        Heading(text, "Options");
        Line(text, $"| option | settings | verdict |");
        Line(text, $"|---|---|---|");
        Line(text, $"| as run | {string.Join("; ", record.Settings.Where(one => one.Group is "Sender" or "Failover").Select(one => $"{Plain(one.Name)}: {Plain(one.Value)}"))} | {(record.Passed ? "passed" : "failed")} |");
        Line(text, $"| {Open} | `isemail compare` puts a second run beside this one | |");
        Heading(text, "Figures");
        Line(text, $"| guarantee | kept | figures |");
        Line(text, $"|---|---|---|");
        foreach (var one in record.Guarantees) Line(text, $"| {Plain(one.Title)} | {one.Holds switch { true => "yes", false => "**no**", null => "cannot be told" }} | {Plain(one.Detail)} |");
        Line(text, $"");
        Line(text, $"| figure | value |");
        Line(text, $"|---|---:|");
        foreach (var figure in RunFigures.Of(record).Where(one => one.Value is not null)) Line(text, $"| {Plain(figure.Title)} | {figure.Value:0.###}{(figure.Unit.Length > 0 ? " " + figure.Unit : "")} |");
        Heading(text, "Decision");
        Line(text, $"{Open}");
        Heading(text, "Consequences");
        Line(text, $"{Open}");
        Heading(text, "Evidence");
        Line(text, $"A {record.Runtime} run of {Plain(record.Scenario)}, seed {record.Seed}, version {Plain(record.Version)}, every node up at {record.Begin.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. The same scenario and seed cause the same mail again; a live run's times differ from run to run.");
        return text.ToString();
    }

    private static void Events(StringBuilder text, RunRecord record)
    {
        var told = record.Events.Where(one => one.Kind is EventKind.Action or EventKind.Fault or EventKind.Duty).ToList();
        if (told.Count == 0) return;
        Line(text, $"\nWhat happened in it:\n");
        foreach (var one in told) Line(text, $"- {one.At.TotalSeconds:0.0} s: {Plain(one.What)}");
    }

    private static string Allowed(MailboxAllowance allowance) => allowance.Messages == 0
        ? string.Create(CultureInfo.InvariantCulture, $"The senders keep to {allowance.Connections} connections and to no rate.")
        : string.Create(CultureInfo.InvariantCulture, $"The senders keep to {allowance.Connections} connections and {allowance.Messages} messages in {allowance.Per.TotalSeconds:0.#} s.");

    private static void Heading(StringBuilder text, string title) => text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    // What was typed by others stays text: no markup, no column, no line of its own.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' or '&' or '!') plain.Append('\\');
            plain.Append(char.IsControl(c) ? ' ' : c);
        }
        return plain.ToString();
    }
}
