using IseMail.Domain.Texts;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Names of nodes as files have them: <c>psn-{1..50}</c> stands for that many.</summary>
internal static partial class NodeNames
{
    /// <summary>The most nodes that one range stands for: more than any model allows, so that the limit that is broken is told and not this one.</summary>
    public const int GreatestRange = 200;

    /// <summary>The most nodes that a file may name: PANs and MnTs beside the PSNs of a deployment on paper.</summary>
    public const int MostNodes = DeploymentLimits.PaperPolicyServiceNodes + 4;

    /// <summary>The names that a text stands for; empty where it cannot be used, and that is told.</summary>
    public static IReadOnlyList<NodeName> Expand(FileProblems problems, YamlEntry value, string key)
    {
        if (value is not YamlText { Value: { Length: > 0 } text })
        {
            problems.Add(value.Mark, $"'{key}' holds no node's name here", NodeName.Rule);
            return [];
        }
        var texts = new List<string> { text };
        if (RangeOf(text) is var (before, first, last, after))
        {
            if (last < first || last - first >= GreatestRange)
            {
                problems.Add(value.Mark, $"the range {{{first}..{last}}} cannot be used", $"a range that rises, of at most {GreatestRange} nodes");
                return [];
            }
            texts = [.. Enumerable.Range(first, last - first + 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"{before}{i}{after}"))];
        }
        var names = new List<NodeName>();
        foreach (var one in texts)
        {
            if (NodeName.TryParse(one, out var name)) names.Add(name);
            else
            {
                problems.Add(value.Mark, $"'{(one.Length <= 64 ? one : one[..64] + "…")}' is not a node name", NodeName.Rule + ", or with a range: psn-{1..5}");
                return [];
            }
        }
        return names;
    }

    /// <summary>The parts of a name that stands for several; <c>null</c>: it stands for one.</summary>
    public static (string Before, int First, int Last, string After)? RangeOf(string text) => Range().Match(text) is { Success: true } range
        ? (range.Groups["before"].Value, Number(range.Groups["first"]), Number(range.Groups["last"]), range.Groups["after"].Value)
        : null;

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<before>[^{}]*)\{(?<first>[0-9]{1,4})\.\.(?<last>[0-9]{1,4})\}(?<after>[^{}]*)\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Range();
}
