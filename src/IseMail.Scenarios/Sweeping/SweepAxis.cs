using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Sweeping;

/// <summary>One value that a swept key takes.</summary>
/// <param name="Text">The value, as a file would have it.</param>
/// <param name="Column">Where it, or the range it comes from, stands in the option's text, from 1.</param>
public sealed record SweepValue(string Text, int Column);

/// <summary>One key that is swept and the values it takes, as <c>--sweep KEY=VALUES</c> says them.</summary>
public sealed record SweepAxis
{
    private SweepAxis(string written, string key, ImmutableArray<SweepValue> values, ImmutableArray<YamlStep> way)
    {
        Written = written;
        Key = key;
        Values = values;
        Way = way;
    }

    /// <summary>The option's text: <c>nodes.psn=5..50:5</c>.</summary>
    public string Written { get; }

    /// <summary>The key as it was written.</summary>
    public string Key { get; }

    /// <summary>Its values, in the order in which they were written; never empty, none twice.</summary>
    public ImmutableArray<SweepValue> Values { get; }

    /// <summary>Its values as numbers, durations in seconds; <c>null</c>: they are words.</summary>
    public ImmutableArray<double>? Numbers
    {
        get
        {
            var numbers = Values.Select(value => Number(value.Text)).ToList();
            return numbers.TrueForAll(number => number is not null) && numbers.Select(number => number!.Value.Unit).Distinct().Count() == 1
                ? [.. numbers.Select(number => number!.Value.Number)]
                : null;
        }
    }

    /// <summary>What its numbers are in: <c>s</c> for durations.</summary>
    public string Unit => Numbers is null ? "" : Number(Values[0].Text)!.Value.Unit;

    /// <summary>The way to the value that it changes.</summary>
    internal ImmutableArray<YamlStep> Way { get; }

    /// <summary>Reads the text of an option.</summary>
    /// <param name="written">The text.</param>
    /// <param name="index">The how many-th of the options it is, from 0.</param>
    /// <param name="mostValues">How many values it may have.</param>
    public static (SweepAxis? Axis, FileProblem? Problem) Read(string written, int index, int mostValues)
    {
        FileProblem? told = null;
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return (null, SweepMarks.Problem(written, 1, $"'{written}' does not say what to sweep", "KEY=VALUES, such as nodes.psn=5..50:5 or mail.placement=shared,node"));
        var key = written[..equals];
        var way = SweepKeys.Way(key, column => SweepMarks.Of(index, column), (column, what, expected) => told = SweepMarks.Problem(written, column, what, expected));
        if (way is null) return (null, told);
        var values = ImmutableArray.CreateBuilder<SweepValue>();
        var column = equals + 2;
        foreach (var part in written[(equals + 1)..].Split(','))
        {
            if (part.Length == 0) return (null, SweepMarks.Problem(written, column, "a value is empty", "values, or a range such as 5..50, between commas"));
            if (!SweepRange.IsMeant(part)) values.Add(new SweepValue(part, column));
            else
            {
                var (range, what, expected) = SweepRange.Values(part, mostValues);
                if (range.IsEmpty) return (null, SweepMarks.Problem(written, column, what, expected));
                values.AddRange(range.Select(text => new SweepValue(text, column)));
            }
            column += part.Length + 1;
        }
        if (values.GroupBy(value => value.Text, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return (null, SweepMarks.Problem(written, twice.Last().Column, $"the value '{twice.Key}' stands twice", "each value once"));
        return (new SweepAxis(written, key, values.ToImmutable(), way.Value), null);
    }

    /// <summary>Whether both change the same place, or one a place within the other's.</summary>
    internal bool Overlaps(SweepAxis other) =>
        Way.Zip(other.Way, (one, another) => one.Key == another.Key && one.Index == another.Index).All(static same => same);

    /// <summary>The change that gives the key one of its values.</summary>
    internal YamlEdit Edit(SweepValue value)
    {
        var text = new YamlText(Way[0].Mark with { Column = value.Column }, value.Text, false);
        return Key == SweepKeys.PolicyServiceNodes ? new PolicyServiceNodesEdit(text) : new ValueEdit(Way, text);
    }

    private static (double Number, string Unit)? Number(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return (number, "");
        return DurationText.TryParse(text, out var span) ? (span.TotalSeconds, "s") : null;
    }
}

/// <summary>
/// What stands at a column of a <c>--sweep</c> option has a mark in no line of a file: by it, a problem that a reader tells leads back to the option.
/// </summary>
internal static class SweepMarks
{
    public static FileMark Of(int option, int column) => new(-1 - option, column);

    /// <summary>The option at which a problem stands; <c>null</c>: it stands in a file.</summary>
    public static int? OptionOf(FileProblem problem) => problem.Line < 0 ? -1 - problem.Line : null;

    public static FileProblem Problem(string written, int column, string what, string expected) => new($"--sweep {written}", 1, column, what, expected);
}
