using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>
/// Gives a topology so many PSNs: dedicated ones are taken away from the end of the file, or added behind the last of them with the names
/// that follow from its own, <c>psn-{1..5}</c> or <c>dublin-07</c>. Nodes with other personas stay.
/// </summary>
/// <param name="Count">How many there are to be, a whole number as text.</param>
internal sealed partial record PolicyServiceNodesEdit(YamlText Count) : YamlEdit
{
    private const string Nodes = "nodes";
    private const string Name = "name";
    private const string Personas = "personas";
    private const string Address = "address";
    private const string NamePlace = "{name}";
    private const string Psn = "psn";

    public override YamlMap Apply(YamlMap document, FileProblems problems)
    {
        if (!int.TryParse(Count.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is < 1 or > NodeNames.GreatestRange)
        {
            problems.Add(Count.Mark, $"'{Count.Value}' cannot be used as a number of PSNs", $"a whole number from 1 to {NodeNames.GreatestRange}");
            return document;
        }
        // What is no list of nodes, the reader tells.
        if (document.Entries.FirstOrDefault(entry => entry.Key.Value == Nodes).Value is not YamlList list) return document;
        var items = list.Items.ToList();
        var surplus = items.Where(IsPolicyService).Sum(Number) - wanted;
        if (surplus < 0) Add(items, -surplus);
        else if (Remove(items, surplus) is > 0 and var left)
        {
            problems.Add(Count.Mark, string.Create(CultureInfo.InvariantCulture, $"{wanted + left} of the PSNs have other personas too, and stay"), string.Create(CultureInfo.InvariantCulture, $"{wanted + left} or more"));
            return document;
        }
        return document with { Entries = [.. document.Entries.Select(entry => entry.Key.Value == Nodes ? (entry.Key, list with { Items = items }) : entry)] };
    }

    // How many could not be removed.
    private int Remove(List<YamlEntry> items, int surplus)
    {
        for (var i = items.Count - 1; i >= 0 && surplus > 0; i--)
        {
            if (!IsDedicated(items[i])) continue;
            var here = Number(items[i]);
            if (here <= surplus) items.RemoveAt(i);
            else if (NodeNames.RangeOf(NameOf(items[i])) is var (before, first, last, after)) items[i] = Named(items[i], Range(before, first, last - surplus, after));
            surplus -= Math.Min(here, surplus);
        }
        return surplus;
    }

    private void Add(List<YamlEntry> items, int lacking)
    {
        var at = items.FindLastIndex(IsDedicated);
        if (at < 0)
        {
            items.Add(new YamlMap(Count.Mark, [(Own(Name), Own(Range($"{Psn}-", 1, lacking, ""))), (Own(Personas), new YamlList(Count.Mark, [Own(Psn)]))]));
            return;
        }
        if (NodeNames.RangeOf(NameOf(items[at])) is var (before, first, last, after))
        {
            items[at] = Named(items[at], Range(before, first, last + lacking, after));
            return;
        }
        var taken = items.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var (stem, number, digits) = Numbered(NameOf(items[at]));
        for (var next = number + 1; lacking > 0; next++)
        {
            var name = stem + next.ToString("D" + digits, CultureInfo.InvariantCulture);
            if (!taken.Add(name)) continue;
            items.Insert(at + 1, Another(items[at], name));
            at++;
            lacking--;
        }
    }

    private YamlMap Named(YamlEntry item, string name)
    {
        var map = (YamlMap)item;
        return map with { Entries = [.. map.Entries.Select(entry => entry.Key.Value == Name ? (Own(Name), Own(name)) : entry)] };
    }

    // An address is one node's, unless it says where the name goes in it.
    private YamlMap Another(YamlEntry item, string name)
    {
        var named = Named(item, name);
        return named with { Entries = [.. named.Entries.Where(entry => entry.Key.Value != Address || entry.Value is YamlText { Value: var address } && address.Contains(NamePlace, StringComparison.Ordinal))] };
    }

    private YamlText Own(string text) => new(Count.Mark, text, true);

    private static (string Stem, int Number, int Digits) Numbered(string name) => Ending().Match(name) is { Success: true } ending
        ? (name[..ending.Index], int.Parse(ending.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), ending.Length)
        : (name + "-", 1, 1);

    private static string Range(string before, int first, int last, string after) => string.Create(CultureInfo.InvariantCulture, $"{before}{{{first}..{last}}}{after}");

    private static bool IsPolicyService(YamlEntry item) => PersonasOf(item).Contains(Psn);

    private static bool IsDedicated(YamlEntry item) => PersonasOf(item) is [Psn];

    private static ImmutableArray<string> PersonasOf(YamlEntry item) =>
        Value(item, Personas) is YamlList list ? [.. list.Items.OfType<YamlText>().Select(text => text.Value)] : [];

    private static int Number(YamlEntry item) => NodeNames.RangeOf(NameOf(item)) is var (_, first, last, _) ? Math.Max(0, last - first + 1) : 1;

    private static string NameOf(YamlEntry item) => Value(item, Name) is YamlText { Value: var name } ? name : "";

    private static YamlEntry? Value(YamlEntry item, string key) => (item as YamlMap)?.Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;

    [GeneratedRegex(@"[0-9]{1,6}\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Ending();
}
