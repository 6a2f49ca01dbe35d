using System.Collections.Immutable;
using System.Text.Json;
using IseMail.Scenarios.Calibrating;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Virtual;

/// <summary>All that a run in virtual time follows from: played again, it is the same to the last event.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Seed">Where random numbers began.</param>
/// <param name="Scenario">The scenario file, by its path from the directory that both files are in.</param>
/// <param name="ScenarioText">What stands in it.</param>
/// <param name="Topology">The topology file, likewise.</param>
/// <param name="TopologyText">What stands in it.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Hash">SHA-256 of all of them.</param>
/// <param name="TimingText">What stands in the timing file; <c>null</c>: there was none.</param>
public sealed record ReplayFile(string Version, long Seed, string Scenario, string ScenarioText, string Topology, string TopologyText, long Events, string Hash, string? TimingText = null)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The file of a run that has ended.</summary>
    /// <param name="reading">The scenario as it was read.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="timing">How long things took in it.</param>
    /// <param name="ended">How it ended.</param>
    public static ReplayFile Of(Reading<Scenario> reading, long seed, RunTiming timing, VirtualResult ended)
    {
        var scenario = Path.GetFullPath(reading.File);
        var topology = Path.GetFullPath(reading.Value!.TopologyReading.File);
        var root = scenario.Split(Path.DirectorySeparatorChar).Zip(topology.Split(Path.DirectorySeparatorChar), (one, other) => (One: one, Other: other)).TakeWhile(pair => pair.One == pair.Other).Select(pair => pair.One).ToArray();
        var directory = string.Join(Path.DirectorySeparatorChar, root) + Path.DirectorySeparatorChar;
        return new ReplayFile(
            RunRecording.Version, seed, Path.GetRelativePath(directory, scenario), File.ReadAllText(scenario), Path.GetRelativePath(directory, topology), File.ReadAllText(topology), ended.Events, ended.Hash, timing.Text);
    }

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken) => await File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Options) + "\n", cancellationToken);

    /// <summary>Reads one; what is none, or is of another version, is told of.</summary>
    public static async Task<(ReplayFile? File, ImmutableArray<FileProblem> Problems)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return (null, [new FileProblem(path, 1, 1, "there is no such file", "a replay file, as 'isemail run --runtime virtual' writes them")]);
        ReplayFile? file;
        try
        {
            file = JsonSerializer.Deserialize<ReplayFile>(await File.ReadAllTextAsync(path, cancellationToken), Options);
        }
        catch (JsonException broken)
        {
            return (null, [new FileProblem(path, (int)(broken.LineNumber ?? 0) + 1, (int)(broken.BytePositionInLine ?? 0) + 1, "this is no replay file", "one that 'isemail run --runtime virtual' has written")]);
        }
        if (file is null || file.ScenarioText is null || file.TopologyText is null || file.Version is null || file.Hash is null || !IsInside(file.Scenario) || !IsInside(file.Topology))
            return (null, [new FileProblem(path, 1, 1, "this is no replay file", "one that 'isemail run --runtime virtual' has written")]);
        return file.Version == RunRecording.Version
            ? (file, [])
            : (null, [new FileProblem(path, 1, 1, $"this was written by version {file.Version}, and this is version {RunRecording.Version}: the same seed may be another run", $"version {file.Version} of the program")]);
    }

    /// <summary>Reads the scenario that is in it.</summary>
    /// <param name="directory">An empty directory to put its files into.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Reading<Scenario>> ScenarioAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        foreach (var (path, text) in new[] { (Topology, TopologyText), (Scenario, ScenarioText) })
        {
            var file = Path.Combine(directory.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }
        return await ScenarioFile.ReadAsync(Path.Combine(directory.FullName, Scenario), cancellationToken);
    }

    /// <summary>Reads the timing that is in it.</summary>
    /// <param name="path">Where the replay file is, for what is wrong with it.</param>
    public Reading<TimingModel> Timing(string path) => TimingText is { } text ? TimingFile.Read(text, $"{path} (timing)") : new FileProblems(path).Reading(new TimingModel());

    // What somebody sends must not be written just anywhere.
    private static bool IsInside(string? path) => path is { Length: > 0 } && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..");
}
