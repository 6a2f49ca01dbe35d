using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Scenarios.Yaml;

/// <summary>Puts one value into a document: in the place of what stands there, or, with the mappings on the way to it, where nothing does.</summary>
/// <param name="Steps">The way to it, of which the first is a key.</param>
/// <param name="Value">What is put there.</param>
internal sealed record ValueEdit(ImmutableArray<YamlStep> Steps, YamlText Value) : YamlEdit
{
    // As the only word for a mapping, it means the same as one without keys.
    private const string AllByDefault = "embedded";

    public override YamlMap Apply(YamlMap document, FileProblems problems) => (YamlMap)Put(document, 0, problems);

    private YamlEntry Put(YamlEntry? there, int depth, FileProblems problems)
    {
        if (depth == Steps.Length) return Value;
        var step = Steps[depth];
        switch (there)
        {
            case YamlMap map when !step.IsItem:
                return map with { Entries = With(map.Entries, step, depth, problems) };
            case YamlList list when step.IsItem && step.Index < list.Items.Count:
                return list with { Items = [.. list.Items.Select((item, i) => i == step.Index ? Put(item, depth + 1, problems) : item)] };
            case null or YamlText { Value: AllByDefault, IsQuoted: false } when !step.IsItem:
                return new YamlMap(there?.Mark ?? step.Mark, [(new YamlText(step.Mark, step.Key, true), Put(null, depth + 1, problems))]);
            default:
                var (what, expected) = Refusal(there, depth);
                problems.Add(step.Mark, what, expected);
                return there ?? Value;
        }
    }

    // The last key of the way takes the mark of whoever wants the change: a problem with its value may be told at the key.
    private List<(YamlText Key, YamlEntry Value)> With(IReadOnlyList<(YamlText Key, YamlEntry Value)> entries, YamlStep step, int depth, FileProblems problems)
    {
        var last = depth == Steps.Length - 1;
        var found = entries.Any(entry => entry.Key.Value == step.Key);
        var changed = entries.Select(entry => entry.Key.Value == step.Key
            ? (last ? entry.Key with { Mark = step.Mark } : entry.Key, Put(entry.Value, depth + 1, problems))
            : entry);
        return found ? [.. changed] : [.. changed, (new YamlText(step.Mark, step.Key, true), Put(null, depth + 1, problems))];
    }

    private (string What, string Expected) Refusal(YamlEntry? there, int depth)
    {
        var before = depth == 0 ? "the file" : $"'{Path(depth)}'";
        var wanted = Steps[depth].IsItem ? "a list" : "a mapping";
        return there switch
        {
            YamlList list when Steps[depth].IsItem => (string.Create(CultureInfo.InvariantCulture, $"{before} has {list.Items.Count} items"), list.Items.Count == 0 ? "a list with items" : string.Create(CultureInfo.InvariantCulture, $"an item from 0 to {list.Items.Count - 1}")),
            YamlList list => ($"{before} is a list", string.Create(CultureInfo.InvariantCulture, $"one of its {list.Items.Count} items, such as {Path(depth)}[0].{Steps[depth].Key}")),
            YamlText { Value: var word } => ($"{before} is '{word}' here, and not {wanted}", $"a file in which it is {wanted}"),
            YamlMap => ($"{before} is a mapping", "a key of it"),
            _ => ($"{before} is left out here", $"a file in which it is {wanted}"),
        };
    }

    private string Path(int depth) => string.Concat(Steps.Take(depth).Select((step, i) => step.IsItem ? string.Create(CultureInfo.InvariantCulture, $"[{step.Index}]") : i == 0 ? step.Key : "." + step.Key));
}
