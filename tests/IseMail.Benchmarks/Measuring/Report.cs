using System.Globalization;
using Spectre.Console;

namespace IseMail.Benchmarks.Measuring;

/// <summary>What the program prints: plain lines and tables, no colours, so that it can be kept in a file.</summary>
internal static class Report
{
    /// <summary>Begins a benchmark.</summary>
    public static void Heading(string text) => Console.WriteLine($"\n== {text}");

    /// <summary>One line.</summary>
    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A figure without decimals.</summary>
    public static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A figure with two decimals.</summary>
    public static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A table whose first column is text and whose others are figures.</summary>
    public static void Table(string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Markdown);
        foreach (var (index, head) in heads.Index()) table.AddColumn(new TableColumn(Markup.Escape(head)) { Alignment = index == 0 ? Justify.Left : Justify.Right });
        foreach (var row in rows) table.AddRow([.. row.Select(cell => new Text(cell))]);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = 160;
        console.Write(table);
    }

    /// <summary>Says what was required and whether it is met; answers the latter.</summary>
    public static bool Requirement(FormattableString what, bool met)
    {
        Line($"{(met ? "MET" : "NOT MET")}: {what.ToString(CultureInfo.InvariantCulture)}");
        return met;
    }
}
