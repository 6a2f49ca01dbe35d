using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Domain.Texts;

/// <summary>Whole numbers as people list them: single ones and ranges, a range in steps of 1 or of what follows its colon, separated by commas.</summary>
public static class WholeNumbersText
{
    /// <summary>The rule in words, for messages.</summary>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="greatest">The greatest.</param>
    public static string Rule(int least, int greatest) =>
        string.Create(CultureInfo.InvariantCulture, $"whole numbers from {least} to {greatest}, such as {least},{greatest} or {least}..{greatest}:{Math.Max(1, (greatest - least) / 4)}");

    /// <summary>Takes <paramref name="text"/> as a list of whole numbers if it is one.</summary>
    /// <param name="text">What somebody wrote: <c>30,60..180:60,300</c>.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="greatest">The greatest.</param>
    /// <param name="numbers">The numbers, each once, the smallest first.</param>
    public static bool TryParse(string text, int least, int greatest, out ImmutableSortedSet<int> numbers)
    {
        numbers = [];
        var found = ImmutableSortedSet.CreateBuilder<int>();
        foreach (var part in text.Split(','))
        {
            if (Range(part.Trim()) is not var (first, last, step) || first < least || last > greatest || first > last) return false;
            for (var number = (long)first; number <= last; number += step) found.Add((int)number);
        }
        numbers = found.ToImmutable();
        return true;
    }

    private static (int First, int Last, int Step)? Range(string text)
    {
        var parts = text.Split(':');
        var step = parts switch { [_] => 1, [_, var by] => Number(by), _ => null };
        return (parts[0].Split(".."), step) switch
        {
            // Steps are of a range.
            ([var only], 1) when parts.Length == 1 && Number(only) is { } number => (number, number, 1),
            ([var from, var to], > 0) when Number(from) is { } first && Number(to) is { } last => (first, last, step.Value),
            _ => null,
        };
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
