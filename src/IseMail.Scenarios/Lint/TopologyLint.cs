using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Lint;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Lint;

/// <summary>What a rule finds in a topology file, at the place where it stands.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="What">What is found.</param>
/// <param name="Others">In how many more nodes of the same entry the rule finds the same.</param>
public sealed record PlacedFinding(LintRule Rule, string File, int Line, int Column, string What, int Others)
{
    /// <summary>One line: <c>file:line:column: severity id: what is found</c>.</summary>
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {Rule.Severity.ToString().ToLowerInvariant()} {Rule.Id}: {What}{(Others == 0 ? "" : $" (and the same of {Others} more)")}";
}

/// <summary>Lints a topology that was read from a file.</summary>
public static class TopologyLint
{
    /// <summary>Everything that the rules find in <paramref name="reading"/>, the gravest first, then in the file's order; empty where there were problems in reading.</summary>
    /// <param name="reading">The file.</param>
    /// <param name="now">On which day its expiries are judged.</param>
    /// <param name="ignored">Ids of rules that are left out.</param>
    /// <param name="cancellationToken">Gives the reading of certificates up.</param>
    public static async Task<ImmutableArray<PlacedFinding>> CheckAsync(
        Reading<Topology> reading, DateTimeOffset now, IReadOnlySet<string> ignored, CancellationToken cancellationToken)
    {
        if (reading.Value is not { } topology) return [];
        var design = new Design(topology, now, await TrustedFiles.ReadableAsync(topology.Mail.Trusted, cancellationToken));
        return [
            .. DesignLint.Check(design).Where(finding => !ignored.Contains(finding.Rule.Id))
                .Select(finding => (Finding: finding, Place: reading.At(finding.Path, finding.What, "")))
                // Nodes of a range stand at one place.
                .GroupBy(one => (one.Finding.Rule, one.Place.Line, one.Place.Column, Apart: one.Finding.Path.StartsWith("nodes[", StringComparison.Ordinal) ? "" : one.Finding.What))
                .Select(same => new PlacedFinding(same.Key.Rule, reading.File, same.Key.Line, same.Key.Column, same.First().Place.What, same.Count() - 1))
                .OrderByDescending(finding => finding.Rule.Severity).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal),
        ];
    }
}
