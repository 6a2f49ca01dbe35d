using System.Globalization;

namespace IseMail.Scenarios.Reports.Comparison;

/// <summary>The words in which a comparison is told, on a terminal as on a page.</summary>
public static class ComparisonText
{
    /// <summary>Who wins a figure.</summary>
    public static string Of(Preference preferred) => preferred switch
    {
        Preference.First => "A",
        Preference.Second => "B",
        Preference.Alike => "alike",
        Preference.Describes => "",
        Preference.NotComparable => "not comparable",
        _ => throw new ArgumentOutOfRangeException(nameof(preferred), preferred, "no such preference"),
    };

    /// <summary>A value of a figure.</summary>
    public static string Of(double? value, string unit) => value is not { } number ? "–" : number.ToString("0.###", CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "");

    /// <summary>All of it in two to four sentences.</summary>
    public static IEnumerable<string> Summary(RunComparison comparison)
    {
        yield return $"A {(comparison.First.Passed ? "passed" : "failed")}, B {(comparison.Second.Passed ? "passed" : "failed")}.";
        var (a, b) = (comparison.Where(Preference.First), comparison.Where(Preference.Second));
        if (a.IsEmpty && b.IsEmpty) yield return "Neither is better in anything that is measured.";
        if (!a.IsEmpty) yield return "A is better in: " + string.Join("; ", a.Select(Told)) + ".";
        if (!b.IsEmpty) yield return "B is better in: " + string.Join("; ", b.Select(Told)) + ".";
        var not = comparison.Where(Preference.NotComparable);
        if (!not.IsEmpty) yield return "Only one of them has: " + string.Join("; ", not.Select(one => one.Figure.Title)) + ".";
    }

    private static string Told(ComparedFigure one) => $"{one.Figure.Title} ({Of(one.First, one.Figure.Unit)} and {Of(one.Second, one.Figure.Unit)})";
}
