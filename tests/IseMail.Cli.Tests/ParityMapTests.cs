using IseMail.Domain.Texts;
using System.Text.RegularExpressions;

namespace IseMail.Cli.Tests;

public sealed partial class ParityMapTests
{
    [Fact]
    public void Every_row_of_the_parity_map_has_a_source_and_names_a_test_that_exists_or_says_why_none_does()
    {
        var tests = Directory.GetFiles(Path.Combine(Solution.Folder, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(Solution.IsWritten)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups["name"].Value}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = File.ReadAllLines(Path.Combine(Solution.Folder, "docs", "parity.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Behaviour", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | "))
            .ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(60);
        foreach (var row in rows)
        {
            row.Length.ShouldBe(4, string.Join(" | ", row));
            row[2].ShouldNotBeNullOrWhiteSpace(row[0]);
            // What is out of scope says so, with the reason, and has no test.
            if (row[3] == "-") row[1].ShouldStartWith("**out of scope**", Case.Sensitive, row[0]);
            else tests.ShouldContain(row[3].Trim('`'), row[0]);
        }
        rows.Select(row => row[0].Split(". ")[0]).Where(number => int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            .ShouldBe(Enumerable.Range(1, 38).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (?<name>[A-Z]\w+)\(", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Method();
}
