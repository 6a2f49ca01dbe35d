using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Scenarios.Imports;

/// <summary>Writes the topology of an import, with comments that say what was not in it.</summary>
internal static class ImportedTopology
{
    public static string Write(
        DeploymentModel model, ImmutableArray<ImportedNode> nodes, ImmutableArray<ImportedNode> leftOut, PanHighAvailability? panHa, string nodesFile, string? panHaFile)
    {
        var text = new StringBuilder();
        Line(text, $"# Imported from {Comment(nodesFile)}{(panHaFile is null ? "" : $" and {Comment(panHaFile)}")}. Its nodes, their personas{(panHaFile is null ? "" : " and the PAN failover")} are ISE's.");
        Line(text, "# ISE's APIs do not tell the OAuth fields of its SMTP server page, so everything else is as topologies have it unless told otherwise:");
        Line(text, "# mail (server, senders, proxy, trusted certificates), administrators, alarms, guests, and an embedded tenant in place of your own.");
        Line(text, "name: imported");
        Line(text, $"model: {model.ToString().ToLowerInvariant()}");
        Line(text, "nodes:");
        foreach (var (_, node, remark) in nodes)
        {
            var primary = node.PrimaryFor.IsEmpty ? "" : $", primary: [{Personas(node.PrimaryFor)}]";
            Line(text, $"  - {{ name: {Quoted(node.Name)}, personas: [{Personas(node.Personas)}]{primary} }}{(remark.Length == 0 ? "" : " # " + Comment(remark))}");
        }
        foreach (var (_, node, remark) in leftOut) Line(text, $"  # Left out, for it sends no mail and topologies have no persona for it: {node.Name}, {Comment(remark)}");
        if (panHa is not null)
        {
            Line(text, string.Create(CultureInfo.InvariantCulture, $"panHa: {{ isEnabled: true, primaryHealthCheckNode: {Quoted(panHa.PrimaryHealthCheckNode)}, secondaryHealthCheckNode: {Quoted(panHa.SecondaryHealthCheckNode)}, pollingInterval: {panHa.PollingInterval.TotalSeconds:0}, failedAttempts: {panHa.FailedAttempts} }}"));
            Line(text, "# failover: { promotion: 15m } # what a promotion takes is not in the import; none unless given");
        }
        else
        {
            Line(text, panHaFile is null ? "# panHa: PAN failover was not in the import; the secondary PAN is promoted by hand." : "# panHa: switched off in ISE; the secondary PAN is promoted by hand.");
        }
        Line(text, "tenant: embedded");
        return text.ToString();
    }

    // A line's end is one everywhere, so that the same import is the same file.
    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Personas(IEnumerable<Persona> personas) => string.Join(", ", personas.Select(PersonaNames.Role));

    // A name of digits, or one such as 'null' or 'on', would else be something other than a text to other readers of YAML.
    private static string Quoted(NodeName name) => char.IsAsciiLetter(name.Value[0]) && name.Value.Contains('-', StringComparison.Ordinal) ? name.Value : $"\"{name}\"";

    private static string Comment(string text) => string.Concat(text.Trim().Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' ? '?' : c));
}
