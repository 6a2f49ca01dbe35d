using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Containers;

/// <summary>A Compose file for a topology, or why there is none.</summary>
/// <param name="Compose">Text of the Compose file; <c>null</c> where there are problems.</param>
/// <param name="Topology">Text of a topology with what the given one lacks for containers; <c>null</c>: it lacks nothing.</param>
/// <param name="Problems">Empty where there is a Compose file.</param>
public sealed record CompositionResult(string? Compose, string? Topology, ImmutableArray<FileProblem> Problems);

/// <summary>Makes containers of a topology.</summary>
public static class Composition
{
    /// <summary>Where containers read the topology that is mounted from this machine.</summary>
    private const string Inside = "/etc/isemail/topology.yaml";

    /// <summary>Composes the topology in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">Where the Compose file is going to be.</param>
    /// <param name="completedName">What the topology beside it would be called, if the given one lacks something.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static async Task<CompositionResult> ReadAsync(string path, string directory, string completedName, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } given) return new CompositionResult(null, null, reading.Problems);
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        if (text is null) return new CompositionResult(null, null, problems.Reading<object>(null).Problems);
        foreach (var (key, mark) in reading.Marks) problems.Marks[key] = mark;
        var completed = ContainerTopology.Fill(text, given, problems);
        ImmutableArray<FileProblem> unfit = [.. problems.Reading<object>(null).Problems, .. Names(reading, given)];
        if (!unfit.IsEmpty) return new CompositionResult(null, null, unfit);

        var lacks = completed != text;
        if (lacks) completed = $"# {Path.GetFileName(path)}, with what its nodes need in containers of their own.\n" + completed;
        var here = TopologyFile.Parse(completed, path);
        var inside = TopologyFile.Parse(completed, Inside);
        // What was added fits a topology that was right; where it does not, whoever wrote an unusual file is told what.
        if (here.Value is not { } host || inside.Value is not { } container) return new CompositionResult(null, null, here.Problems);
        var mounts = ContainerMounts.Of(host, container);
        var topologyOnHost = lacks ? "./" + completedName : Relative(directory, path);
        mounts = mounts with { Files = [(topologyOnHost, Inside), .. mounts.Files.Select(file => (file.Host == file.Container ? file.Host : Relative(directory, file.Host), file.Container))] };
        var compose = new ComposeFile(container, Inside, mounts, File.Exists(Path.Combine(directory, "Dockerfile"))).Write();
        return new CompositionResult(compose, lacks ? completed : null, []);
    }

    private static IEnumerable<FileProblem> Names(Reading<Topology> reading, Topology topology)
    {
        foreach (var (index, node) in topology.Deployment.Nodes.Index())
        {
            if (ComposeFile.Reserved.Contains(node.Name.Value)) yield return reading.At($"nodes[{index}].name", $"a container of another purpose is named '{node.Name}'", "another name");
            if (node.Address is { } address && Uri.CheckHostName(address.Host) != UriHostNameType.Dns) yield return reading.At($"nodes[{index}].address", $"'{address.Host}' is not a name that a container can have", "a name, such as {name}:4053");
        }
    }

    private static string Relative(string directory, string path)
    {
        var relative = Path.GetRelativePath(directory, Path.GetFullPath(path)).Replace('\\', '/');
        return Path.IsPathRooted(relative) || relative.StartsWith("../", StringComparison.Ordinal) ? relative : "./" + relative;
    }
}
