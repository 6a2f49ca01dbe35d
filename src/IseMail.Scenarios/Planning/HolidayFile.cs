using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Planning;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Planning;

/// <summary>
/// Reads a list of holidays: a date in each line, its name after it if it has one. Empty lines and what follows a <c>#</c> at a line's beginning or after a
/// blank do not count; of a date that stands twice the first name holds.
/// </summary>
public static class HolidayFile
{
    private const string Rule = "a date such as 2026-12-25, its name after it, or a comment after '#'";

    /// <summary>Reads the file at <paramref name="path"/>; one that cannot be read is a problem like any other.</summary>
    public static async Task<Reading<WorkingDays>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken, "list of holidays");
        return text is null ? problems.Reading<WorkingDays>(null) : Parse(text, problems);
    }

    /// <summary>Reads <paramref name="text"/> as the text of <paramref name="fileName"/>.</summary>
    public static Reading<WorkingDays> Parse(string text, string fileName) => Parse(text, new FileProblems(fileName));

    private static Reading<WorkingDays> Parse(string text, FileProblems problems)
    {
        var holidays = ImmutableSortedDictionary.CreateBuilder<DateOnly, string>();
        // A byte order mark is no part of the text.
        var lines = text.TrimStart('\uFEFF').Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        foreach (var (index, line) in lines.Index())
        {
            var written = WithoutComment(line).TrimEnd();
            var column = written.Length - written.TrimStart().Length;
            if (column == written.Length) continue;
            var words = written[column..].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (!DateOnly.TryParseExact(words[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                problems.Add(new FileMark(index + 1, column + 1), $"'{words[0]}' is not a date", Rule);
            else
                holidays.TryAdd(day, words.Length > 1 ? words[1] : "");
        }
        return problems.Reading(new WorkingDays(holidays.ToImmutable()));
    }

    private static string WithoutComment(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '#' && (i == 0 || char.IsWhiteSpace(line[i - 1]))) return line[..i];
        }
        return line;
    }
}
