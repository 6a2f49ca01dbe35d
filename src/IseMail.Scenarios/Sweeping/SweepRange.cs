using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Texts;

namespace IseMail.Scenarios.Sweeping;

/// <summary>Values from one to another: <c>5..50</c>, <c>5..50:5</c>, <c>30s..120s:30s</c>, <c>0.1..0.5:0.1</c>. The first is among them, the last where a step hits it.</summary>
internal static partial class SweepRange
{
    private const string Rule = "FROM..TO or FROM..TO:STEP, such as 5..50:5 or 30s..120s:30s";

    /// <summary>Whether a text means a range, well written or not.</summary>
    public static bool IsMeant(string text) => text.Length > 0 && char.IsAsciiDigit(text[0]) && text.Contains("..", StringComparison.Ordinal);

    /// <summary>The values of a range, or what is wrong with it.</summary>
    /// <param name="text">The range.</param>
    /// <param name="most">How many values it may have.</param>
    public static (ImmutableArray<string> Values, string What, string Expected) Values(string text, int most)
    {
        if (Range().Match(text) is not { Success: true } range) return ([], $"'{text}' is no range", Rule);
        var unit = range.Groups["unit"].Value;
        var stepped = range.Groups["step"].Success;
        if (range.Groups["unitOfTo"].Value != unit || (stepped && range.Groups["unitOfStep"].Value != unit)) return ([], $"the units of '{text}' differ", "one unit, such as 30s..120s:30s");
        var (from, to) = (Number(range.Groups["from"]), Number(range.Groups["to"]));
        if (!stepped && (from != decimal.Truncate(from) || to != decimal.Truncate(to))) return ([], $"'{text}' has fractions and no step", Rule);
        var step = stepped ? Number(range.Groups["step"]) : 1;
        if (step == 0) return ([], $"the step of '{text}' is 0", "a step greater than 0");
        if (to < from) return ([], $"the range '{text}' is empty", "a range that rises");
        var count = decimal.Floor((to - from) / step) + 1;
        if (count > most) return ([], string.Create(CultureInfo.InvariantCulture, $"'{text}' has {count:0} values"), string.Create(CultureInfo.InvariantCulture, $"at most {most} runs"));
        return ([.. Enumerable.Range(0, (int)count).Select(i => (from + i * step).ToString("0.#########", CultureInfo.InvariantCulture) + unit)], "", "");
    }

    private static decimal Number(Group group) => decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<from>[0-9]{1,9}(\.[0-9]{1,6})?)(?<unit>[a-z]{0,2})\.\.(?<to>[0-9]{1,9}(\.[0-9]{1,6})?)(?<unitOfTo>[a-z]{0,2})(:(?<step>[0-9]{1,9}(\.[0-9]{1,6})?)(?<unitOfStep>[a-z]{0,2}))?\z",
        RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Range();
}
