using System.Globalization;
using System.Text;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Exploring;

/// <summary>A story as a scenario file: whoever runs that in virtual time, with the story's seed, has the same run to the last event.</summary>
public static class StoryFile
{
    /// <summary>Name of the scenario file.</summary>
    public const string Name = "scenario.yaml";

    /// <summary>Name of the topology file beside it.</summary>
    public const string TopologyName = "scenario.topology.yaml";

    private const int LongestPurpose = 400;

    /// <summary>Writes a story and its topology.</summary>
    /// <param name="story">Which.</param>
    /// <param name="purpose">What it is to show, in a sentence.</param>
    /// <param name="directory">Where; it is made where it is missing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Path of the scenario file.</returns>
    /// <exception cref="IOException">One of the files cannot be written.</exception>
    public static async Task<string> WriteAsync(Story story, string purpose, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        directory.Create();
        var topology = story.Scenario.TopologyReading;
        // Where it names files by paths that begin at its own directory, it stays there.
        var named = NamedFiles.Of(topology.Value!).Any() ? Path.GetRelativePath(directory.FullName, Path.GetFullPath(topology.File)).Replace('\\', '/') : TopologyName;
        if (named == TopologyName) await File.WriteAllTextAsync(Path.Combine(directory.FullName, TopologyName), await File.ReadAllTextAsync(topology.File, cancellationToken), cancellationToken);
        var file = Path.Combine(directory.FullName, Name);
        await File.WriteAllTextAsync(file, Write(story, purpose, named), cancellationToken);
        return file;
    }

    /// <summary>The text of the scenario file.</summary>
    /// <param name="story">Which story.</param>
    /// <param name="purpose">What it is to show, in a sentence.</param>
    /// <param name="topology">Path of the topology file from the scenario file.</param>
    public static string Write(Story story, string purpose, string topology)
    {
        var told = story.Told;
        var text = new StringBuilder();
        Line("# Found by 'isemail explore'. What must hold whatever fails is looked at after every event of a run in virtual time; the same seed is the same run:");
        Line(string.Create(CultureInfo.InvariantCulture, $"#   isemail run {Name} --runtime virtual --seed {story.Seed}"));
        Line($"name: {YamlWord.Of(told.Name)}");
        Line($"purpose: {YamlWord.Of(purpose.Length <= LongestPurpose ? purpose : purpose[..LongestPurpose] + "…")}");
        Line($"topology: {YamlWord.Of(topology)}");
        Line(string.Create(CultureInfo.InvariantCulture, $"seed: {told.Seed}"));
        Line($"within: {DurationText.Of(told.Within)}");
        Line($"recipients: {YamlWord.Of(told.Recipients)}");
        if (told.Topology.Failover != told.TopologyReading.Value!.Failover) foreach (var line in FailoverText.Write(told.Topology.Failover)) Line(line);
        Line($"expect: {Expected(told.Expected)}");
        List(FaultSection.Key, told.Faults.OrderBy(fault => fault.At ?? TimeSpan.Zero).Select(FaultSection.Write));
        List(ActionsSection.Key, told.Actions.Select(ActionText.Write));
        List(WorkloadSection.Key, told.Workload.Select(WorkloadText.Write));
        return text.ToString();

        // A line's end is one everywhere, so that the same story is the same file.
        void Line(string line) => text.Append(line).Append('\n');

        void List(string key, IEnumerable<string> entries)
        {
            foreach (var (index, entry) in entries.Index())
            {
                if (index == 0) Line($"{key}:");
                Line($"  - {entry}");
            }
        }
    }

    private static string Expected(Expectation expected) => YamlWord.Map(
        ("taken", Count(expected.Taken)), ("delivered", Count(expected.Mail.Delivered!)), ("lost", Count(expected.Mail.Lost!)), ("duplicated", Count(expected.Mail.Duplicated!)));

    private static string Count(CountRule rule) => rule.AtLeast == rule.AtMost ? rule.AtLeast.ToString(CultureInfo.InvariantCulture) : YamlWord.Map(("atLeast", rule.AtLeast.ToString(CultureInfo.InvariantCulture)));
}
