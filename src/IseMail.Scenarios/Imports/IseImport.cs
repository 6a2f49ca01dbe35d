using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>What came of an import: the text of a topology file, or why there is none.</summary>
/// <param name="Text">The topology; <c>null</c> where there are problems.</param>
/// <param name="LeftOut">Nodes of ISE's that a topology has no persona for.</param>
/// <param name="Problems">Empty where there is a text.</param>
public sealed record IseImportResult(string? Text, ImmutableArray<NodeName> LeftOut, ImmutableArray<FileProblem> Problems);

/// <summary>Makes a topology of what ISE tells of its nodes and of its PAN failover.</summary>
public static class IseImport
{
    /// <summary>Reads both files; one that cannot be read is a problem like any other.</summary>
    /// <param name="nodesPath">ISE's list of nodes.</param>
    /// <param name="panHaPath">Its setting of PAN failover; <c>null</c>: not known.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static async Task<IseImportResult> ReadAsync(string nodesPath, string? panHaPath, CancellationToken cancellationToken)
    {
        var (nodesText, nodesProblems) = await YamlFile.TextAsync(nodesPath, cancellationToken);
        var listed = nodesText is not null && YamlFile.Document(nodesText, nodesProblems) is { } document ? NodeList.Read(document, nodesProblems) : [];
        var nodes = listed.Where(one => !one.Node.Personas.IsEmpty).ToImmutableArray();
        var leftOut = listed.Where(one => one.Node.Personas.IsEmpty).ToImmutableArray();
        var (model, misfits) = DeploymentLimits.Fitting([.. nodes.Select(one => one.Node)]);
        if (!nodesProblems.Any)
        {
            foreach (var misfit in misfits)
                nodesProblems.Add(MarkOf(misfit.Path, nodes, listed), $"no model of Cisco's allows these nodes, {model.ToString().ToLowerInvariant()} comes nearest: {misfit.What}", misfit.Expected);
        }
        var (panHa, panHaProblems) = panHaPath is null ? (null, []) : await PanHaAsync(panHaPath, nodesProblems.Any ? null : nodes, leftOut, cancellationToken);
        ImmutableArray<FileProblem> problems = [.. nodesProblems.Reading<object>(null).Problems, .. panHaProblems];
        return problems.IsEmpty
            ? new IseImportResult(ImportedTopology.Write(model, nodes, leftOut, panHa, Path.GetFileName(nodesPath), panHaPath is null ? null : Path.GetFileName(panHaPath)), [.. leftOut.Select(one => one.Node.Name)], [])
            : new IseImportResult(null, [], problems);
    }

    private static async Task<(PanHighAvailability? PanHa, ImmutableArray<FileProblem> Problems)> PanHaAsync(
        string path, ImmutableArray<ImportedNode>? nodes, ImmutableArray<ImportedNode> leftOut, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        var panHa = text is not null && YamlFile.Document(text, problems) is { } document ? PanHaFile.Read(document, problems) : null;
        if (panHa is not null && !problems.Any && nodes is { } known)
        {
            foreach (var problem in panHa.Check(new Deployment("", DeploymentModel.Large, [.. known.Select(one => one.Node)])))
            {
                var key = problem.Path[(problem.Path.IndexOf('.', StringComparison.Ordinal) + 1)..];
                var poller = key == "primaryHealthCheckNode" ? panHa.PrimaryHealthCheckNode : panHa.SecondaryHealthCheckNode;
                var what = leftOut.Any(one => one.Node.Name == poller) ? $"'{poller}' runs pxGrid alone, and topologies have no persona for that" : problem.What;
                problems.AddAt(key, what, problem.Expected);
            }
        }
        return (panHa, problems.Reading<object>(null).Problems);
    }

    private static FileMark MarkOf(string path, ImmutableArray<ImportedNode> nodes, ImmutableArray<ImportedNode> listed)
    {
        var end = path.IndexOf(']', StringComparison.Ordinal);
        var index = end > 0 ? int.Parse(path.AsSpan("nodes[".Length, end - "nodes[".Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture) : -1;
        return index >= 0 && index < nodes.Length ? nodes[index].Mark : listed[0].Mark;
    }
}
