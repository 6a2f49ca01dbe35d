using System.Globalization;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Reports;
using Spectre.Console;

namespace IseMail.Cli.Rendering;

/// <summary>A verdict as a table: everything that was expected beside what was found. Nothing where all of it is the usual and holds.</summary>
internal static class VerdictTable
{
    public static Table Of(Verdict verdict)
    {
        var table = new Table().RoundedBorder().AddColumns("Judged", "Expected", "Found", "");
        foreach (var finding in verdict.Findings)
        {
            table.AddRow(
                Markup.Escape(finding.What), Markup.Escape(finding.Expected), Markup.Escape(finding.Found),
                finding.Holds ? "[green]holds[/]" : "[red]does not hold[/]" + Markup.Escape(finding.Mails.IsEmpty ? "" : ": " + string.Join(", ", finding.Mails.Take(3)) + (finding.Mails.Length > 3 ? " …" : "")));
        }
        return table;
    }

    /// <summary>The verdict in one line.</summary>
    public static string Line(RunResult result)
    {
        var failed = result.Verdict.Findings.Where(finding => !finding.Holds).ToList();
        if (failed.Count > 0) return $"failed: {string.Join("; ", failed.Select(finding => $"{finding.What}: expected {finding.Expected}, found {finding.Found}"))}";
        if (result.Scenario.Expected != Expectation.Standard) return string.Create(CultureInfo.InvariantCulture, $"passed: all {result.Verdict.Findings.Length} expectations hold");
        return "passed: every mail arrived exactly once, from the node whose duty it was";
    }
}
