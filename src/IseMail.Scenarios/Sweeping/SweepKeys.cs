using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Sweeping;

/// <summary>What can be swept: any key of a scenario's file or of its topology's, by its way from the top, and the number of PSNs.</summary>
public static partial class SweepKeys
{
    /// <summary>The number of PSNs; no key of a file, for a file names each.</summary>
    public const string PolicyServiceNodes = "nodes.psn";

    /// <summary>The keys at the top of a scenario's file.</summary>
    public static ImmutableArray<string> OfScenario { get; } = ["name", "purpose", "topology", "seed", "within", "recipients", "faults", "actions", "panHa", "failover", "expect", "workload"];

    /// <summary>The keys at the top of a topology's file. Its <c>workload</c> is of no use in a run, and cannot be swept: that of the scenario is meant.</summary>
    public static ImmutableArray<string> OfTopology { get; } =
        ["name", "model", "nodes", "mail", "tenant", "storage", "cluster", "panHa", "failover", "workload", "administrators", "internalUsers", "passwordPolicy", "alarms", "guests"];

    /// <summary>Shorter words for keys that are swept often.</summary>
    public static ImmutableSortedDictionary<string, string> Shorthand { get; } = new Dictionary<string, string>
    {
        ["mail.placement"] = "mail.sender.placement",
        ["failover.pan.interval"] = "panHa.pollingInterval",
        ["failover.pan.attempts"] = "panHa.failedAttempts",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    // Both files have these; a scenario's own word replaces its topology's.
    private static readonly string[] Overriding = ["panHa", "failover"];

    /// <summary>Whether a way leads into the scenario's file, which has <paramref name="keys"/> at its top.</summary>
    internal static bool IsOfScenario(string first, IReadOnlyCollection<string> keys) =>
        OfScenario.Contains(first, StringComparer.Ordinal) && (!Overriding.Contains(first, StringComparer.Ordinal) || keys.Contains(first, StringComparer.Ordinal));

    /// <summary>The way that a written key stands for, or what is wrong with it.</summary>
    /// <param name="written">The key, with which an option's text begins.</param>
    /// <param name="mark">The mark of a column of that text.</param>
    /// <param name="problem">Told what is wrong at a column.</param>
    internal static ImmutableArray<YamlStep>? Way(string written, Func<int, FileMark> mark, Action<int, string, string> problem)
    {
        var full = Shorthand.GetValueOrDefault(written, written);
        var steps = ImmutableArray.CreateBuilder<YamlStep>();
        var column = 1;
        foreach (var part in full.Split('.'))
        {
            if (Step().Match(part) is not { Success: true } step)
            {
                problem(column, $"'{part}' is no key", $"keys joined by dots, and in lists numbers from 0, such as {PolicyServiceNodes}, mail.sender.placement or workload[0].count");
                return null;
            }
            // What a short word stands for is written nowhere.
            var at = mark(full == written ? column : 1);
            steps.Add(new YamlStep(step.Groups["key"].Value, 0, at));
            foreach (var index in step.Groups["index"].Captures.Select(capture => int.Parse(capture.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))) steps.Add(new YamlStep("", index, at));
            column += part.Length + 1;
        }
        var known = OfScenario.Union(OfTopology, StringComparer.Ordinal).ToList();
        if (known.Contains(steps[0].Key, StringComparer.Ordinal)) return steps.ToImmutable();
        problem(1, $"unknown key '{steps[0].Key}'", NearestWord.Expectation(steps[0].Key, known));
        return null;
    }

    [GeneratedRegex(@"\A(?<key>[A-Za-z][A-Za-z0-9_-]{0,63})(\[(?<index>[0-9]{1,4})\])*\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Step();
}
